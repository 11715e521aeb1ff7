"""The second factor: no session before it, each code once, and a way back when the telephone is lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from fastapi.testclient import TestClient
from pyotp import TOTP
from sqlmodel import col, delete, select, update

from tests.second_factor import PATH, read_secret
from tests.security.canary import assert_nowhere, list_stored_bytes
from tests.town import Town, tip_id
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer, OfficerSession
from triage.offices.factors.tables import SecondFactor, SignInStep


def _type_passphrase(town: Town, username: str = "tanngoc") -> TestClient:
    client = town.resident()
    answer = client.post("/officer/sign-in", data={"username": username, "passphrase": town.passphrases[username]})
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    return client


def _code(town: Town, username: str = "tanngoc", *, seconds: int = 0) -> str:
    return TOTP(town.apps[username]).at(int(town.clock.now().timestamp()) + seconds)


def _is_in(client: TestClient) -> bool:
    return client.get("/officer/queue").status_code == 200


def _newcomer(town: Town) -> TestClient:
    chief = town.officer("truongca-binhtuyen")
    post = chief.get("/officer/people").text.split('name="post" value="')[1].split('"')[0]
    town.bring_in(chief, post, "moi")
    return _type_passphrase(town, "moi")


def _enrol(town: Town) -> tuple[TestClient, list[str]]:
    """Bring somebody in who sets an app up; return the browser and the recovery codes."""
    client = _newcomer(town)
    town.apps["moi"] = read_secret(client.get(PATH).text)
    page = client.post(PATH, data={"code": _code(town, "moi")}).text
    return client, re.findall(r"<code>([0-9A-Z-]{14})</code>", page)


def test_nothing_opens_when_only_the_passphrase_was_typed(town: Town) -> None:
    tip, client = tip_id(town.hand_in(town.box("tanngoc"))), _type_passphrase(town)
    for path in ("/officer/queue", f"/officer/tips/{tip}", "/officer/account", "/officer/people"):
        assert client.get(path).status_code == 303
    # The step's secret is no session's either
    client.cookies.set("__Host-homthu", client.cookies["__Host-homthu-step"], domain="homthu.test")
    assert not _is_in(client)
    with town.database.reading() as session:
        assert session.exec(select(OfficerSession)).all() == []


def test_session_begins_and_the_step_is_over_when_the_code_is_right(town: Town) -> None:
    client = _type_passphrase(town)
    step = client.cookies["__Host-homthu-step"]
    assert client.post(PATH, data={"code": _code(town, seconds=30)}).headers["location"] == "/officer/queue"
    assert _is_in(client)
    # The same step gives no second session
    again = town.resident()
    again.cookies.set("__Host-homthu-step", step, domain="homthu.test")
    assert again.post(PATH, data={"code": _code(town, seconds=60)}).headers["location"] == "/officer"


@pytest.mark.parametrize("typed", ["000000", "", "12345", "x", "K7M2-PQ3D-K7M2", "²²²²²²", "9" * 400])
def test_code_is_refused_and_journaled_when_it_is_wrong(town: Town, typed: str) -> None:
    client = _type_passphrase(town)
    answer = client.post(PATH, data={"code": typed})
    assert answer.status_code == 401
    assert "Mã không đúng" in answer.text
    assert not _is_in(client)
    with town.database.reading() as session:
        (line,) = session.exec(select(JournalDetail).where(JournalDetail.event == "sign_in_failed"))
        assert line.remark == "second_factor"


def test_code_is_refused_when_it_was_used_or_its_time_is_over(town: Town) -> None:
    first, second = _type_passphrase(town), _type_passphrase(town)
    assert first.post(PATH, data={"code": _code(town, seconds=30)}).status_code == 303
    # The same again, one that was shown before it, one that is too old, one from the future
    for seconds in (30, 0, -60, 90):
        assert second.post(PATH, data={"code": _code(town, seconds=seconds)}).status_code == 401, seconds
    town.clock.advance(seconds=60)
    assert second.post(PATH, data={"code": _code(town)}).status_code == 303


def test_step_is_over_when_too_many_codes_were_tried_or_time_has_passed(town: Town) -> None:
    client = _type_passphrase(town)
    # The fifth wrong code ends the step, so that its page is not shown again.
    assert [client.post(PATH, data={"code": "000000"}).status_code for _ in range(5)] == [401, 401, 401, 401, 303]
    assert client.post(PATH, data={"code": _code(town, seconds=30)}).headers["location"] == "/officer"
    late = _type_passphrase(town)
    town.clock.advance(minutes=11)
    assert late.post(PATH, data={"code": _code(town)}).headers["location"] == "/officer"


def test_app_is_set_up_at_the_first_sign_in_when_somebody_is_new(town: Town) -> None:
    client = _newcomer(town)
    page = client.get(PATH).text
    assert '<span role="img" aria-label="Mã QR cho ứng dụng"><svg' in page
    secret = read_secret(page)
    assert client.post(PATH, data={"code": "000000"}).status_code == 401
    assert not _is_in(client)
    # A reload does not change what the app has taken
    assert read_secret(client.get(PATH).text) == secret
    shown = client.post(PATH, data={"code": TOTP(secret).at(town.clock.now())})
    assert len(re.findall(r"<code>([0-9A-Z-]{14})</code>", shown.text)) == 10
    assert _is_in(client)
    # From now on it is asked for, and the code of the set-up is used
    again = _type_passphrase(town, "moi")
    assert "Mã QR" not in again.get(PATH).text
    assert again.post(PATH, data={"code": TOTP(secret).at(town.clock.now())}).status_code == 401


def test_recovery_code_lets_in_once_when_the_telephone_is_lost(town: Town) -> None:
    _client, codes = _enrol(town)
    typed = codes[3].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    first, second = _type_passphrase(town, "moi"), _type_passphrase(town, "moi")
    assert first.post(PATH, data={"code": typed}).status_code == 303
    assert "Mã dự phòng còn lại: 9" in first.get("/officer/account").text
    assert second.post(PATH, data={"code": typed}).status_code == 401
    # And nobody else's code does
    other = _type_passphrase(town)
    assert other.post(PATH, data={"code": codes[4]}).status_code == 401


def test_secret_and_codes_stand_nowhere_in_the_clear_when_an_app_was_set_up(town: Town) -> None:
    _client, codes = _enrol(town)
    stored = list_stored_bytes(town)
    for secret in (town.apps["moi"], *codes[:3], *(code.replace("-", "") for code in codes[:3])):
        assert_nowhere(secret, stored)


def test_factor_is_refused_when_its_row_was_moved_from_another_account(town: Town) -> None:
    # Given somebody who knows a passphrase, can write the database, and has a telephone of their own
    with town.database.writing() as session:
        ids = {officer.username: officer.id for officer in session.exec(select(Officer))}
        session.exec(delete(SecondFactor).where(col(SecondFactor.officer_id) == ids["tanngoc"]))
        mine = col(SecondFactor.officer_id) == ids["thongnhat"]
        session.exec(update(SecondFactor).where(mine).values(officer_id=ids["tanngoc"], counter=0))
        session.commit()
    client = _type_passphrase(town)
    assert client.post(PATH, data={"code": _code(town, "thongnhat")}).status_code == 401


# The demo runs on SQLite only.
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_passphrase_alone_is_enough_when_it_is_the_demo(town: Town) -> None:
    town.restart(is_demo=True)
    with town.database.writing() as session:
        session.exec(delete(SecondFactor))
        session.commit()
    client = town.resident()
    answer = client.post("/officer/sign-in", data={"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]})
    assert answer.headers["location"] == "/officer/queue"
    assert _is_in(client)


def test_no_more_codes_are_tried_than_allowed_when_they_come_at_once(town: Town) -> None:
    client = _type_passphrase(town)
    step = client.cookies["__Host-homthu-step"]
    begin = Barrier(8)

    def guess(code: int) -> int:
        other = town.resident()
        other.cookies.set("__Host-homthu-step", step, domain="homthu.test")
        begin.wait()
        return int(other.post(PATH, data={"code": f"{code:06}"}, follow_redirects=False).status_code)

    with ThreadPoolExecutor(8) as guessers:
        list(guessers.map(guess, range(8)))
    with town.database.reading() as session:
        assert session.exec(select(SignInStep.tries)).one() == 5
        failures = session.exec(select(JournalDetail).where(JournalDetail.event == "sign_in_failed")).all()
        assert len(failures) == 5
