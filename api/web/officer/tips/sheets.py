"""``/officer/tips/<id>/sheet`` and ``…/referral``: on paper, for the next office. Neither has an identity."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.officer.tips.thread_view import lay_out_thread
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, WriteSession
from triage.channels.threads.open import read_messages
from triage.ground.errors import TipUnavailable
from triage.ground.vocabulary import AuthorKind
from triage.tips.opening.open import Capacity, read_tip

router = APIRouter(prefix="/officer/tips")


@router.get("/{tip_id}/sheet")
def show_sheet(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Show the hand-over sheet: what was reported and what was done, to be printed and signed by hand."""
    opened = read_tip(session, officer, tip_id, installation=visit.context.installation, at=visit.now())
    if not opened.capacities & {Capacity.CHIEF, Capacity.HOLDER}:
        raise TipUnavailable
    values: dict[str, object] = {
        "officer": officer.officer,
        "tip": opened.tip,
        "at": visit.now(),
        "address": visit.locality.tree.address_or_blank(opened.tip.area_id),
        "categories": {category.code: category for category in visit.locality.categories},
        **lay_out_thread(session, opened).values(),
    }
    return visit.show_officer("sheet.html", values)


@router.get("/{tip_id}/referral")
def show_referral(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Show what the mediation team gets: the officer's newest summary, and not a word of the tip's own."""
    opened = read_tip(session, officer, tip_id, installation=visit.context.installation, at=visit.now())
    written = read_messages(session, opened.tip, seed=opened.seed, notes=True)
    summaries = [each for each in written if each.author is AuthorKind.REFERRAL and each.content]
    if not summaries:
        raise TipUnavailable
    values: dict[str, object] = {
        "officer": officer.officer,
        "tip": opened.tip,
        "summary": summaries[-1],
        "at": visit.now(),
        "address": visit.locality.tree.address_or_blank(opened.tip.area_id),
    }
    return visit.show_officer("referral.html", values)
