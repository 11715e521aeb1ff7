"""The worker: what goes out goes once, late rather than never, and somebody sees what does not."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import select
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from api.worker.run import Worker
from intake.channels.partners.signing import make_secret
from intake.channels.sms.submission import OutgoingKind
from tests.gateways import Call, Text, send, sign, sign_standard
from tests.town import ORIGIN, Town, act
from tests.wire import Wire
from triage.channels.partners.tables import PartnerDay, QuarantineRow, SmsArrival
from triage.channels.sms.outgoing import LEASE, OutgoingState, begin_handing, take_due
from triage.channels.sms.tables import OutgoingRow, SmsThread
from triage.ground.keys import DigestUse

WORDS = "có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
PHONE = "0912345678"


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def worker(town: Town, wire: Wire) -> Iterator[Worker]:
    with town.worker(wire) as made:
        yield made


def _row(town: Town) -> OutgoingRow:
    with town.database.reading() as session:
        return session.exec(select(OutgoingRow)).one()


def _answered(town: Town) -> OutgoingRow:
    """The officer's answer."""
    with town.database.reading() as session:
        return session.exec(select(OutgoingRow).where(OutgoingRow.kind == OutgoingKind.ANSWER)).one()


def _through(town: Town, adapter: str) -> None:
    """Let a text come in through a gateway, which leaves an automatic answer to be sent."""
    assert send(town, adapter, PHONE, WORDS).status_code == 200


def _answer(town: Town, words: str = "Cảm ơn.") -> str:
    """Let the officer answer; return the tip."""
    (tip,) = town.list_tips("tanngoc")
    act(town.officer("tanngoc"), tip, "acknowledge")
    assert act(town.officer("tanngoc"), tip, "answer", text=words) == 303
    return tip


@pytest.mark.parametrize("adapter", ["standard", "twilio", "kannel", "smsgate"])
def test_answer_comes_to_the_number_when_the_worker_runs(town: Town, worker: Worker, wire: Wire, adapter: str) -> None:
    _through(town, adapter)
    _answer(town)
    while worker.take_turn():
        pass
    assert {(sent.number, sent.words) for sent in wire.sent} >= {("+84912345678", "Cảm ơn.")}
    assert all("912345678" not in str(request.url) for request in wire.requests)


@pytest.mark.parametrize("failure", [500, 503, 429, 408, httpx.ConnectError("x")])
def test_text_is_tried_again_later_when_the_gateway_is_away(
    town: Town, worker: Worker, wire: Wire, failure: int | Exception
) -> None:
    _through(town, "standard")
    wire.answers = [failure, failure]
    waits = []
    for _attempt in range(3):
        assert worker.take_turn() == 1
        assert worker.take_turn() == 0
        waits.append(_row(town).next_at - town.clock.now())
        town.clock.at = max(_row(town).next_at, town.clock.at)
    assert len(wire.sent) == 1
    assert timedelta(seconds=10) < waits[0] < waits[1]
    assert _row(town).state == OutgoingState.SENT
    assert not _row(town).is_perhaps_twice


@pytest.mark.parametrize(
    ("adapter", "is_doubtful"), [("standard", False), ("smsgate", False), ("twilio", True), ("kannel", True)]
)
def test_officer_is_told_that_it_may_have_come_twice_when_the_line_broke(
    town: Town, worker: Worker, wire: Wire, adapter: str, *, is_doubtful: bool
) -> None:
    _through(town, adapter)
    worker.take_turn()
    tip = _answer(town)
    wire.answers = [httpx.ReadTimeout("x")]
    worker.take_turn()
    town.clock.advance(minutes=1)
    worker.take_turn()
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "SMS: nhà mạng đã nhận" in page
    assert ("có thể đã tới hai lần" in page) is is_doubtful
    # A gateway that takes a text once knows it again by its id.
    assert len({sent.id for sent in wire.sent}) == 2


def test_officer_sees_it_when_the_gateway_refuses_a_text(town: Town, worker: Worker, wire: Wire) -> None:
    _through(town, "standard")
    worker.take_turn()
    tip = _answer(town)
    wire.answers = [400]
    worker.take_turn()
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "SMS: không gửi được. Người dân chưa đọc câu này." in page
    town.clock.advance(days=2)
    assert worker.take_turn() == 0


def test_answer_is_given_up_when_a_day_of_tries_was_in_vain(town: Town, worker: Worker, wire: Wire) -> None:
    _through(town, "standard")
    worker.take_turn()
    _answer(town)
    wire.answers = [503] * 100
    began = town.clock.now()
    while _answered(town).state != OutgoingState.FAILED:
        town.clock.at = max(_answered(town).next_at, town.clock.at)
        assert worker.take_turn() == 1
    assert timedelta(hours=18) < town.clock.now() - began < timedelta(hours=36)
    assert _answered(town).sealed == b""
    desk = town.officer("trucban1").get("/officer/partners").text
    assert "Không gửi được, 30 ngày qua" in desk


def test_text_that_goes_out_by_itself_is_dropped_when_it_is_a_quarter_of_an_hour_late(
    town: Town, worker: Worker, wire: Wire
) -> None:
    _through(town, "standard")
    wire.answers = [503] * 100
    for _minute in range(40):
        worker.take_turn()
        town.clock.advance(minutes=1)
    assert _row(town).state == OutgoingState.DROPPED
    assert wire.sent == []


@pytest.mark.parametrize("status", [401, 403, 404])
def test_answer_waits_when_somebody_has_to_mend_the_gateways_settings(
    town: Town, worker: Worker, wire: Wire, status: int
) -> None:
    _through(town, "standard")
    worker.take_turn()
    _answer(town)
    wire.answers = [status]
    worker.take_turn()
    assert _answered(town).state == OutgoingState.WAITING


def test_doubtful_text_is_tried_once_more_and_counted_when_the_line_breaks_again(
    town: Town, worker: Worker, wire: Wire
) -> None:
    _through(town, "twilio")
    worker.take_turn()
    tip = _answer(town)
    wire.answers = [httpx.ReadTimeout("x")] * 9
    for _try in range(9):
        town.clock.advance(minutes=10)
        worker.take_turn()
    assert len(wire.requests) == 3
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "SMS: không gửi được" in page
    assert "có thể đã tới hai lần" in page
    with town.database.reading() as session:
        assert session.exec(select(PartnerDay.segments_sent)).one() == 3


def test_text_goes_nowhere_when_somebody_turned_its_row_to_another_partner(
    town: Town, worker: Worker, wire: Wire
) -> None:
    _through(town, "standard")
    with town.database.writing() as session:
        session.connection().execute(text("UPDATE outgoing_text SET partner = 'demo-kannel'"))
        session.commit()
    worker.take_turn()
    assert wire.requests == []
    assert _row(town).state == OutgoingState.FAILED


def test_other_texts_go_when_one_cannot(town: Town, worker: Worker, wire: Wire) -> None:
    broken = town.partner("kannel").model_copy(update={"name": "broken", "account": "tài khoản"})
    _through(town, "kannel")
    assert send(town, "standard", "0987654321", WORDS).status_code == 200
    file = town.folder / "keys" / "partners" / "demo-kannel.json"
    file.write_text(broken.model_dump_json(), encoding="utf-8")
    worker.take_turn()
    assert len(wire.sent) == 1
    # And no page fails for it
    assert town.resident().get(f"/b/{town.box('tanngoc')}").status_code == 200
    assert town.officer("trucban1").get("/officer/partners").status_code == 200
    assert send(town, "standard", PHONE, WORDS).status_code == 200
    assert town.gateway().post("/hooks/sms/demo-kannel", content=b"x").status_code == 503


def test_every_signature_is_given_when_the_secret_was_rotated(town: Town, worker: Worker, wire: Wire) -> None:
    old = town.partner("standard").secrets[0].secret
    rotated = town.app.state.context.partners.rotate("demo-standard", make_secret(), at=town.clock.now())
    _through(town, "standard")
    worker.take_turn()
    request = wire.requests[0]
    for secret in (old, rotated.secrets[0].secret):
        signed_at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        expected = Webhook(secret).sign(request.headers["webhook-id"], signed_at, request.content.decode())
        assert expected in request.headers["webhook-signature"].split(" ")


def test_officer_is_told_when_the_gateway_only_receives(town: Town) -> None:
    partner = town.connect("standard", "ear", url="")
    sign("standard", partner, Text(PHONE, WORDS), town.clock.now()).post(town.gateway())
    (tip,) = town.list_tips("tanngoc")
    act(town.officer("tanngoc"), tip, "acknowledge")
    assert "Người gửi không nhận trả lời" in town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert act(town.officer("tanngoc"), tip, "answer", text="Cảm ơn.") == 409


def test_new_public_half_is_published_when_the_private_one_is_lost(town: Town, wire: Wire) -> None:
    for file in town.settings.worker_key_directory.iterdir():
        file.unlink()
    with town.worker(wire) as worker:
        _through(town, "standard")
        worker.take_turn()
    assert len(wire.sent) == 1


def test_dead_workers_text_is_sent_by_another_when_its_lease_is_over(town: Town, worker: Worker, wire: Wire) -> None:
    _through(town, "twilio")
    with town.database.writing() as session:
        assert len(take_due(session, at=town.clock.now(), at_most=5)) == 1
        session.commit()
    assert worker.take_turn() == 0
    town.clock.at += LEASE
    assert worker.take_turn() == 1
    # It died before it handed anything over, so there is no doubt.
    assert not _row(town).is_perhaps_twice
    assert len(wire.sent) == 1


@pytest.mark.parametrize(("adapter", "is_doubtful"), [("twilio", True), ("standard", False)])
def test_doubt_is_noted_when_a_worker_died_while_handing_over(
    town: Town, worker: Worker, adapter: str, *, is_doubtful: bool
) -> None:
    _through(town, adapter)
    with town.database.writing() as session:
        (row,) = take_due(session, at=town.clock.now(), at_most=5)
        begin_handing(session, row, at=town.clock.now())
        session.commit()
    town.clock.at += LEASE
    assert worker.take_turn() == 1
    assert _row(town).is_perhaps_twice is is_doubtful
    assert _row(town).state == OutgoingState.SENT


def test_slow_worker_changes_nothing_when_another_took_its_text_over(town: Town, worker: Worker, wire: Wire) -> None:
    _through(town, "standard")

    def let_the_lease_run_out() -> None:
        wire.on_request = None
        town.clock.at += LEASE + timedelta(seconds=1)
        with town.worker(wire) as other:
            other.take_turn()

    wire.on_request = let_the_lease_run_out
    worker.take_turn()
    assert len({sent.id for sent in wire.sent}) == 1
    assert _row(town).state == OutgoingState.SENT


def test_each_text_goes_out_once_when_several_workers_run(town: Town, wire: Wire) -> None:
    for number in range(30):
        assert send(town, "standard", f"09123450{number:02}", WORDS).status_code == 200
    with town.worker(wire) as one, town.worker(wire) as two, ThreadPoolExecutor(2) as pool:
        for turn in [pool.submit(each.take_turn) for each in (one, two, one, two)]:
            turn.result()
        while one.take_turn():
            pass
    assert len(wire.sent) == len({sent.number for sent in wire.sent}) == 30


def test_nothing_is_sent_when_the_partner_is_a_sandbox(town: Town, worker: Worker, wire: Wire) -> None:
    _through(town, "standard")
    (town.folder / "keys" / "partners" / "demo-standard.json").unlink()
    sandbox = town.partner("twilio").model_copy(update={"name": "demo-standard"})
    town.app.state.context.partners.add(sandbox)
    worker.take_turn()
    assert wire.requests == []
    assert _row(town).state == OutgoingState.WAITING


def test_answers_wait_for_the_next_day_when_the_days_limit_is_reached(town: Town, worker: Worker, wire: Wire) -> None:
    town.connect("standard", "small", texts_a_day=3)
    partner = town.partner("standard").model_copy(update={"name": "small"})
    for number in range(5):
        body = {"type": "sms.received", "data": {"id": f"m{number}", "from": f"091234560{number}", "text": WORDS}}
        sign_standard(partner, body, town.clock.now(), partner.secrets[0].secret).post(town.gateway())
    while worker.take_turn():
        pass
    assert len(wire.sent) == 2
    # Four fifths are for what goes out by itself; the rest is kept for officers' answers.
    first, tip = town.list_tips("tanngoc")[:2]
    for each in (first, tip):
        town.clock.advance(minutes=1)
        act(town.officer("tanngoc"), each, "acknowledge")
        act(town.officer("tanngoc"), each, "answer", text="Cảm ơn.")
    worker.take_turn()
    assert len(wire.sent) == 3
    assert "SMS: chưa gửi tới" in town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    town.clock.advance(hours=24)
    while worker.take_turn():
        pass
    assert wire.words[2:] == ["Cảm ơn.", "Cảm ơn."]
    with town.database.reading() as session:
        days = session.exec(select(PartnerDay).where(PartnerDay.partner == "small")).all()
    assert sorted(day.segments_sent for day in days) == [1, 3]


def _report(town: Town, status: str, outgoing_id: str, *, name: str = "demo-standard") -> int:
    partner = town.app.state.context.partners.get(name)
    body = {"type": "sms.status", "data": {"id": outgoing_id, "status": status}}
    call: Call = sign_standard(partner, body, town.clock.now(), partner.secrets[0].secret, path="/status")
    return int(call.post(town.gateway()).status_code)


def test_officer_sees_what_the_network_reports_when_reports_come_in(town: Town, worker: Worker, wire: Wire) -> None:
    _through(town, "standard")
    tip = _answer(town)
    while worker.take_turn():
        pass
    outgoing_id = next(sent.id for sent in wire.sent if sent.words == "Cảm ơn.")
    officer, page = town.officer("tanngoc"), f"/officer/tips/{tip}"
    assert _report(town, "delivered", outgoing_id) == 200
    assert "SMS: điện thoại đã nhận" in officer.get(page).text
    # A report that comes late undoes nothing, nor does another partner's
    assert _report(town, "sent", outgoing_id) == 200
    town.connect("standard", "other")
    assert _report(town, "failed", outgoing_id, name="other") == 200
    assert "SMS: điện thoại đã nhận" in officer.get(page).text
    assert _report(town, "delivered", "0" * 32) == 200


def test_report_is_taken_when_twilio_posts_it_signed(town: Town, worker: Worker, wire: Wire) -> None:
    _through(town, "twilio")
    worker.take_turn()
    partner = town.partner("twilio")
    path = f"/hooks/sms/demo-twilio/status?id={wire.sent[0].id}"
    fields = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    signature = RequestValidator(partner.secrets[0].secret).compute_signature(f"{ORIGIN}{path}", fields)
    client = town.gateway()
    altered = path.replace(wire.sent[0].id, "0" * 32)
    assert client.post(altered, data=fields, headers={"x-twilio-signature": signature}).status_code == 401
    assert client.post(path, data=fields, headers={"x-twilio-signature": signature}).status_code == 200
    assert _row(town).state == OutgoingState.DELIVERED


@pytest.mark.parametrize(("code", "state"), [("8", "sent"), ("1", "delivered"), ("2", "failed"), ("16", "failed")])
def test_report_is_taken_when_kannel_gets_the_url_that_it_was_given(
    town: Town, worker: Worker, wire: Wire, code: str, state: str
) -> None:
    _through(town, "kannel")
    worker.take_turn()
    # Kannel puts the code in the place of %d, and the user name and password into a header.
    given = httpx.URL(wire.requests[0].headers["x-kannel-dlr-url"].replace("%d", code))
    assert "912345678" not in str(given)
    path = given.raw_path.decode()
    assert town.gateway().get(path).status_code == 401
    assert town.gateway().get(path, auth=(given.username, given.password)).status_code == 200
    assert _row(town).state == state


@pytest.mark.parametrize(
    ("event", "state"), [("sms:sent", "sent"), ("sms:delivered", "delivered"), ("sms:failed", "failed")]
)
def test_report_is_taken_when_the_telephone_posts_it(
    town: Town, worker: Worker, wire: Wire, event: str, state: str
) -> None:
    _through(town, "smsgate")
    worker.take_turn()
    body = json.dumps({"event": event, "id": "e", "payload": {"messageId": wire.sent[0].id}}).encode()
    seconds = str(int(town.clock.now().timestamp()))
    secret = town.partner("smsgate").secrets[0].secret.encode()
    signature = hmac.new(secret, body + seconds.encode(), hashlib.sha256).hexdigest()
    headers = {"x-signature": signature, "x-timestamp": seconds}
    # All of an SMSGate's events come to one URL.
    assert town.gateway().post("/hooks/sms/demo-smsgate", content=body, headers=headers).status_code == 200
    assert _row(town).state == state


def test_quarantine_is_read_when_the_worker_starts_after_a_fix(
    town: Town, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a version that cannot read a text, and a gateway that was told that we have it
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("intake.channels.sms.decide.Reader.decide", fail)
    for adapter in ("standard", "twilio", "kannel", "smsgate"):
        assert send(town, adapter, PHONE, f"{WORDS} ({adapter})").status_code == 202
    with town.worker(wire):
        assert _count_quarantine(town) == [1, 1, 1, 1]
    # When the next version's worker starts
    monkeypatch.undo()
    with town.worker(wire) as worker:
        # Then all four stand in the sender's thread, and are gone from the quarantine
        assert _count_quarantine(town) == []
        (tip,) = town.list_tips("tanngoc")
        page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
        assert all(f"({adapter})" in page for adapter in ("standard", "twilio", "kannel", "smsgate"))
        assert worker.replayer.replay() == (0, 0)


def _count_quarantine(town: Town) -> list[int]:
    with town.database.reading() as session:
        return list(session.exec(select(QuarantineRow.tries)))


def test_keys_are_there_before_their_month_and_gone_after_their_use_when_a_year_passes(town: Town, wire: Wire) -> None:
    _through(town, "standard")
    keys = town.app.state.context.keys
    for _month in range(12):
        town.clock.at = (town.clock.at.replace(day=1) + timedelta(days=32)).replace(day=1)
        with town.worker(wire) as worker:
            worker.take_turn()
        assert keys.worker_key(f"{town.clock.at:%Y-%m}")
        assert send(town, "standard", "0987654321", WORDS).status_code == 200
    months = keys.list_digest_months(DigestUse.NUMBER)
    assert len(months) <= 8
    assert "2026-11" not in months
    with town.database.reading() as session:
        assert session.exec(select(SmsThread).where(SmsThread.month == "2026-11")).all() == []
        assert session.exec(select(SmsArrival).where(SmsArrival.month == "2026-11")).all() == []


def test_thread_and_address_are_forgotten_when_the_tip_is_closed_for_a_month(town: Town, wire: Wire) -> None:
    _through(town, "standard")
    tip = _answer(town)
    act(town.officer("tanngoc"), tip, "close", disposition="founded", text="Xong.")
    town.clock.advance(days=31)
    with town.worker(wire), town.database.reading() as session:
        assert session.exec(select(SmsThread)).all() == []
        assert town.app.state.context.keys.list_digest_months(DigestUse.NUMBER)
    town.clock.advance(days=40)
    with town.worker(wire):
        assert "2026-11" not in town.app.state.context.keys.list_digest_months(DigestUse.NUMBER)
