"""The flood gate before residents' POSTs that carry no form of a tip: every one of them passes it."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends

from api.arrivals.flood_gate import Sender
from api.arrivals.web import MustWait
from api.ground.disk import has_room_for_drafts
from api.web.http.address import sender_of
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit


def find_sender(visit: Visit) -> Sender:
    """Return where the request comes from."""
    return sender_of(visit.request, proxies_in_front=visit.context.settings.proxies_in_front)


async def weigh_request(visit: CurrentVisit) -> None:
    """Let the request pass. Raises MustWait where its sender has sent very many."""
    seconds = visit.context.web.gate.weigh_request(find_sender(visit))
    if seconds:
        raise MustWait(seconds)


def may_keep(visit: Visit, typed: Iterable[str]) -> bool:
    """Say whether what was typed may be kept for the page of its form: within the sender's share, and the disk's."""
    size_bytes = sum(len(text.encode()) for text in typed)
    context = visit.context
    is_within = context.drafts.take(find_sender(visit), size_bytes, at=visit.now())
    return is_within and has_room_for_drafts(context.settings)


Weighed = Annotated[None, Depends(weigh_request)]
"""A route that asks for this has passed the gate."""
