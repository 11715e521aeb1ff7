"""``/officer/tips/<id>``: one tip, opened in the officer's session. The reading is journaled."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.officer.tips.case import list_choices
from api.web.officer.tips.thread_view import lay_out_thread
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, WriteSession
from api.web.visit.visit import Visit
from intake.areas.tables import AreaId
from intake.channels.hotline.form import LONGEST_TRANSCRIPT
from intake.ground.categories import Category
from intake.submission import Channel
from triage.channels.sms.answering import can_hear
from triage.channels.sms.blocking import is_sender_blocked
from triage.channels.sms.files import count_files
from triage.channels.sms.outgoing import list_of_tip
from triage.channels.threads.open import ThreadMessage
from triage.channels.threads.readings import list_read_by_resident
from triage.custody.keeping.files import list_kinds
from triage.desk.board.timeline import read_timeline
from triage.desk.casework.drafts import read_drafts
from triage.desk.casework.moves import list_moves
from triage.desk.casework.outcomes import read_outcomes
from triage.desk.thanks.propose import can_be_thanked, find_thanks
from triage.ground.errors import TipDamaged
from triage.ground.vocabulary import AuthorKind, Status
from triage.offices.accounts.sessions import SignedIn
from triage.tips.attachments.list import list_attachments
from triage.tips.opening.open import Capacity, OpenTip, read_tip
from triage.tips.record.clocks import read_clock

router = APIRouter(prefix="/officer/tips")

_OFFICERS = (AuthorKind.OFFICER, AuthorKind.NOTE, AuthorKind.REFERRAL)
_MOST_SUGGESTED = 4


@router.get("/{tip_id}")
def show_tip(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Show the tip."""
    return render_tip(visit, tip_id, officer, session)


def render_tip(
    visit: Visit,
    tip_id: str,
    officer: SignedIn,
    session: Session,
    *,
    notice: str = "",
    typed: dict[str, str] | None = None,
) -> HTMLResponse:
    """Return the tip's page. ``typed`` is what a refused form held, so that nothing is lost."""
    try:
        opened = read_tip(
            session,
            officer,
            tip_id,
            installation=visit.context.installation,
            at=visit.now(),
            is_refresh=visit.request.headers.get("sec-fetch-dest") == "empty",
        )
    except TipDamaged:
        # Told as a page, not as an error: the journal's line about it has to be committed.
        return visit.show_officer("outcome.html", {"outcome": "damaged"}, status=HTTPStatus.CONFLICT)
    thread = lay_out_thread(session, opened)
    values = {
        **thread.values(),
        **_say(visit, opened, session, thread.messages),
        **_case(visit, opened, officer, session),
    }
    values["proposed_category"] = _propose_category(visit, opened.tip.category, thread.messages)
    values["suggested"] = _suggest(visit, thread.messages) if Capacity.DISPATCHER in opened.capacities else []
    drafts = read_drafts(session, officer, tip_id)
    values |= {"officer": officer.officer, "notice": notice, "typed": typed or {}, "drafts": drafts}
    return visit.show_officer("tip.html", values, status=HTTPStatus.CONFLICT if notice else HTTPStatus.OK)


def _say(visit: Visit, opened: OpenTip, session: Session, messages: Sequence[ThreadMessage]) -> dict[str, object]:
    """Return whether the resident can be answered, what became of answers, and which files came."""
    tip = opened.tip
    is_heard = can_hear(session, tip, answers=visit.context.installation.answers)
    return {
        "kept_files": list_kinds(session, tip.id),
        "longest_transcript": LONGEST_TRANSCRIPT,
        "can_answer": tip.status != Status.NEW and is_heard,
        "can_hear": is_heard,
        "sent": list_of_tip(session, tip.id),
        "read_by_resident": list_read_by_resident(session, tip.id, messages),
        "files": list_attachments(session, tip, seed=opened.seed),
        "text_files": count_files(session, tip.id),
    }


def _case(visit: Visit, opened: OpenTip, officer: SignedIn, session: Session) -> dict[str, object]:
    """Return where the case stands, and what this officer can do."""
    tip, locality, installation = opened.tip, visit.locality, visit.context.installation
    moves = {move.name.value for move in list_moves(Status(tip.status), opened.capacities)}
    clocks = installation.clocks.by_announced_days(session)
    return {
        "tip": tip,
        "address": locality.tree.address_or_blank(tip.area_id),
        "reason": opened.reason,
        "reason_areas": [locality.tree.address_or_blank(area_id) for area_id in opened.reason.area_ids],
        "categories": locality.categories,
        "category": next((category for category in locality.categories if category.code == tip.category), None),
        "moves": moves,
        "clock": read_clock(tip, clocks=clocks, times=installation.router.times, at=visit.now()),
        "outcomes": read_outcomes(session, tip.id),
        "thanks": find_thanks(session, tip.id),
        "is_chief_of_tip": Capacity.CHIEF in opened.capacities,
        "can_thank": can_be_thanked(session, tip),
        "is_blocked": is_sender_blocked(session, tip.id) if tip.channel == Channel.SMS else None,
        "tree": locality.tree,
        "timeline": read_timeline(session, opened),
        **list_choices(visit, opened, officer, session, moves=moves),
    }


def _suggest(visit: Visit, messages: Sequence[ThreadMessage]) -> list[AreaId]:
    """Return the areas that the resident's words may mean, likeliest first, for a hand-over with one tap."""
    said = (message.content for message in messages if message.author not in _OFFICERS and message.content)
    found = visit.locality.gazetteer.find("\n".join(f"{each.what}\n{each.where}" for each in said))
    return [candidate.area_id for candidate in found.candidates[:_MOST_SUGGESTED]]


def _propose_category(visit: Visit, category: str, messages: Sequence[ThreadMessage]) -> Category | None:
    """Return the kind that the resident's words tell, where it is another than the tip's: for one tap."""
    said = (message.content for message in messages if message.author not in _OFFICERS and message.content)
    proposed = visit.context.web.read(*(each.what for each in said)).category
    return next((each for each in visit.locality.categories if each.code == proposed != category), None)
