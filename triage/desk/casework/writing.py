"""What officers write on a tip: notes and summaries that the resident does not see, and answers."""

from intake.submission import TipContent
from triage.channels.sms.answering import answer_by_text
from triage.desk.casework.desk import Desk
from triage.ground.vocabulary import AuthorKind
from triage.tips.opening.open import OpenTip
from triage.tips.record.messages import Author, add_message


def write_note(desk: Desk, opened: OpenTip, text: str) -> None:
    """Write a note."""
    _write(desk, opened, text, AuthorKind.NOTE)


def write_referral(desk: Desk, opened: OpenTip, summary: str) -> None:
    """Write a summary for the mediation team."""
    _write(desk, opened, summary, AuthorKind.REFERRAL)


def write_answer(desk: Desk, opened: OpenTip, text: str) -> None:
    """Write to the resident, by SMS too where that is how the tip came. Raises AnswerTooLong."""
    message_id = _write(desk, opened, text, AuthorKind.OFFICER)
    answer_by_text(desk.session, opened.tip, message_id, text, answers=desk.installation.answers, at=desk.at)


def _write(desk: Desk, opened: OpenTip, text: str, kind: AuthorKind) -> str:
    author = Author(kind, officer_id=desk.officer.id)
    return add_message(desk.session, opened.tip, TipContent(what=text), seed=opened.seed, author=author, at=desk.at)
