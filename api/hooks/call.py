"""A partner's call as it comes in: its raw bytes, and the partner that made it."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.context import context_of
from api.dependencies import CurrentVisit
from api.flood.address import address_of
from api.metrics import TEXTS
from api.texting.partners import PartnerUnknown, PartnerUnreadable, Standing
from intake.errors import CallRejected
from intake.partners.call import RawCall
from intake.partners.partner import Partner
from intake.sms.adapters.all import ADAPTERS
from intake.sms.adapters.protocol import Adapter


async def read_call(request: Request) -> RawCall:
    """Return the request before anything in it is believed."""
    settings = context_of(request).settings
    query = f"?{request.url.query}" if request.url.query else ""
    return RawCall(
        # The gateway signed the URL by which the world reaches us, whatever a proxy made of it.
        url=f"{settings.public_url}{request.url.path}{query}",
        headers={name.lower(): value for name, value in request.headers.items()},
        body=await request.body(),
        network_address=address_of(request, proxies_in_front=settings.proxies_in_front),
    )


@dataclass(frozen=True, slots=True)
class PartnerCall:
    """A call that the partner made, and made now."""

    raw: RawCall
    partner: Partner
    adapter: Adapter
    is_sandbox: bool
    """The duty desk has not confirmed the partner: nothing is stored, and the answer says what would be."""


def verify_call(visit: CurrentVisit, partner: str, raw: Annotated[RawCall, Depends(read_call)]) -> PartnerCall:
    """Return the call as its partner's. Whatever is wrong with it, the answer is 401, and nothing is stored.

    Raises PartnerUnreadable (503) where the partner's settings are broken, or others than those that were confirmed: a
    text must not be lost because somebody is at work on them.
    """
    partners = visit.context.partners
    try:
        known = partners.get(partner)
        adapter = ADAPTERS[known.adapter]
        adapter.verify(raw, known, at=visit.now())
    except (PartnerUnknown, CallRejected) as error:
        TEXTS.labels("rejected").inc()
        raise HTTPException(HTTPStatus.UNAUTHORIZED) from error
    standing = partners.find_standing(known)
    if standing is Standing.CHANGED:
        raise PartnerUnreadable
    return PartnerCall(raw, known, adapter, is_sandbox=standing is Standing.SANDBOX)


VerifiedCall = Annotated[PartnerCall, Depends(verify_call)]
