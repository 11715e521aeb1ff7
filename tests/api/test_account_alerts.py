"""An officer hears of what happens to the own account: changes, others' tries, refused pages; on pages and outside."""

import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlmodel import col, select

from tests.local_push import LocalPush, run_push
from tests.town import Town, tip_id
from triage.desk.alerts.account import queue_account_alerts
from triage.desk.alerts.tables import Alert
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.journal.verify import verify_journal

WORDS, WARNING = "Xem lại tài khoản", "lần gõ sai mật khẩu hoặc mã của tài khoản này"


@pytest.fixture
def push() -> Iterator[LocalPush]:
    with run_push() as made:
        yield made


def _work(town: Town) -> None:
    with town.worker(httpx.HTTPTransport()) as worker:
        while worker.alerter.work_due():
            pass


def _subscribe(town: Town, push: LocalPush, username: str = "tanngoc") -> None:
    """Let the officer be reached; what stood in the journal before is nobody's news."""
    town.restart(push_hosts=(push.host,))
    form = push.subscription() | {"urgent_only": "1"}
    assert town.officer(username).post("/officer/alerts", data=form).status_code == 303
    _work(town)
    assert not push.pushed


def _try(town: Town, times: int, username: str = "tanngoc") -> None:
    for _ in range(times):
        form = {"username": username, "passphrase": secrets.token_hex(8)}
        assert town.resident().post("/officer/sign-in", data=form).status_code in (401, 429)
        town.clock.advance(minutes=1)


def test_holder_hears_once_when_somebody_tries_five_passphrases(town: Town, push: LocalPush) -> None:
    _subscribe(town, push)
    _try(town, 4)
    _work(town)
    assert not push.pushed
    _try(town, 1)
    _work(town)
    assert [(message.words, message.headers["Topic"]) for message in push.pushed] == [(WORDS, "account")]
    town.clock.advance(minutes=20)
    _try(town, 1)
    _work(town)
    assert len(push.pushed) == 1


def test_nobody_hears_of_names_that_nobody_has(town: Town, push: LocalPush) -> None:
    _subscribe(town, push)
    _try(town, 5, "khongai")
    _work(town)
    assert not push.pushed
    with town.database.reading() as session:
        failed = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.SIGN_IN_FAILED)).all()
    assert [line.officer_id for line in failed] == [None]  # the others are gathered


def test_holder_is_led_to_the_account_when_others_had_tried(town: Town) -> None:
    town.officer("tanngoc")
    _try(town, 5)
    town.clock.advance(hours=2)
    client, form = town.resident(), {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    assert client.post("/officer/sign-in", data=form).status_code == 303
    town.take_second_step(client, "tanngoc", at=town.clock.now())
    page = client.get("/officer/account").text
    assert f"có 5 {WARNING}" in page
    assert page.count("Đăng nhập không được") == 5
    # The next time there is nothing to be warned of.
    assert WARNING not in town.officer("tanngoc").get("/officer/account").text


def test_workers_that_look_at_one_moment_tell_it_once(town: Town, push: LocalPush) -> None:
    together = threading.Barrier(4)

    def look() -> int:
        together.wait(timeout=10)
        with town.database.writing() as session:
            told = queue_account_alerts(session, at=town.clock.now())
            session.commit()
        return told

    with ThreadPoolExecutor(4) as pool:
        # On the very first look each would note where it begins.
        assert sum(pool.map(lambda _: look(), range(4))) == 0
        _subscribe(town, push)
        _try(town, 5)
        assert sum(pool.map(lambda _: look(), range(4))) == 1


@pytest.mark.parametrize("change", ["passphrase", "recovery-codes"])
def test_holder_hears_when_what_guards_the_account_was_changed(town: Town, push: LocalPush, change: str) -> None:
    _subscribe(town, push)
    chosen = secrets.token_hex(12)
    form = {"passphrase": town.passphrases["tanngoc"], "chosen": chosen, "chosen_again": chosen}
    assert town.officer("tanngoc").post(f"/officer/account/{change}", data=form).status_code == 200
    _work(town)
    assert [message.words for message in push.pushed] == [WORDS]
    _work(town)
    assert len(push.pushed) == 1


def test_only_whose_account_it_is_hears_of_it(town: Town, push: LocalPush) -> None:
    _subscribe(town, push, "thongnhat")
    _try(town, 5)
    _work(town)
    assert not push.pushed
    with town.database.reading() as session:
        assert not session.exec(select(Alert).where(col(Alert.about) == "account")).all()


def test_sessions_end_only_with_the_passphrase(town: Town) -> None:
    here, there = town.officer("tanngoc"), town.officer("tanngoc")
    for passphrase in ("", secrets.token_hex(8)):
        form = {"session": "others", "passphrase": passphrase}
        assert here.post("/officer/account/sessions", data=form).status_code == 403
    assert there.get("/officer/queue").status_code == 200


def test_refused_page_and_tip_are_journaled_without_saying_which_tip(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    stranger = town.officer("thongnhat")
    assert stranger.get(f"/officer/tips/{tip}").status_code == 404
    assert stranger.get("/officer/areas").status_code == 404
    assert town.resident().get(f"/officer/tips/{tip}").status_code == 303
    with town.database.reading() as session:
        lines = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.ACCESS_REFUSED)).all()
        assert not verify_journal(session).faults
    assert [(line.remark, line.tip_id) for line in lines] == [
        ("/officer/tips/{tip_id}", None),
        ("/officer/areas", None),
    ]
    assert len({line.officer_id for line in lines}) == 1
    assert "Bị từ chối" in town.officer("quantri").get("/officer/journal").text
    assert "Bị từ chối" not in town.officer("tanngoc").get("/officer/journal").text


def test_browser_forgets_pages_when_somebody_signs_out(town: Town) -> None:
    answer = town.officer("tanngoc").post("/officer/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
