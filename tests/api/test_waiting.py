"""What could not be read or heard waits in sight: a number, an age, an alert with the first, another try by itself."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlmodel import func, select

from tests.gateways import sign_standard
from tests.local_push import LocalPush, run_push
from tests.operators import Said, tell
from tests.town import Town
from triage.channels.partners.tables import QuarantineRow
from triage.tips.record.tables import Tip

BROKEN = {"type": "sms.received", "data": {"id": "1", "from": "+84912345678"}}
WORDS = "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, Bá Hiến"


@pytest.fixture
def push() -> Iterator[LocalPush]:
    with run_push() as made:
        yield made


def _break(town: Town, body: object = BROKEN) -> None:
    partner = town.partner("standard")
    call = sign_standard(partner, body, town.clock.now(), partner.secrets[0].secret)
    assert call.post(town.gateway()).status_code == 202


def _work(town: Town) -> None:
    with town.worker(httpx.HTTPTransport()) as worker:
        while worker.alerter.work_due():
            pass


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_unread_calls_are_counted_on_the_desks_queue_and_the_administrators_page(town: Town) -> None:
    assert "chưa đọc được" not in town.officer("trucban1").get("/officer/queue").text
    _break(town)
    town.clock.advance(hours=2)
    _break(town)
    for username, page in (("trucban1", "/officer/queue"), ("quantri", "/officer/people")):
        shown = town.officer(username).get(page).text
        assert "2 lần gọi chưa đọc được" in shown
        assert "cũ nhất từ 09:17" in shown
    for username in ("tanngoc", "truongca-binhtuyen", "thanhtra1"):
        assert "chưa đọc được" not in town.officer(username).get("/officer/queue").text


def test_recordings_are_counted_when_they_wait_for_an_ear(town: Town) -> None:
    tell(town, "hotline", Said(recording={"media_type": "audio/ogg", "content": "AAAA"}))
    with town.worker(httpx.HTTPTransport()) as worker:
        while worker.recordings.work_due():
            pass
    assert "Ghi âm chờ người nghe: 1" in town.officer("trucban1").get("/officer/queue").text
    assert "Ghi âm chờ người nghe: 1" in town.officer("quantri").get("/officer/people").text


def test_desk_is_alerted_with_the_first_and_each_day_while_something_waits(town: Town, push: LocalPush) -> None:
    town.restart(push_hosts=(push.host,))
    assert town.officer("trucban1").post("/officer/alerts", data=push.subscription()).status_code == 303
    _break(town)
    _work(town)
    _break(town)
    _work(town)
    assert [message.words for message in push.pushed] == ["Có việc mới"]
    town.clock.advance(hours=25)
    _work(town)
    assert len(push.pushed) == 2


def test_desk_is_alerted_again_when_the_first_of_another_time_comes(town: Town, push: LocalPush) -> None:
    town.restart(push_hosts=(push.host,))
    town.officer("trucban1").post("/officer/alerts", data=push.subscription())
    for _time in range(2):
        _break(town)
        _work(town)
        with town.database.writing() as session:
            for row in session.exec(select(QuarantineRow)):
                session.delete(row)
            session.commit()
        _work(town)
        town.clock.advance(hours=1)
    assert len(push.pushed) == 2


@pytest.mark.parametrize("when", ["a start", "an hour"])
def test_call_is_read_when_a_new_version_understands_it(town: Town, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("intake.channels.sms.decide.Reader.decide", fail)
    _break(town, {"type": "sms.received", "data": {"id": "1", "from": "+84912345678", "text": WORDS}})
    with town.worker(httpx.HTTPTransport()) as worker:
        if when == "an hour":
            monkeypatch.undo()
            assert _count(town, Tip) == 0
            town.clock.at += timedelta(hours=1)
            worker.take_turn()
    if when == "a start":
        monkeypatch.undo()
        with town.worker(httpx.HTTPTransport()):
            pass
    assert (_count(town, Tip), _count(town, QuarantineRow)) == (1, 0)
