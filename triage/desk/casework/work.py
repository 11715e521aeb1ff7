"""What an officer does with a tip: acknowledge, answer, note, move, close."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import col, not_, update

from crypto.errors import Unopenable
from intake.submission import Channel, TipContent
from triage.channels.sms.answering import can_hear
from triage.desk.casework.coarse_times import cut_times
from triage.desk.casework.desk import Desk, change, find_move, journal, open_desk
from triage.desk.casework.moves import MoveName
from triage.desk.casework.outcomes import Outcomes, store_outcomes
from triage.desk.casework.writing import write_answer, write_note, write_referral
from triage.ground.errors import MoveRefused, ThreadEnded
from triage.ground.vocabulary import AuthorKind, Disposition, Status
from triage.journal.events import JournalEvent
from triage.tips.record.content import unlock_message
from triage.tips.record.messages import Author, add_message
from triage.tips.record.seeds import open_seeds
from triage.tips.record.showing import has_reached
from triage.tips.record.tables import Message, Tip, TipAccess
from triage.tips.record.ties import delete_outcomes

_STEP_SECONDS = 300
_SPOKEN = (AuthorKind.RESIDENT, AuthorKind.ADDITION)


def acknowledge(desk: Desk) -> None:
    """A person takes the tip; it climbs no further. Raises TipUnavailable, TipChanged or MoveRefused."""
    opened = open_desk(desk)
    tip, move = opened.tip, find_move(opened, MoveName.ACKNOWLEDGE)
    tip.acknowledged_at, tip.post_id, tip.ask_again_at = desk.at, opened.post.id, None
    tip.acknowledged_within, tip.officer_id = _in_steps(desk.at - tip.accepted_at), desk.officer.id
    change(desk, tip, move.target)
    desk.session.exec(
        update(TipAccess).where(col(TipAccess.tip_id) == tip.id, not_(has_reached(desk.at))).values(is_hidden=True)
    )
    journal(desk, JournalEvent.TIP_ACKNOWLEDGED)


def verify(desk: Desk) -> None:
    """The holder begins to verify. Raises TipUnavailable, TipChanged or MoveRefused."""
    opened = open_desk(desk)
    change(desk, opened.tip, find_move(opened, MoveName.VERIFY).target)
    journal(desk, JournalEvent.TIP_MOVED, Status.VERIFYING)


def forward(desk: Desk, note: str) -> None:
    """The chief hands the case over; ``note`` says to whom and why. Raises as :func:`verify`."""
    opened = open_desk(desk)
    change(desk, opened.tip, find_move(opened, MoveName.FORWARD).target)
    write_note(desk, opened, note)
    journal(desk, JournalEvent.TIP_MOVED, Status.FORWARDED)


def refer(desk: Desk, summary: str) -> None:
    """Refer the dispute to the mediation team, which gets this summary and nothing else. Raises as :func:`verify`."""
    opened = open_desk(desk)
    change(desk, opened.tip, find_move(opened, MoveName.REFER).target)
    write_referral(desk, opened, summary)
    journal(desk, JournalEvent.TIP_REFERRED)


@dataclass(frozen=True, slots=True)
class Closing:
    """How a tip ends."""

    disposition: Disposition
    sentence: str = field(repr=False)
    """To the resident."""
    outcomes: Outcomes = field(default_factory=dict)


def close(desk: Desk, closing: Closing) -> None:
    """Close with a disposition, what came of it, and one sentence to the resident.

    Raises TipUnavailable, TipChanged, MoveRefused or AnswerTooLong.
    """
    opened = open_desk(desk)
    tip, move = opened.tip, find_move(opened, MoveName.CLOSE)
    tip.disposition, tip.closed_at = closing.disposition, desk.at
    change(desk, tip, move.target)
    if tip.thread_ended_at is None:
        write_answer(desk, opened, closing.sentence)
    store_outcomes(desk.session, tip.id, closing.outcomes)
    _shelve(desk, tip, is_closed=True)
    cut_times(desk.session, tip)
    journal(desk, JournalEvent.TIP_MOVED, f"{Status.CLOSED}:{closing.disposition}")


def reopen(desk: Desk) -> None:
    """Take up a closed tip again: the chief, or for a day the post that closed it.

    Raises TipUnavailable, TipChanged or MoveRefused.
    """
    opened = open_desk(desk)
    tip, move = opened.tip, find_move(opened, MoveName.REOPEN)
    tip.disposition, tip.closed_at = None, None
    change(desk, tip, move.target)
    delete_outcomes(desk.session, tip.id)
    _shelve(desk, tip, is_closed=False)
    journal(desk, JournalEvent.TIP_MOVED, "reopened")


def answer(desk: Desk, text: str) -> None:
    """Write to the resident.

    Raises TipUnavailable, TipChanged, ThreadEnded, AnswerTooLong, or MoveRefused before the tip is taken.
    """
    opened = open_desk(desk)
    if opened.tip.status == Status.NEW:
        raise MoveRefused
    if not can_hear(desk.session, opened.tip, answers=desk.installation.answers):
        raise ThreadEnded
    change(desk, opened.tip)
    write_answer(desk, opened, text)
    journal(desk, JournalEvent.ANSWERED)


def note(desk: Desk, text: str) -> None:
    """Write a note that the resident does not see. Raises TipUnavailable or TipChanged."""
    opened = open_desk(desk)
    change(desk, opened.tip)
    write_note(desk, opened, text)
    journal(desk, JournalEvent.NOTED)


def correct(desk: Desk, message_id: str, text: str) -> None:
    """Put a better version beside what a machine wrote down; the first stays.

    Raises TipUnavailable, TipChanged, or MoveRefused for what no machine wrote down.
    """
    opened = open_desk(desk)
    message = desk.session.get(Message, message_id)
    if message is None or message.tip_id != opened.tip.id or message.author not in _SPOKEN:
        raise MoveRefused
    try:
        content = unlock_message(message, seed=open_seeds(desk.session, opened.tip, opened.seed)[message.seed_number])
    except (Unopenable, KeyError):
        raise MoveRefused from None
    if content.speech is None:
        raise MoveRefused
    change(desk, opened.tip)
    author = Author(AuthorKind.CORRECTION, Channel(message.channel), desk.officer.id)
    better = TipContent(what=text, corrects=message_id)
    add_message(desk.session, opened.tip, better, seed=opened.seed, author=author, at=desk.at)
    journal(desk, JournalEvent.TRANSCRIPT_CORRECTED)


def _in_steps(waited: timedelta) -> int:
    """Return how long it waited, in minutes, and in steps that tell no time."""
    return -(-int(waited.total_seconds()) // _STEP_SECONDS) * _STEP_SECONDS // 60


def _shelve(desk: Desk, tip: Tip, *, is_closed: bool) -> None:
    desk.session.exec(update(TipAccess).where(col(TipAccess.tip_id) == tip.id).values(is_closed=is_closed))
