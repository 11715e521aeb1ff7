"""Opening one identity: asked for, waited for, agreed to, joined off the network; and how it must fail."""

import base64
import itertools
import json
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from sqlmodel import col, delete, select

from api.commands.custody_desk import reseal
from api.commands.main import main
from api.custodians.desk import Desk, ServerRefused
from api.custodians.messages import Inbox, RequestShown
from api.custodians.notebook import Notebook
from api.custodians.showing import printable
from api.custodians.signing import sign_call
from api.custodians.slip import RequestFile, Slip
from crypto.contexts import Label
from crypto.keys import PublicKey, Seed
from crypto.transcripts import Transcript, comparison_groups, digest_transcript
from intake.identity.key_files import write_key_file, write_off_line_key
from intake.identity.seal import seal_file
from intake.submission import CustodyKind, TipId
from tests.custodians import list_seeds
from tests.serving import serve
from tests.town import Town, tip_id
from triage.custody.disclosure.audit import find_altered_requests
from triage.custody.disclosure.tables import Disclosure, DisclosureDecision
from triage.custody.disclosure.transcript import write_transcript
from triage.custody.keeping.files import store_file
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow
from triage.journal.tables import JournalDetail

CONTACT = "Nguyễn Thị Chim Yến, 0912 345 678"
REASON = "Cần bảo vệ người báo"
PASSPHRASE = secrets.token_hex(12)
ONE_TIME = Seed.generate()
DOCUMENT = "12/QĐ"


class Case:
    """A tip whose identity somebody asks for, and the five custodians with their machines."""

    def __init__(self, town: Town, url: str) -> None:
        self.town, self.url = town, url
        self.tip = tip_id(town.hand_in(town.box("tanngoc"), what="Việc lạ", contact=CONTACT))
        self.seeds = list(list_seeds(town).values())
        self.client = httpx.Client(trust_env=False)

    def ask(self, username: str = "tanngoc", **changes: str) -> int:
        form = {"legal_basis": "Điều 10", "document": DOCUMENT, "reason": REASON, **changes}
        if "request" not in form:
            form["request"] = write_request(self.slip())
        return self.town.officer(username).post(f"/officer/tips/{self.tip}/disclosure", data=form).status_code

    def slip(self) -> str:
        return self.town.officer("tanngoc").get(f"/officer/tips/{self.tip}/disclosure/slip").text

    def ask_yesterday(self) -> None:
        """Ask so that the server's waiting time is over now; the tools know the real time only."""
        self.town.clock.advance(hours=-25)
        assert self.ask() == 303
        self.town.clock.advance(hours=25)

    @property
    def digits(self) -> str:
        return comparison_groups(self.request().transcript)

    def wait(self) -> None:
        self.town.clock.advance(hours=24)

    def desk(self, number: int) -> Desk:
        return Desk(self.url, self.client, self.seeds[number], self.town.clock.now)

    def request(self, number: int = 0) -> RequestShown:
        return self.desk(number).fetch_inbox().requests[0]

    def reseal(self, number: int) -> dict[str, bytes]:
        return reseal(self.seeds[number], self.request(number), ONE_TIME.public_key)

    def approve(self, number: int, request: RequestShown | None = None, shares: dict[str, bytes] | None = None) -> str:
        """Approve, perhaps another's request or with other shares; return why that was refused, if it was."""
        try:
            self.desk(number).approve(
                request or self.request(number), self.reseal(number) if shares is None else shares
            )
        except ServerRefused as error:
            return error.why
        return ""

    def fetch(self, username: str = "tanngoc") -> tuple[int, str]:
        answer = self.town.officer(username).get(f"/officer/tips/{self.tip}/disclosure/{self.request().id}")
        return answer.status_code, answer.text

    def page(self) -> str:
        return self.town.officer("tanngoc").get(f"/officer/tips/{self.tip}/disclosure").text

    def events(self) -> list[str]:
        with self.town.database.reading() as session:
            return [event for event in session.exec(select(JournalDetail.event)) if event.startswith("disclosure")]


def write_request(slip: str, **changes: str) -> str:
    """Return the file that the asker's tool makes of a slip, with some fields altered."""
    subject = Slip.model_validate_json(slip).to_subject()
    whole = write_transcript(subject, document=DOCUMENT, public_key=ONE_TIME.public_key, asked_on="2026-01-02")
    altered = tuple((name, changes.get(name, value)) for name, value in whole.fields)
    transcript = Transcript(changes.get("kind", whole.kind), altered).encode()
    return RequestFile.model_construct(transcript=transcript, public_key=ONE_TIME.public_key.raw).model_dump_json()


@pytest.fixture
def case(town: Town) -> Iterator[Case]:
    # The tools know the real time only.
    town.clock.at = datetime.now(UTC)
    with serve(town) as url:
        made = Case(town, url)
        yield made
        made.client.close()


def _open(folder: Path, bundle: str, request: str | None = None) -> Result:
    asked = base64.b64decode(json.loads(bundle).get("transcript", ""))
    written = RequestFile.model_construct(transcript=asked, public_key=ONE_TIME.public_key.raw).model_dump_json()
    (folder / "one-time.request.json").write_text(request or written, encoding="utf-8")
    (folder / "bundle.json").write_text(bundle, encoding="utf-8")
    key = folder / "one-time.key.json"
    key.write_text(write_off_line_key(ONE_TIME, Label.DISCLOSURE_KEY, passphrase=PASSPHRASE), encoding="utf-8")
    arguments = ["disclosure", "open", str(folder / "bundle.json"), "--key", str(key), "--folder", str(folder)]
    return CliRunner().invoke(main, arguments, input=f"{PASSPHRASE}\n")


def _run_tool(case: Case, folder: Path, command: str, *arguments: str, number: int = 0) -> Result:
    key = folder / f"custodian-{number}.json"
    if not key.exists():
        text = write_key_file(case.seeds[number], name="N", body="B", is_police=False, passphrase=PASSPHRASE)
        key.write_text(text, encoding="utf-8")
    options = ["--server", case.url, "--key", str(key)]
    return CliRunner().invoke(main, ["custodian", command, *arguments, *options], input=f"{PASSPHRASE}\n")


def test_identity_opens_off_the_network_when_enough_custodians_agree_after_the_set_time(
    case: Case, tmp_path: Path
) -> None:
    assert case.ask() == 303
    assert case.approve(0) == "waiting"
    case.wait()
    assert [case.approve(number) for number in (0, 2)] == ["", ""]
    assert case.fetch()[0] == 422
    assert case.approve(4) == ""
    assert "Đã đủ người đồng ý" in case.page()
    # The asker alone gets the file
    assert case.fetch("truongca-binhtuyen")[0] == 404
    status, bundle = case.fetch()
    opened = _open(tmp_path, bundle)
    assert (status, opened.exit_code) == (200, 0), opened.output
    assert CONTACT in opened.output
    approved = ["disclosure_approved"] * 3
    assert case.events() == ["disclosure_asked", *approved, "disclosure_ready", "disclosure_fetched"]


def test_letter_opens_with_the_identity_when_its_photo_is_kept(case: Case, tmp_path: Path) -> None:
    photo = b"\xff\xd8\xff" + secrets.token_bytes(200_000)
    custody, tip = case.town.settings.custody, TipId(case.tip)
    with case.town.database.writing() as session:
        sealed = seal_file(photo, CustodyKind.LETTER, "image/jpeg", tip_id=tip, custody=custody)
        store_file(session, case.tip, sealed, at=case.town.clock.now())
        session.commit()
    case.ask()
    case.wait()
    for number in (1, 3, 4):
        assert case.approve(number) == ""
    assert CONTACT in _open(tmp_path, case.fetch()[1]).output
    (written,) = tmp_path.glob("letter-*.jpg")
    assert written.read_bytes() == photo
    assert written.stat().st_mode & 0o077 == 0


def test_nothing_opens_when_fewer_than_needed_agreed_whichever_they_are(case: Case, tmp_path: Path) -> None:
    case.ask()
    case.wait()
    shares = [case.reseal(number) for number in range(5)]
    assert [case.approve(number) for number in range(3)] == ["", "", ""]
    whole = json.loads(case.fetch()[1])
    approvals = [_approval(case, whole, number, shares[number]) for number in range(5)]
    for count, opens in ((1, False), (2, False), (3, True)):
        for some in itertools.combinations(approvals, count):
            result = _open(tmp_path, json.dumps({**whole, "approvals": some}))
            assert (CONTACT in result.output) is opens
    # One that is none, put before them, does not keep the others from joining
    false = _approval(case, whole, 3, {item: secrets.token_bytes(1500) for item in shares[3]})
    assert CONTACT in _open(tmp_path, json.dumps({**whole, "approvals": [false, *approvals[:3]]})).output


def _approval(case: Case, whole: dict[str, str], number: int, shares: dict[str, bytes]) -> dict[str, str]:
    said = {
        "kind": "disclosure",
        "request": whole["disclosure"],
        "subject": whole["tip"],
        "custodian": case.seeds[number].public_key.fingerprint,
        "key": ONE_TIME.public_key.fingerprint,
        "transcript": digest_transcript(case.request().transcript),
        "verdict": "approve",
        "shares": {item: base64.b64encode(share).decode() for item, share in shares.items()},
    }
    statement = base64.b64encode(json.dumps(said).encode()).decode()
    return {"custodian": said["custodian"], "statement": statement, "signature": ""}  # type: ignore[dict-item]


def test_approval_is_refused_when_it_is_another_requests_or_keys_or_lacks_a_share(case: Case) -> None:
    case.ask()
    case.wait()
    request, shares = case.request(), case.reseal(0)
    foreign = Seed.generate().public_key.raw
    assert case.approve(0, request.model_copy(update={"id": "0" * 32})) == "404"
    assert case.approve(0, request.model_copy(update={"subject": "0" * 32})) == "other"
    assert case.approve(0, request.model_copy(update={"public_key": foreign})) == "other"
    assert case.approve(0, request.model_copy(update={"transcript": b"\x01"})) == "other"
    assert case.approve(0, request.model_copy(update={"transcript": b""})) == "other"
    assert case.approve(0, shares={}) == "shares"
    assert case.approve(0, shares={**shares, "0" * 32: b"x"}) == "shares"
    assert case.approve(0, shares=shares) == ""
    # Said once: a second approval is another statement, because it is sealed anew
    assert case.approve(0) == "decided"
    assert case.events() == ["disclosure_asked", "disclosure_approved"]


def test_replayed_approval_opens_nothing_more_when_a_second_request_is_made(case: Case, tmp_path: Path) -> None:
    case.ask()
    case.wait()
    for number in range(3):
        case.approve(number)
    first = json.loads(case.fetch()[1])
    # The same signed bytes again change nothing, and are not another's word
    with case.town.database.reading() as session:
        row = session.exec(select(DisclosureDecision)).first()
        assert row is not None
        sent = {
            "statement": base64.b64encode(row.statement).decode(),
            "signature": base64.b64encode(row.signature).decode(),
        }
    assert _post(case, sent) == 200
    altered = {**sent, "statement": base64.b64encode(row.statement.replace(b"approve", b"refuse ")).decode()}
    assert _post(case, altered) in {409, 422}
    # A second request begins with no approval, and the old shares do not open for it
    assert case.ask() == 303
    assert case.request().decisions == []
    moved = json.dumps({**first, "disclosure": case.request().id})
    assert CONTACT not in _open(tmp_path, moved).output


def _post(case: Case, sent: dict[str, str]) -> int:
    url, body = f"{case.url}/custodian/decisions", json.dumps(sent).encode()
    headers = sign_call("POST", url, body, seed=case.seeds[0], at=case.town.clock.now())
    return case.client.post(url, content=body, headers=headers).status_code


def test_share_is_not_given_when_it_was_moved_from_another_tip(case: Case, tmp_path: Path) -> None:
    other = tip_id(case.town.hand_in(case.town.box("tanngoc"), contact="Người khác"))
    case.ask_yesterday()
    # Given an attacker who can write the database and wants the other tip's identity opened under this request
    with case.town.database.writing() as session:
        ids = {row.tip_id: row.id for row in session.exec(select(IdentityRow))}
        others = session.exec(select(IdentityShareRow).where(IdentityShareRow.identity_id == ids[other])).all()
        shares = {row.custodian: row.sealed for row in others}
        for row in session.exec(select(IdentityShareRow).where(IdentityShareRow.identity_id == ids[case.tip])):
            row.sealed = shares[row.custodian]
            session.add(row)
        session.commit()
    see_a_day_ago(case, tmp_path)
    result = _run_tool(case, tmp_path, "approve", case.request().id[:8], "--digits", case.digits)
    assert result.exit_code == 1
    assert "moved or altered" in result.output
    assert case.events() == ["disclosure_asked"]


def see_a_day_ago(case: Case, folder: Path, number: int = 0) -> None:
    """Let one custodian's tool see the request, and let a day pass over its notebook."""
    assert _run_tool(case, folder, "list", number=number).exit_code == 0
    notebook = folder / f"custodian-{number}.notes.json"
    page = json.loads(notebook.read_text(encoding="utf-8"))
    for sight in page["requests"].values():
        sight["seen_at"] = (datetime.fromisoformat(sight["seen_at"]) - timedelta(hours=25)).isoformat()
    notebook.write_text(json.dumps(page), encoding="utf-8")


def test_custodian_reads_what_would_be_opened_when_the_tool_has_seen_the_request_for_a_day(
    case: Case, tmp_path: Path
) -> None:
    case.ask_yesterday()
    request = case.request().id[:8]
    early = _run_tool(case, tmp_path, "approve", request, "--digits", case.digits)
    assert (early.exit_code, "saw it first" in early.output) == (1, True)
    see_a_day_ago(case, tmp_path)
    wrong = _run_tool(case, tmp_path, "approve", request, "--digits", "1234 5678 9012 3456 7890")
    assert (wrong.exit_code, "These digits are not those of the request" in wrong.output) == (1, True)
    assert case.events() == ["disclosure_asked"]
    given = _run_tool(case, tmp_path, "approve", request, "--digits", case.digits)
    assert given.exit_code == 0, given.output
    for text in (case.tip, DOCUMENT, "Tân Ngọc", "contact", ONE_TIME.public_key.fingerprint):
        assert text in given.output
    assert case.events() == ["disclosure_asked", "disclosure_approved"]


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
    result = _run_tool(case, tmp_path, "approve", request, "--digits", digits)
    assert (result.exit_code, "Nothing was sent" in result.output) == (1, True), result.output
    assert case.events() == ["disclosure_asked"]
    with case.town.database.reading() as session:
        assert any(request[:12] in fault or "is gone" in fault for fault in find_altered_requests(session))


def test_journal_finds_no_fault_when_requests_are_as_they_were_asked(case: Case) -> None:
    case.ask()
    case.wait()
    for number in range(3):
        assert case.approve(number) == ""
    with case.town.database.reading() as session:
        assert find_altered_requests(session) == []


def test_journal_names_what_it_did_not_record_when_rows_were_put_in_or_hastened(case: Case) -> None:
    case.ask()
    with case.town.database.writing() as session:
        row = session.exec(select(Disclosure)).one()
        session.add(Disclosure.model_validate({**row.model_dump(), "id": "e" * 32, "ready_at": None}))
        row.ready_at = row.asked_at
        session.add(row)
        session.commit()
        (twin, hastened) = sorted(find_altered_requests(session), key=lambda fault: "ready" in fault)
    assert "not what the journal recorded" in twin
    assert "the journal did not record that" in hastened


def test_journal_names_the_request_when_the_details_of_its_line_are_gone(case: Case) -> None:
    case.ask()
    with case.town.database.writing() as session:
        session.exec(delete(JournalDetail).where(col(JournalDetail.event) == "disclosure_asked"))
        assert len(find_altered_requests(session)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"tip": "0" * 32},
        {"installation": "https://tin.example"},
        {"username": "thongnhat"},
        {"document": "13/QĐ"},
        {"wait_hours": "0"},
        {"key": "0" * 32},
        {"kind": "recovery"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_request_is_refused_when_its_file_is_of_something_else(case: Case, changes: dict[str, str]) -> None:
    assert case.ask(request=write_request(case.slip(), **changes)) == 422
    assert case.events() == []


def test_bundle_is_not_opened_when_it_is_of_another_tip_or_key(case: Case, tmp_path: Path) -> None:
    case.ask()
    case.wait()
    for number in range(3):
        assert case.approve(number) == ""
    whole = json.loads(case.fetch()[1])
    raw = base64.b64decode(whole["transcript"])
    written = RequestFile.model_construct(transcript=raw, public_key=ONE_TIME.public_key.raw).model_dump_json()
    asked = Transcript.decode(base64.b64decode(whole["transcript"]))
    for name in ("tip", "key"):
        fields = tuple((each, "0" * 32 if each == name else value) for each, value in asked.fields)
        forged = base64.b64encode(Transcript(asked.kind, fields).encode()).decode()
        for request in (None, written):
            result = _open(tmp_path, json.dumps({**whole, "transcript": forged}), request)
            assert (result.exit_code, "Nothing was opened" in result.output) == (1, True)
    stripped = {name: value for name, value in whole.items() if name != "transcript"}
    result = _open(tmp_path, json.dumps(stripped), written)
    assert (result.exit_code, "Nothing was opened" in result.output) == (1, True)


@pytest.mark.parametrize(
    "file",
    [
        {"kind": "/elsewhere/x", "id": "ab" * 16},
        {"kind": "letter", "id": "../" * 10 + "ab"},
        {"kind": "recording", "id": ""},
    ],
    ids=["kind", "id", "empty"],
)
def test_bundle_is_not_opened_when_a_file_in_it_would_be_written_elsewhere(
    tmp_path: Path, file: dict[str, str]
) -> None:
    whole = {"disclosure": "0" * 32, "tip": "0" * 32, "identities": {}, "approvals": [], "transcript": ""}
    result = _open(tmp_path, json.dumps({**whole, "files": [{**file, "media_type": "image/jpeg", "chunks": []}]}))
    assert (result.exit_code, "no file of sealed shares" in result.output) == (1, True)


def test_file_is_not_overwritten_when_something_lies_where_it_would_be_written(case: Case, tmp_path: Path) -> None:
    custody, tip = case.town.settings.custody, TipId(case.tip)
    with case.town.database.writing() as session:
        sealed = seal_file(b"\xff\xd8\xff", CustodyKind.LETTER, "image/jpeg", tip_id=tip, custody=custody)
        store_file(session, case.tip, sealed, at=case.town.clock.now())
        session.commit()
    case.ask()
    case.wait()
    for number in range(3):
        assert case.approve(number) == ""
    bundle = case.fetch()[1]
    victim = tmp_path / "victim"
    (tmp_path / f"letter-{json.loads(bundle)['files'][0]['id'][:8]}.jpg").symlink_to(victim)
    result = _open(tmp_path, bundle)
    assert (result.exit_code, "is there already" in result.output, victim.exists()) == (1, True, False)


def test_longest_journal_stays_noted_when_a_shorter_or_another_is_shown(tmp_path: Path) -> None:
    notebook = Notebook(tmp_path / "custodian.json")

    def show(number: int, head: str) -> list[str]:
        inbox = Inbox(custodians=[], needed=3, head_number=number, head=head, requests=[])
        return notebook.compare(inbox, at=datetime.now(UTC))

    assert show(100, "true") == []
    assert show(101, "next") == []
    for _again in range(2):
        assert show(3, "short") == ["the journal was longer before: 101:next"]
        assert show(100, "other") == [
            "the journal was longer before: 101:next",
            "the journal's line 100 was another: true",
        ]
        assert show(101, "other") == ["the journal's line 101 was another: next"]
    assert show(102, "later") == []


@pytest.mark.parametrize("left", ["", "{", '{"requests": {"a": {"seen_at": "2026-01-01T00:00:00", "transcript": ""}}}'])
def test_nothing_is_sent_when_the_notebook_is_damaged(case: Case, tmp_path: Path, left: str) -> None:
    case.ask_yesterday()
    see_a_day_ago(case, tmp_path)
    notebook = tmp_path / "custodian-0.notes.json"
    assert notebook.stat().st_mode & 0o077 == 0
    notebook.write_text(left, encoding="utf-8")
    result = _run_tool(case, tmp_path, "approve", case.request().id, "--digits", case.digits)
    assert (result.exit_code, "cannot be read" in result.output) == (1, True), result.output
    assert case.events() == ["disclosure_asked"]


def test_tool_waits_by_its_own_hours_when_the_asker_and_the_server_say_none(town: Town, tmp_path: Path) -> None:
    town.clock.at = datetime.now(UTC)
    with serve(town, disclosure_wait_hours=0) as url:
        case = Case(town, url)
        assert case.ask() == 303
        request = case.request().id
        early = _run_tool(case, tmp_path, "approve", request, "--digits", case.digits)
        assert (early.exit_code, "saw it first" in early.output) == (1, True)
        given = _run_tool(case, tmp_path, "approve", request, "--digits", case.digits, "--wait-hours", "0")
        assert given.exit_code == 0, given.output
        case.client.close()


@pytest.mark.parametrize(
    "text",
    ["\x1b[2K", "a\nb", "\u202e", "\u05d0", "\u2066", "a" + " " * 60 + "b", "a\u3164\u3164b", "x" * 5000],
    ids=["escape", "line", "override", "hebrew", "isolate", "blanks", "filler", "long"],
)
def test_text_moves_no_cursor_and_no_line_when_a_server_wrote_it(text: str) -> None:
    shown = printable(f"Sự thật {text} hết")
    assert shown.isprintable()
    assert "  " not in shown
    assert len(shown) <= 201
    assert shown.startswith("Sự thật")
    assert not {"\u05d0", "\u3164"} & set(shown)


def test_tool_warns_and_server_refuses_when_a_custodians_key_was_swapped_in_the_settings(
    case: Case, tmp_path: Path
) -> None:
    case.ask()
    assert _run_tool(case, tmp_path, "list").exit_code == 0
    assert _run_tool(case, tmp_path, "list", number=1).exit_code == 0
    custodians, forged = case.town.settings.custodians, Seed.generate()
    place = next(
        place for place, each in enumerate(custodians) if each.public_key == case.seeds[1].public_key.raw.hex()
    )
    swapped = custodians[place].model_copy(update={"public_key": forged.public_key.raw.hex()})
    changed = (*custodians[:place], swapped, *custodians[place + 1 :])
    with serve(case.town, custodians=changed) as case.url:
        warned = _run_tool(case, tmp_path, "list")
        assert f"a custodian's key is new: {swapped.name}" in warned.output
        # The swapped one is out; whoever swapped the key is asked by no request that was made before
        assert "does not know this key" in _run_tool(case, tmp_path, "list", number=1).output
        desk = Desk(case.url, case.client, forged, case.town.clock.now)
        request = desk.fetch_inbox().requests[0]
        assert (request.grounds, request.shares) == (None, {})
        case.wait()
        with pytest.raises(ServerRefused, match="not_yours"):
            desk.approve(request, {})


def test_everybody_reads_why_when_custodians_refuse_and_the_request_is_over(case: Case, tmp_path: Path) -> None:
    case.ask()
    for number in range(3):
        result = _run_tool(case, tmp_path, "refuse", case.request().id, "--reason", f"Lý do {number}", number=number)
        assert result.exit_code == 0, result.output
    page = case.page()
    assert "Bị từ chối" in page
    assert all(f"Lý do {number}" in page for number in range(3))
    shown = _run_tool(case, tmp_path, "list", number=4).output
    assert all(text in shown for text in (REASON, "12/QĐ", "Lý do 0", "refused"))
    case.wait()
    assert case.approve(4, shares={}) == "over"
    assert case.ask() == 303


def test_request_expires_when_nobody_decides(case: Case) -> None:
    case.ask()
    assert case.ask() == 422
    case.town.clock.advance(days=15, hours=1)
    assert case.approve(0, shares={}) == "over"
    assert "Hết hạn" in case.page()
    assert case.ask() == 303


def test_custodian_does_not_decide_when_the_request_is_their_own(case: Case) -> None:
    first, *others = case.town.settings.custodians
    mine = PublicKey(bytes.fromhex(first.public_key)).fingerprint
    number = next(place for place, seed in enumerate(case.seeds) if seed.public_key.fingerprint == mine)
    with serve(case.town, custodians=(first.model_copy(update={"username": "TanNgoc"}), *others)) as case.url:
        assert case.ask() == 303
        case.wait()
        assert case.request(number).grounds is None
        assert case.approve(number, shares={}) == "not_yours"
        assert case.approve((number + 1) % 5) == ""


def test_shares_are_gone_when_the_resident_deletes_the_contact(case: Case) -> None:
    receipt = case.town.hand_in(case.town.box("tanngoc"), what="Việc khác", contact=CONTACT)
    case.tip = tip_id(receipt)
    case.ask()
    case.wait()
    for number in range(3):
        case.approve(number)
    case.town.resident().post("/tra-cuu/xoa-lien-he", data={"receipt": receipt.reveal()})
    with case.town.database.reading() as session:
        assert session.exec(select(DisclosureDecision)).all() == []
    assert case.fetch()[0] == 422
    assert case.ask() == 422


@pytest.mark.parametrize("is_told", [True, False])
def test_resident_is_told_when_the_locality_says_so(town: Town, is_told: bool) -> None:  # noqa: FBT001
    town.clock.at = datetime.now(UTC)
    with serve(town, disclosure_tells_resident=is_told) as url:
        case = Case(town, url)
        receipt = town.hand_in(town.box("tanngoc"), what="Việc khác", contact=CONTACT)
        case.tip = tip_id(receipt)
        case.ask()
        case.wait()
        for number in range(3):
            case.approve(number)
        assert ("đã đồng ý mở danh tính" in town.thread(receipt)) is is_told
        case.client.close()


def test_nothing_is_asked_when_a_field_is_missing_or_the_officer_does_not_answer_for_the_tip(case: Case) -> None:
    for request in ("", "abc", "{}", '{"transcript": "AQ==", "public_key": "AQ=="}'):
        assert case.ask(request=request) == 422
    assert case.ask(reason="  ") == 422
    for username in ("thongnhat", "trucban1", "thanhtra1"):
        assert case.ask(username) == 404
    with case.town.database.writing() as session:
        session.exec(delete(IdentityShareRow))
        session.exec(delete(IdentityRow).where(col(IdentityRow.tip_id) == case.tip))
        session.commit()
    assert case.ask() == 422
    assert case.events() == []


def test_call_is_refused_when_it_was_signed_for_another_body_url_or_hour(case: Case) -> None:
    url, at, seed = f"{case.url}/custodian/requests", case.town.clock.now(), case.seeds[0]
    good = sign_call("GET", url, b"", seed=seed, at=at)
    assert case.client.get(url, headers=good).status_code == 200
    for headers in (
        {},
        sign_call("POST", url, b"", seed=seed, at=at),
        sign_call("GET", url.replace("127.0.0.1", "else"), b"", seed=seed, at=at),
        sign_call("GET", url, b"x", seed=seed, at=at),
        {**good, "Homthu-Custodian": case.seeds[1].public_key.fingerprint},
        {**good, "Homthu-Signature": "zz"},
        {**good, "Homthu-Time": "gestern"},
    ):
        answer = case.client.get(url, headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    case.town.clock.advance(minutes=6)
    assert case.client.get(url, headers=good).status_code == 401


def test_request_is_written_with_its_digits_when_an_officer_begins(case: Case, tmp_path: Path) -> None:
    slip = tmp_path / "slip.json"
    slip.write_text(case.slip(), encoding="utf-8")
    arguments = ["disclosure", "begin", "--slip", str(slip), "--document", DOCUMENT, "--folder", str(tmp_path)]
    result = CliRunner().invoke(main, arguments, input=f"y\n{PASSPHRASE}\n{PASSPHRASE}\n")
    assert result.exit_code == 0, result.output
    assert all(text in result.output for text in (case.tip, DOCUMENT, "Tân Ngọc", "contact"))
    (key_file,) = tmp_path.glob("*.key.json")
    (request_file,) = tmp_path.glob("*.request.json")
    assert {file.stat().st_mode & 0o077 for file in (key_file, request_file)} == {0}
    assert case.ask(request=request_file.read_text(encoding="utf-8")) == 303
    assert case.digits in result.output
    # The page, which the server writes, is not where they are copied from.
    assert case.digits not in case.page()


def test_nothing_is_written_when_the_slip_is_none(tmp_path: Path) -> None:
    slip = tmp_path / "slip.json"
    slip.write_text("{}", encoding="utf-8")
    arguments = ["disclosure", "begin", "--slip", str(slip), "--document", DOCUMENT, "--folder", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, "This is no slip" in result.output) == (1, True)
    assert list(tmp_path.iterdir()) == [slip]
