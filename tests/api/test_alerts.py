"""Alerts outside the pages: what is said, to whom, once; what is refused, and what is tried again."""

from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import col, func, select

from tests.local_mail import LocalMail, run_mail
from tests.local_push import LocalPush, run_push
from tests.town import Town, act, tip_id
from tests.wire import Wire
from triage.channels.sms.tables import OutgoingRow
from triage.desk.alerts.outbox import LEASE, AlertState, take_due
from triage.desk.alerts.tables import Alert, AlertAddress

WHAT = "Không một chữ nào của tin được ra ngoài"


@pytest.fixture
def push() -> Iterator[LocalPush]:
    with run_push() as made:
        yield made


@pytest.fixture
def mail() -> Iterator[LocalMail]:
    with run_mail() as made:
        yield made


def _open(town: Town, push: LocalPush, mail: LocalMail | None = None) -> None:
    mailing = {} if mail is None else {"mail_server": mail.url, "mail_sender": "trucban@homthu.test"}
    town.restart(push_hosts=(push.host,), **mailing)


def _work(town: Town, wire: httpx.BaseTransport | None = None) -> None:
    """Let a worker do everything that is due, texts too."""
    with town.worker(wire or httpx.HTTPTransport()) as worker:
        while worker.alerter.work_due():
            pass
        worker.sender.send_due()


def _states(town: Town) -> list[str]:
    with town.database.reading() as session:
        return list(session.exec(select(Alert.state).order_by(col(Alert.made_at), col(Alert.id))))


def test_officer_is_woken_by_nothing_but_two_words_when_a_tip_comes(town: Town, push: LocalPush) -> None:
    _open(town, push)
    officer = town.officer("tanngoc")
    assert officer.post("/officer/alerts", data=push.subscription()).status_code == 303
    town.hand_in(town.box("tanngoc"), what=WHAT)
    town.hand_in(town.box("tanngoc"), what=WHAT, urgency="danger")
    _work(town)
    # The urgent one goes first.
    assert [message.words for message in push.pushed] == ["Có việc khẩn", "Có việc mới"]
    assert [message.headers["Urgency"] for message in push.pushed] == ["high", "normal"]
    assert "Lần cuối đã gửi" in officer.get("/officer/alerts").text
    _work(town)
    assert len(push.pushed) == 2


def test_every_officer_of_a_post_is_alerted_when_one_of_them_has_read(town: Town, push: LocalPush) -> None:
    _open(town, push)
    first, second = town.officer("thanhtra1"), town.officer("thanhtra2")
    first.post("/officer/alerts", data=push.subscription("first"))
    second.post("/officer/alerts", data=push.subscription("second"))
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    first.get(f"/officer/tips/{tip}")
    _work(town)
    assert [message.path for message in push.pushed] == ["/second"]


def test_mail_says_the_same_and_goes_only_to_whom_it_should(town: Town, push: LocalPush, mail: LocalMail) -> None:
    _open(town, push, mail)
    officer = town.officer("tanngoc")
    form = {"kind": "email", "where": "tanngoc@congan.test", "urgent_only": "1"}
    assert officer.post("/officer/alerts", data=form).status_code == 303
    town.hand_in(town.box("tanngoc"), what=WHAT)
    urgent = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT, urgency="now"))
    _work(town)
    (message,) = mail.mailed
    assert (message["Subject"], message.get_content().strip()) == ("Có việc khẩn", "Có việc khẩn")
    assert urgent not in message.as_string()
    assert "homthu" not in message.get_content()


def test_text_goes_out_through_the_gateway_when_an_officer_gave_a_number(town: Town, push: LocalPush) -> None:
    _open(town, push)
    officer = town.officer("tanngoc")
    assert officer.post("/officer/alerts", data={"kind": "sms", "where": "0912 345 678"}).status_code == 303
    town.hand_in(town.box("tanngoc"), what=WHAT)
    wire = Wire()
    _work(town, wire)
    assert [(sent.number, sent.words) for sent in wire.sent] == [("+84912345678", "Co viec moi")]
    with town.database.reading() as session:
        assert session.exec(select(OutgoingRow.segments)).all() == [1]


def test_address_is_marked_when_nobody_is_there_any_more(town: Town, push: LocalPush, mail: LocalMail) -> None:
    _open(town, push, mail)
    officer = town.officer("tanngoc")
    officer.post("/officer/alerts", data=push.subscription())
    officer.post("/officer/alerts", data={"kind": "email", "where": "weg@congan.test"})
    push.answers[:] = [410]
    mail.unknown.add("weg@congan.test")
    town.hand_in(town.box("tanngoc"))
    _work(town)
    assert set(_states(town)) == {AlertState.FAILED}
    assert officer.get("/officer/alerts").text.count("Không còn ai ở địa chỉ này") == 2
    assert "Lý Văn Phong" in town.officer("truongca-binhtuyen").get("/officer/board").text.split("Không báo được")[1]
    # Nothing more is queued for it.
    town.hand_in(town.box("tanngoc"))
    _work(town)
    assert len(_states(town)) == 2


def test_alert_is_tried_again_when_the_service_is_busy(town: Town, push: LocalPush, mail: LocalMail) -> None:
    _open(town, push, mail)
    officer = town.officer("tanngoc")
    officer.post("/officer/alerts", data=push.subscription())
    officer.post("/officer/alerts", data={"kind": "email", "where": "voll@congan.test"})
    push.answers[:] = [503, 429]
    mail.busy.add("voll@congan.test")
    town.hand_in(town.box("tanngoc"))
    for _round in range(3):
        _work(town)
        town.clock.advance(minutes=2)
    mail.busy.clear()
    town.clock.advance(hours=1)
    _work(town)
    assert len(push.pushed) >= 1
    assert len(mail.mailed) >= 1
    assert AlertState.FAILED not in _states(town)


def test_test_is_sent_when_an_officer_asks_for_one(town: Town, push: LocalPush) -> None:
    _open(town, push)
    officer, other = town.officer("tanngoc"), town.officer("thongnhat")
    officer.post("/officer/alerts", data=push.subscription())
    with town.database.reading() as session:
        address = session.exec(select(AlertAddress.id)).one()
    assert other.post("/officer/alerts/test", data={"address": address}).headers["location"] == "/officer/alerts"
    assert officer.post("/officer/alerts/test", data={"address": address}).status_code == 303
    _work(town)
    assert [message.words for message in push.pushed] == ["Có việc mới (thử)"]
    other.post("/officer/alerts/delete", data={"address": address})
    assert "Trình duyệt</strong>" in officer.get("/officer/alerts").text
    officer.post("/officer/alerts/delete", data={"address": address})
    with town.database.reading() as session:
        assert session.exec(select(func.count()).select_from(AlertAddress)).one() == 0


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "push", "where": "https://169.254.169.254/latest"},
        {"kind": "push", "where": "http://127.0.0.1:1/internal"},
        {"kind": "push", "where": "https://evil.test/?fcm.googleapis.com"},
        {"kind": "push", "where": "https://fcm.googleapis.com@evil.test/"},
        {"kind": "push", "where": "https://notfcm.googleapis.com.evil.test/x"},
        {"kind": "email", "where": "an@congan.test"},
        {"kind": "sms", "where": "113"},
        {"kind": "sms", "where": "CONGAN"},
        {"kind": "carrier pigeon", "where": "roof-of-the-station"},
        {"kind": "push", "where": "https://[bad"},
    ],
)
def test_address_is_refused_when_it_leads_elsewhere(town: Town, form: dict[str, str]) -> None:
    answer = town.officer("tanngoc").post("/officer/alerts", data=form)
    assert answer.status_code == 422
    assert form["where"] not in answer.text


def test_stored_address_shows_nothing_when_the_database_is_stolen(town: Town, push: LocalPush) -> None:
    _open(town, push)
    town.officer("tanngoc").post("/officer/alerts", data={"kind": "sms", "where": "0912 345 678"})
    with town.database.reading() as session:
        row = session.exec(select(AlertAddress)).one()
    assert b"912345678" not in row.sealed


def test_lease_ends_when_a_worker_dies_with_an_alert_in_hand(town: Town, push: LocalPush) -> None:
    _open(town, push)
    town.officer("tanngoc").post("/officer/alerts", data=push.subscription())
    town.hand_in(town.box("tanngoc"))
    with town.worker(httpx.HTTPTransport()) as worker:
        # It queues and takes, and is gone before it says anything.
        push.answers[:] = [503]
        worker.alerter.work_due()
    with town.database.writing() as session:
        town.clock.advance(minutes=1)
        assert len(take_due(session, at=town.clock.at, at_most=10)) == 1
        session.commit()
    _work(town)
    assert push.pushed == []
    town.clock.advance(seconds=LEASE.total_seconds() + 1)
    _work(town)
    assert [message.words for message in push.pushed] == ["Có việc mới"]


def test_nobody_is_alerted_of_a_flood(town: Town, push: LocalPush) -> None:
    _open(town, push)
    town.officer("tanngoc").post("/officer/alerts", data=push.subscription())
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    act(town.officer("tanngoc"), tip, "note", text="x")
    with town.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE tip SET priority = 3")
        session.exec(select(Alert)).all()
        session.connection().exec_driver_sql("UPDATE delivery SET seen_at = NULL")
        session.commit()
    _work(town)
    assert push.pushed == []


def test_one_ring_tells_of_many_when_very_many_tips_come(town: Town, push: LocalPush) -> None:
    _open(town, push)
    officer = town.officer("tanngoc")
    officer.post("/officer/alerts", data=push.subscription())
    for _tip in range(5):
        town.hand_in(town.box("tanngoc"), urgency="danger")
        _work(town)
    # The first rings at once; those that follow are gathered, and ring together when a short while is over.
    assert [message.words for message in push.pushed] == ["Có việc khẩn"]
    town.clock.advance(seconds=46)
    _work(town)
    assert [message.words for message in push.pushed][1:] == ["Có việc khẩn (thêm 3)"]
    # An honest one among them is told of as soon
    town.hand_in(town.box("tanngoc"), urgency="danger")
    _work(town)
    assert len(push.pushed) == 2
    town.clock.advance(seconds=46)
    _work(town)
    assert [message.words for message in push.pushed][2:] == ["Có việc khẩn"]
    # After a quiet while the next rings at once
    town.clock.advance(seconds=60)
    town.hand_in(town.box("tanngoc"), urgency="danger")
    _work(town)
    assert len(push.pushed) == 4


def test_mail_says_when_it_was_written_and_that_no_machine_should_answer(
    town: Town, push: LocalPush, mail: LocalMail
) -> None:
    _open(town, push, mail)
    town.officer("tanngoc").post("/officer/alerts", data={"kind": "email", "where": "tanngoc@congan.test"})
    for _tip in range(2):
        town.hand_in(town.box("tanngoc"))
        _work(town)
        town.clock.advance(minutes=5)
    first, second = mail.mailed
    assert first["Date"].datetime.tzinfo is not None
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"].endswith("@homthu.test>")
    assert first["Message-ID"] != second["Message-ID"]
    assert "List-Unsubscribe" not in first


def test_dead_address_stands_on_its_owners_queue_until_the_browser_gives_another(town: Town, push: LocalPush) -> None:
    _open(town, push)
    officer = town.officer("tanngoc")
    officer.post("/officer/alerts", data=push.subscription())
    assert "không còn báo được" not in officer.get("/officer/queue").text
    push.answers[:] = [410]
    town.hand_in(town.box("tanngoc"))
    _work(town)
    assert "không còn báo được cho bạn ở 1 nơi" in officer.get("/officer/queue").text
    assert "không còn báo được" not in town.officer("thongnhat").get("/officer/queue").text
    assert officer.post("/officer/alerts/renew", data=push.subscription("other")).status_code == 204
    assert "không còn báo được" not in officer.get("/officer/queue").text
    assert town.resident().post("/officer/alerts/renew", data=push.subscription()).status_code in {303, 401, 403}
    assert officer.post("/officer/alerts/renew", data={"kind": "push", "where": "https://x.test"}).status_code == 409
    town.hand_in(town.box("tanngoc"))
    _work(town)
    assert [message.path for message in push.pushed] == ["/other"]
