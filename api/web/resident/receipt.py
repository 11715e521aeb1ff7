"""``/nhan/<handle>``: the receipt, shown for ten minutes or until the resident has it; afterwards it says no more."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.pages.qr import draw_picture
from api.web.resident.handles import read_content
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit
from crypto.receipts import Receipt
from intake.attachments.limits import MOST_MEGABYTES
from triage.channels.threads.handles import Content, HandleKind
from triage.channels.threads.promise import make_promise
from triage.ground.errors import HandleEnded
from triage.ground.vocabulary import Priority
from triage.tips.record.receipts import find_tip
from triage.tips.record.register import INSPECTORATE_REGISTER

router = APIRouter(prefix="/nhan")


@router.get("/{handle}")
def show_receipt(visit: CurrentVisit, handle: str) -> HTMLResponse:
    """Show the receipt, and what became of the files."""
    try:
        content = read_content(visit, handle, HandleKind.RECEIPT)
    except HandleEnded:
        return visit.show_resident("outcome.html", {"outcome": "taken"})
    return _render(visit, Receipt.parse(str(content["receipt"])), content, handle)


def _render(visit: Visit, receipt: Receipt, content: Content, handle: str) -> HTMLResponse:
    with visit.context.database.reading() as session:
        tip = find_tip(session, receipt)
        times = visit.context.settings.climb_times
        promise = None if tip is None else make_promise(tip.accepted_at, Priority(tip.priority), times)
    values: dict[str, object] = {
        "receipt": receipt.reveal(),
        "handle": handle,
        "picture": draw_picture(receipt.reveal()),
        "urgency": content["urgency"],
        "calls": content["calls"],
        "is_in_bay": content["is_in_bay"],
        "files": content["files"],
        "refused": content["refused"],
        "left_out": content["left_out"],
        "promise": promise,
        "is_inspectorate": tip is not None and tip.register_name == INSPECTORATE_REGISTER,
        # A tip that was given to the inspectorate later has a new seed.
        "was_elsewhere": tip is not None and tip.seed_number > 1,
        "resolve_days": visit.context.settings.resolve_days,
        "most_megabytes": MOST_MEGABYTES,
    }
    return visit.show_resident("receipt.html", values)
