"""A partner's call as it comes in: its raw bytes, and the partner that made it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.ground.partners import PartnerUnknown, PartnerUnreadable, Standing
from api.web.http.address import address_of
from api.web.http.metrics import TEXTS
from api.web.visit.context import context_of
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit
from intake.channels.hotline.adapters.all import hotline_adapter_of
from intake.channels.hotline.adapters.protocol import HotlineAdapter
from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.sms.adapters.all import adapter_of
from intake.channels.sms.adapters.protocol import Adapter
from intake.ground.errors import CallRejected


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


AdapterT = TypeVar("AdapterT", Adapter, HotlineAdapter)


@dataclass(frozen=True, slots=True)
class PartnerCall(Generic[AdapterT]):
    """A call that the partner made, and made now."""

    raw: RawCall
    partner: Partner
    adapter: AdapterT
    is_sandbox: bool
    """The duty desk has not confirmed the partner: nothing is stored, and the answer says what would be."""


def verify_text_call(
    visit: CurrentVisit, partner: str, raw: Annotated[RawCall, Depends(read_call)]
) -> PartnerCall[Adapter]:
    """Return the call as its SMS gateway's. Raises as :func:`_verify`."""
    return _verify(visit, partner, raw, adapter_of)


def verify_hotline_call(
    visit: CurrentVisit, partner: str, raw: Annotated[RawCall, Depends(read_call)]
) -> PartnerCall[HotlineAdapter]:
    """Return the call as its hotline operator's. Raises as :func:`_verify`."""
    return _verify(visit, partner, raw, hotline_adapter_of)


def _verify(
    visit: Visit, name: str, raw: RawCall, find_adapter: Callable[[Partner], AdapterT]
) -> PartnerCall[AdapterT]:
    """Return the call as its partner's. Whatever is wrong with it, the answer is 401, and nothing is stored.

    Raises PartnerUnreadable (503) where the partner's settings are broken, or others than those that were confirmed: a
    text must not be lost because an officer is at work on them.
    """
    partners = visit.context.partners
    try:
        known = partners.get(name)
        adapter = find_adapter(known)
        adapter.verify(raw, known, at=visit.now())
    except (PartnerUnknown, CallRejected) as error:
        TEXTS.labels("rejected").inc()
        raise HTTPException(HTTPStatus.UNAUTHORIZED) from error
    standing = partners.find_standing(known)
    if standing is Standing.CHANGED:
        raise PartnerUnreadable
    return PartnerCall(raw, known, adapter, is_sandbox=standing is Standing.SANDBOX)


VerifiedCall = Annotated[PartnerCall[Adapter], Depends(verify_text_call)]
VerifiedHotlineCall = Annotated[PartnerCall[HotlineAdapter], Depends(verify_hotline_call)]
