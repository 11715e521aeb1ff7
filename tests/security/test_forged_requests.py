"""The forger of ceremonies: full write access to the database, against custodians who compare the paper's digits.

Each column of each row that a ceremony reads is given other values: another row's, an earlier or later, a made-up one.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, delete, select

from api.commands.custody_desk import ask_server, give
from api.commands.disclosure import join_bundle
from api.custodians.bundle import BundleFile
from api.custodians.notebook import Notebook
from api.custodians.slip import RequestFile
from crypto.keys import Seed
from crypto.transcripts import Transcript
from tests.disclosing import CONTACT, ONE_TIME, Case, find_altered, open_case, run_tool, see_a_day_ago, write_request
from tests.town import Town, tip_id
from triage.custody.disclosure.tables import Disclosure, DisclosureDecision, DisclosureReason
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Holding, Post, PostKey

OTHER = "Người khác, 0987 654 321"


@pytest.fixture
def case(town: Town) -> Iterator[Case]:
    with open_case(town) as made:
        yield made


FORGED_TIP = "f" * 32


def _swap_the_key(row: Disclosure) -> None:
    row.public_key = Seed.generate().public_key.raw


def _swap_key_and_transcript(row: Disclosure) -> None:
    forged = Seed.generate().public_key
    _rewrite(row, key=forged.fingerprint)
    row.public_key = forged.raw


def _shorten_the_wait(row: Disclosure) -> None:
    _rewrite(row, wait_hours="0")
    row.open_at = row.asked_at


def _move_the_request(row: Disclosure) -> None:
    row.tip_id = FORGED_TIP


def _move_request_and_transcript(row: Disclosure) -> None:
    row.tip_id = FORGED_TIP
    _rewrite(row, tip=FORGED_TIP)


def _ask_earlier(row: Disclosure) -> None:
    row.asked_at -= timedelta(hours=100)
    row.open_at -= timedelta(hours=100)
    _rewrite(row, wait_hours="0")


def _drop_the_transcript(row: Disclosure) -> None:
    row.transcript = None


def _rewrite(row: Disclosure, **changes: str) -> None:
    whole = Transcript.decode(row.transcript or b"")
    fields = tuple((name, changes.get(name, value)) for name, value in whole.fields)
    row.transcript = Transcript(whole.kind, fields).encode()


@pytest.mark.parametrize(
    "forge",
    [
        _swap_the_key,
        _swap_key_and_transcript,
        _shorten_the_wait,
        _move_the_request,
        _move_request_and_transcript,
        _drop_the_transcript,
        _ask_earlier,
    ],
    ids=lambda forge: forge.__name__.strip("_"),
)
@pytest.mark.sampled(3)
@pytest.mark.parametrize("is_seen", [True, False], ids=["after-first-sight", "before-first-sight"])
def test_nothing_is_given_and_the_journal_names_it_when_the_servers_row_was_altered(
    case: Case,
    tmp_path: Path,
    forge: Callable[[Disclosure], None],
    is_seen: bool,  # noqa: FBT001
) -> None:
    case.ask_yesterday()
    digits = case.digits
    # Given FORGED_TIP is a tip with an identity too
    forged_tip = tip_id(case.town.hand_in(case.town.box("tanngoc"), contact="Người khác"))
    if is_seen:
        see_a_day_ago(case, tmp_path)
    with case.town.database.writing() as session:
        row = session.exec(select(Disclosure)).one()
        forge(row)
        if row.tip_id == FORGED_TIP:
            row.tip_id = forged_tip
            if b"f" * 32 in (row.transcript or b""):
                _rewrite(row, tip=forged_tip)
        request = row.id
        session.add(row)
        session.commit()
    if not is_seen:
        see_a_day_ago(case, tmp_path)
    result = run_tool(case, tmp_path, "approve", request, "--digits", digits)
    assert (result.exit_code, "Nothing was sent" in result.output) == (1, True), result.output
    assert case.events() == ["disclosure_asked"]
    with case.town.database.reading() as session:
        assert any(request[:12] in fault or "is gone" in fault for fault in find_altered(session))


def test_journal_finds_no_fault_when_requests_are_as_they_were_asked(case: Case) -> None:
    case.ask()
    case.wait()
    for number in range(3):
        assert case.approve(number) == ""
    with case.town.database.reading() as session:
        assert find_altered(session) == []


def test_journal_names_what_it_did_not_record_when_rows_were_put_in_or_hastened(case: Case) -> None:
    case.ask()
    with case.town.database.writing() as session:
        row = session.exec(select(Disclosure)).one()
        session.add(Disclosure.model_validate({**row.model_dump(), "id": "e" * 32, "ready_at": None}))
        row.ready_at = row.asked_at
        session.add(row)
        session.commit()
        found = find_altered(session)
    assert any("not what the journal recorded when it was asked" in fault for fault in found)
    assert any("when it was ready is not what the journal recorded" in fault for fault in found)


def test_journal_names_the_request_when_the_details_of_its_line_are_gone(case: Case) -> None:
    case.ask()
    with case.town.database.writing() as session:
        session.exec(delete(JournalDetail).where(col(JournalDetail.event) == "disclosure_asked"))
        assert len(find_altered(session)) == 1


@dataclass(frozen=True)
class Place:
    """One column of one row, and a value that the forger puts there."""

    row: SQLModel
    column: str
    value: Any

    def __str__(self) -> str:
        return f"{type(self.row).__name__}.{self.column}"


class Ceremony:
    """A request for one tip beside a request for another, both asked; every attempt begins from there."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self.folder = case, folder
        self.other = tip_id(case.town.hand_in(case.town.box("tanngoc"), contact=OTHER))
        self.written = write_request(case.slip())
        assert case.ask(request=self.written) == 303
        self.request, self.digits = case.request().id, case.digits
        mine, case.tip = case.tip, self.other
        assert case.ask(request=write_request(case.slip())) == 303
        case.tip = mine
        self.officer = case.town.officer("tanngoc")
        self.kept = self._list_rows()

    def _list_rows(self) -> list[tuple[SQLModel, SQLModel | None]]:
        """Return each row that the ceremony reads, with another of its kind whose values may be put there."""
        with self.case.town.database.reading() as session:
            requests = {row.tip_id: row for row in session.exec(select(Disclosure))}
            mine, theirs = requests[self.case.tip], requests[self.other]
            identities = {row.tip_id: row for row in session.exec(select(IdentityRow))}
            custodian = self.case.seeds[0].public_key.fingerprint
            reasons = [session.get_one(DisclosureReason, (custodian, row.id)) for row in (mine, theirs)]
            shares = [
                session.get_one(IdentityShareRow, (identities[tip].id, custodian))
                for tip in (self.case.tip, self.other)
            ]
            asker, another = session.exec(select(Officer).order_by(col(Officer.username) != "tanngoc")).all()[:2]
            holdings = [
                session.exec(select(Holding).where(Holding.officer_id == each.id)).first() for each in (asker, another)
            ]
            post = session.get_one(Post, holdings[0].post_id) if holdings[0] else None
            keys = session.exec(select(PostKey).order_by(col(PostKey.post_id) != (post.id if post else ""))).all()[:2]
            pairs: list[tuple[SQLModel | None, SQLModel | None]] = [
                (mine, theirs),
                (reasons[0], reasons[1]),
                (identities[self.case.tip], identities[self.other]),
                (shares[0], shares[1]),
                (asker, another),
                (holdings[0], holdings[1]),
                (keys[0], keys[1]),
            ]
            for row in (each for pair in pairs for each in pair if each is not None):
                session.expunge(row)
            return [(row, beside) for row, beside in pairs if row is not None]

    def list_places(self) -> Iterator[Place]:
        """Yield every column with every value that is tried there."""
        for row, beside in self.kept:
            keys = {column.name for column in inspect(type(row)).primary_key}
            for column in type(row).model_fields.keys() - keys:
                value = getattr(row, column)
                for other in _list_values(value, None if beside is None else getattr(beside, column)):
                    if other != value:
                        yield Place(row, column, other)

    def forge(self, place: Place) -> bool:
        """Write the value; say whether the database took it."""
        try:
            with self.case.town.database.writing() as session:
                row = session.merge(type(place.row).model_validate(place.row.model_dump()))
                setattr(row, place.column, place.value)
                session.commit()
        except (IntegrityError, AssertionError):
            return False
        return True

    def restore(self) -> None:
        """Put every row back as it was, and forget decisions."""
        with self.case.town.database.writing() as session:
            session.exec(delete(DisclosureDecision))
            for row, _beside in self.kept:
                session.merge(type(row).model_validate(row.model_dump()))
            session.exec(
                delete(JournalDetail).where(col(JournalDetail.event).in_(("disclosure_approved", "disclosure_ready")))
            )
            session.commit()

    def is_named(self) -> bool:
        with self.case.town.database.reading() as session:
            return bool(find_altered(session))

    def approve(self, number: int) -> str:
        """Let a custodian's tool approve by the paper's digits; return what it said where it did not."""
        notebook = Notebook(self.folder / f"custodian-{number}.json")
        try:
            with ask_server(self.case.url, self.case.seeds[number], notebook, ca_file=None, language="en") as seat:
                give(seat, self.request, digits=self.digits, wait_hours=0)
        except click.ClickException as error:
            return error.message
        return ""

    def forget(self) -> None:
        for notebook in self.folder.glob("*.notes.jsonl"):
            notebook.unlink()

    def open(self) -> str:
        """Fetch what the server hands over and open it; return what the tool printed."""
        answer = self.officer.get(f"/officer/tips/{self.case.tip}/disclosure/{self.request}")
        is_handed_over = answer.status_code == HTTPStatus.OK and answer.headers["content-type"] == "application/json"
        return _join(self.folder, answer.text, self.written) if is_handed_over else "Nothing is handed over."


def _join(folder: Path, bundle: str, written: str) -> str:
    """Return what `homthu disclosure open` prints, without the passphrase's cost at each attempt."""
    sealed, asked = BundleFile.model_validate_json(bundle), RequestFile.model_validate_json(written)
    printed = StringIO()
    with redirect_stdout(printed):
        try:
            join_bundle(sealed, asked, ONE_TIME, folder=folder, language="en")
        except click.ClickException as error:
            return error.message
    return printed.getvalue()


def _list_values(value: Any, beside: Any) -> Iterator[Any]:  # noqa: ANN401, any column's
    yield beside
    match value:
        case datetime():
            yield value - timedelta(hours=100)
            yield value + timedelta(hours=100)
        case bool():
            yield not value
        case int():
            yield 1
            yield value + 1
        case bytes():
            yield secrets.token_bytes(len(value))
            yield b""
        case str():
            yield "0" * len(value)
        case None:
            yield datetime.now().astimezone()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stage", ["asked", "seen", "decided", "ready"])
def test_no_other_identity_opens_when_any_column_that_a_ceremony_reads_is_forged(
    town: Town, tmp_path: Path, stage: str, pytestconfig: pytest.Config
) -> None:
    with open_case(town, disclosure_wait_hours=0) as case:
        ceremony = Ceremony(case, tmp_path)
        # A short run tries a third of the values at each moment, another third at the next.
        thinned = 3 if pytestconfig.getoption("--sample") else 1
        chosen = [place for number, place in enumerate(ceremony.list_places()) if (number + len(stage)) % thinned == 0]
        outcomes = [(place, *_try(ceremony, place, stage)) for place in chosen if _is_tried(ceremony, place)]
    columns = {str(place) for place, *_rest in outcomes}
    print(f"{stage}: {len(outcomes)} values in {len(columns)} columns tried")  # noqa: T201, a figure for the report
    for place, is_named, output in outcomes:
        assert OTHER not in output, f"{place}: another tip's identity was opened"
        assert CONTACT in output or "WARNING" in output or "Nothing" in output or "server" in output, (
            f"{place}: {output}"
        )
        if isinstance(place.row, Disclosure) and place.column not in _NOT_RECORDED:
            assert is_named, f"{place}: the journal's verification does not name it"


# A later end of a request opens nothing: without the paper's digits no custodian approves it.
_NOT_RECORDED = {"expires_at"}


def _is_tried(ceremony: Ceremony, place: Place) -> bool:
    """Say whether the database takes such a value at all: most keys it does not let be altered."""
    is_taken = ceremony.forge(place)
    ceremony.restore()
    return is_taken


def _try(ceremony: Ceremony, place: Place, stage: str) -> tuple[bool, str]:
    """Forge at one stage; return whether the verification names it, and all that the tools printed."""
    approvals = {"asked": 0, "seen": 0, "decided": 1, "ready": 3}[stage]
    said = [ceremony.approve(number) for number in range(approvals)]
    if stage == "seen":
        for number in range(3):
            with suppress(click.ClickException):
                _look(ceremony, number)
    ceremony.forge(place)
    is_named = ceremony.is_named()
    said += [ceremony.approve(number) for number in range(approvals, 3)]
    try:
        return is_named, "\n".join([*said, ceremony.open()])
    finally:
        ceremony.restore()
        ceremony.forget()


def _look(ceremony: Ceremony, number: int) -> None:
    notebook = Notebook(ceremony.folder / f"custodian-{number}.json")
    with ask_server(ceremony.case.url, ceremony.case.seeds[number], notebook, ca_file=None, language="en"):
        pass
