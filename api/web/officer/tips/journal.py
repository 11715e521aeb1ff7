"""``/officer/journal``: what was done, as far as its reader may know."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from api.web.visit.dependencies import AnySignedIn, CurrentVisit, ReadSession
from triage.desk.board.journal import About, list_named, read_journal
from triage.desk.searching.numbers import read_register_number
from triage.journal.heads import read_head

router = APIRouter(prefix="/officer/journal")

_LARGEST_NUMBER = 2**62


@dataclass(frozen=True, slots=True)
class Chosen:
    """To what the journal is narrowed, as the form has it: a register number, an officer's id, a day."""

    tip: str = ""
    by: str = ""
    day: str = ""

    def about(self) -> About:
        """Return it as the journal takes it. What is no number or day narrows nothing."""
        number = read_register_number(self.tip)
        return About(
            number=None if number is None else number.number,
            year=None if number is None else number.year,
            officer_id=self.by,
            day=_read_day(self.day),
        )


@router.get("")
def show_journal(
    visit: CurrentVisit,
    signed_in: AnySignedIn,
    session: ReadSession,
    chosen: Annotated[Chosen, Depends()],
    before: Annotated[int | None, Query(ge=0, le=_LARGEST_NUMBER)] = None,
) -> HTMLResponse:
    """Show a page of it, the newest line first."""
    narrowed = {name: value for name, value in asdict(chosen).items() if value}
    page = read_journal(session, signed_in, about=chosen.about(), before=before)
    values: dict[str, object] = {
        "officer": signed_in.officer,
        "page": page,
        "chosen": chosen,
        "is_narrowed": bool(narrowed),
        "named": list_named(session, signed_in),
        "next_page": page.next_before and f"?{urlencode({**narrowed, 'before': page.next_before})}",
        "head": read_head(session),
        "tree": visit.locality.tree,
    }
    return visit.show_officer("journal.html", values)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
