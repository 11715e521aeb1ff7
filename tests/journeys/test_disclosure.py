"""Opening one identity: asked for, waited for, agreed to, joined off the network; and how it must fail."""

import base64
import itertools
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import col, delete, select

from api.commands.main import main
from api.custodians.desk import Desk, ServerRefused
from api.custodians.showing import printable
from api.custodians.signing import sign_call
from crypto.contexts import Label, bind
from crypto.keys import PublicKey, Seed
from crypto.signing import sign
from crypto.transcripts import Transcript, digest_transcript
from intake.identity.seal import seal_file
from intake.submission import CustodyKind, TipId
from tests.disclosing import (
    CONTACT,
    DOCUMENT,
    ONE_TIME,
    PASSPHRASE,
    REASON,
    Case,
    open_bundle,
    open_case,
    run_tool,
    see_a_day_ago,
    wrap,
    write_request,
)
from tests.serving import serve
from tests.town import Town, tip_id
from triage.custody.disclosure.tables import DisclosureDecision
from triage.custody.keeping.files import store_file
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow


@pytest.fixture
def case(town: Town) -> Iterator[Case]:
    with open_case(town) as made:
        yield made


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
    opened = open_bundle(tmp_path, bundle)
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
    assert CONTACT in open_bundle(tmp_path, case.fetch()[1]).output
    (written,) = tmp_path.glob("letter-*.jpg")
    assert written.read_bytes() == photo
    assert written.stat().st_mode & 0o077 == 0


@pytest.mark.sampled(2)
def test_nothing_opens_when_fewer_than_needed_agreed_whichever_they_are(case: Case, tmp_path: Path) -> None:
    case.ask()
    case.wait()
    shares = [case.reseal(number) for number in range(5)]
    assert [case.approve(number) for number in range(3)] == ["", "", ""]
    whole = json.loads(case.fetch()[1])
    approvals = [_approval(case, whole, number, shares[number]) for number in range(5)]
    for count, opens in ((1, False), (2, False), (3, True)):
        for some in itertools.combinations(approvals, count):
            result = open_bundle(tmp_path, json.dumps({**whole, "approvals": some}))
            assert (CONTACT in result.output) is opens
    # One that is none, put before them, does not keep the others from joining
    false = _approval(case, whole, 3, {item: secrets.token_bytes(1500) for item in shares[3]})
    assert CONTACT in open_bundle(tmp_path, json.dumps({**whole, "approvals": [false, *approvals[:3]]})).output


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
    statement, seed = json.dumps(said).encode(), case.seeds[number]
    context = bind(Label.CUSTODIAN_DECISION, whole["disclosure"], seed.public_key.fingerprint)
    return {
        "custodian": seed.public_key.fingerprint,
        "public_key": base64.b64encode(seed.public_key.raw).decode(),
        "statement": base64.b64encode(statement).decode(),
        "signature": base64.b64encode(sign(statement, seed=seed, context=context)).decode(),
    }


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
    assert CONTACT not in open_bundle(tmp_path, moved).output


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
    result = run_tool(case, tmp_path, "approve", case.request().id[:8], "--digits", case.digits)
    assert result.exit_code == 1
    assert "moved or altered" in result.output
    assert case.events() == ["disclosure_asked"]


def test_custodian_reads_what_would_be_opened_when_the_tool_has_seen_the_request_for_a_day(
    case: Case, tmp_path: Path
) -> None:
    case.ask_yesterday()
    request = case.request().id[:8]
    early = run_tool(case, tmp_path, "approve", request, "--digits", case.digits)
    assert (early.exit_code, "saw it first" in early.output) == (1, True)
    see_a_day_ago(case, tmp_path)
    wrong = run_tool(case, tmp_path, "approve", request, "--digits", "1234 5678 9012 3456 7890")
    assert (wrong.exit_code, "These digits are not those of the request" in wrong.output) == (1, True)
    assert case.events() == ["disclosure_asked"]
    given = run_tool(case, tmp_path, "approve", request, "--digits", case.digits)
    assert given.exit_code == 0, given.output
    for text in (case.tip, DOCUMENT, "Tân Ngọc", "contact", ONE_TIME.public_key.fingerprint):
        assert text in given.output
    assert case.events() == ["disclosure_asked", "disclosure_approved"]


@pytest.mark.sampled(3)
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
    written = wrap(raw)
    asked = Transcript.decode(base64.b64decode(whole["transcript"]))
    for name in ("tip", "key"):
        fields = tuple((each, "0" * 32 if each == name else value) for each, value in asked.fields)
        forged = base64.b64encode(Transcript(asked.kind, fields).encode()).decode()
        for request in (None, written):
            result = open_bundle(tmp_path, json.dumps({**whole, "transcript": forged}), request)
            assert (result.exit_code, "Nothing was opened" in result.output) == (1, True)
    stripped = {name: value for name, value in whole.items() if name != "transcript"}
    result = open_bundle(tmp_path, json.dumps(stripped), written)
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
    result = open_bundle(tmp_path, json.dumps({**whole, "files": [{**file, "media_type": "image/jpeg", "chunks": []}]}))
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
    result = open_bundle(tmp_path, bundle)
    assert (result.exit_code, "is there already" in result.output, victim.exists()) == (1, True, False)


def test_tool_waits_by_its_own_hours_when_the_asker_and_the_server_say_none(town: Town, tmp_path: Path) -> None:
    with open_case(town, disclosure_wait_hours=0) as case:
        assert case.ask() == 303
        request = case.request().id
        early = run_tool(case, tmp_path, "approve", request, "--digits", case.digits)
        assert (early.exit_code, "saw it first" in early.output) == (1, True)
        given = run_tool(case, tmp_path, "approve", request, "--digits", case.digits, "--wait-hours", "0")
        assert given.exit_code == 0, given.output


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
    assert run_tool(case, tmp_path, "list").exit_code == 0
    assert run_tool(case, tmp_path, "list", number=1).exit_code == 0
    custodians, forged = case.town.settings.custodians, Seed.generate()
    place = next(
        place for place, each in enumerate(custodians) if each.public_key == case.seeds[1].public_key.raw.hex()
    )
    swapped = custodians[place].model_copy(update={"public_key": forged.public_key.raw.hex()})
    changed = (*custodians[:place], swapped, *custodians[place + 1 :])
    with serve(case.town, custodians=changed) as case.url:
        warned = run_tool(case, tmp_path, "list")
        assert f"a custodian's key is new: {swapped.name}" in warned.output
        # The swapped one is out; whoever swapped the key is asked by no request that was made before
        assert "does not know this key" in run_tool(case, tmp_path, "list", number=1).output
        desk = Desk(case.url, case.client, forged, case.town.clock.now)
        request = desk.fetch_inbox().requests[0]
        assert (request.grounds, request.shares) == (None, {})
        case.wait()
        with pytest.raises(ServerRefused, match="not_yours"):
            desk.approve(request, {})


def test_everybody_reads_why_when_custodians_refuse_and_the_request_is_over(case: Case, tmp_path: Path) -> None:
    case.ask()
    for number in range(3):
        result = run_tool(case, tmp_path, "refuse", case.request().id, "--reason", f"Lý do {number}", number=number)
        assert result.exit_code == 0, result.output
    page = case.page()
    assert "Bị từ chối" in page
    assert all(f"Lý do {number}" in page for number in range(3))
    shown = run_tool(case, tmp_path, "list", number=4).output
    assert all(text in shown for text in (REASON, "12/QĐ", "Lý do 0", "refuse: "))
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
    with open_case(town, disclosure_tells_resident=is_told) as case:
        receipt = town.hand_in(town.box("tanngoc"), what="Việc khác", contact=CONTACT)
        case.tip = tip_id(receipt)
        case.ask(request=write_request(case.slip(), tell_after_days="30"))
        case.wait()
        for number in range(3):
            case.approve(number)
        # The request itself says when: an inquiry may have to end first.
        assert "đã đồng ý mở danh tính" not in town.thread(receipt)
        town.clock.advance(days=30)
        thread = town.thread(receipt)
        assert ("đã đồng ý mở danh tính" in thread) is is_told
        assert ("Căn cứ là một quyết định." in thread) is is_told


@pytest.mark.sampled(2)
def test_nothing_is_asked_when_a_field_is_missing_or_the_officer_does_not_answer_for_the_tip(case: Case) -> None:
    for request in ("", "abc", "{}", '{"transcript": "AQ==", "public_key": "AQ=="}'):
        assert case.ask(request=request) == 422
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


_GROUNDS = ("--document-kind", "order", "--document", DOCUMENT, "--legal-basis", "Điều 10", "--reason", REASON)
_BEGIN = ("disclosure", "begin", *_GROUNDS)


def test_request_is_written_with_its_digits_when_an_officer_begins(case: Case, tmp_path: Path) -> None:
    slip = tmp_path / "slip.json"
    slip.write_text(case.slip(), encoding="utf-8")
    arguments = [*_BEGIN, "--slip", str(slip), "--folder", str(tmp_path)]
    result = CliRunner().invoke(main, arguments, input=f"y\n{PASSPHRASE}\n{PASSPHRASE}\n")
    assert result.exit_code == 0, result.output
    assert all(text in result.output for text in (case.tip, DOCUMENT, "Tân Ngọc", "cách liên hệ"))
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
    arguments = [*_BEGIN, "--slip", str(slip), "--folder", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, "This is no slip" in result.output) == (1, True)
    assert list(tmp_path.iterdir()) == [slip]
