"""Every token of a way into an account dies with everything that ends the account's ways in.

Each test plays a thief who got one token, and nothing else, before its owner did something about it. The tables below
are those of SECURITY.md, "Tokens of a way in"; every pair of them is tried.
"""

import secrets
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyotp import TOTP
from sqlmodel import Session, col, select

from tests.second_factor import PATH, read_secret, set_up_app
from tests.town import Town
from triage.ground.errors import SessionEnded
from triage.offices.accounts.accounts import PassphraseLock, authenticate
from triage.offices.accounts.tables import Officer
from triage.offices.factors.entering import begin_entering
from triage.offices.factors.recovery_codes import make_recovery_codes
from triage.offices.factors.rows import Holder
from triage.offices.factors.steps import Relief, resume_step
from triage.offices.factors.tables import SecondFactor
from triage.offices.holders.invitations import invite_again

OWNER, OTHER = "truongca-binhtuyen", "tanngoc"
ACCOUNT = "/officer/account"
IsGood = Callable[[], bool]


def _code(town: Town, username: str = OWNER) -> str:
    return TOTP(town.apps[username]).at(town.clock.now())


def _type_passphrase(town: Town, username: str = OWNER) -> TestClient:
    client = town.resident()
    form = {"username": username, "passphrase": town.passphrases[username]}
    assert client.post("/officer/sign-in", data=form).headers["location"] == PATH
    return client


def _unlock(town: Town, session: Session, username: str) -> tuple[Officer, Holder]:
    lock = PassphraseLock(
        town.passphrases[username], pepper=town.app.state.context.keys.pepper, cost=town.settings.passphrase_cost
    )
    officer, seed = authenticate(session, username, lock)
    return officer, Holder(officer.id, seed)


def _session(town: Town) -> IsGood:
    client = town.officer(OWNER)
    return lambda: client.get("/officer/queue").status_code == 200


def _step(town: Town) -> IsGood:
    client = _type_passphrase(town)
    return lambda: client.get(PATH).status_code == 200


def _enrolling_step(town: Town) -> IsGood:
    client = town.officer(OWNER)
    client.post(f"{ACCOUNT}/add-factor", data={"passphrase": town.passphrases[OWNER]})
    town.clock.advance(seconds=30)
    assert client.post(PATH, data={"code": _code(town)}).headers["location"] == PATH
    return lambda: client.get(PATH).status_code == 200


def _take_over(town: Town) -> IsGood:
    with town.database.writing() as session:
        officer, holder = _unlock(town, session, OTHER)
        leaving = session.exec(select(Officer).where(Officer.username == OWNER)).one()
        relief = Relief(leaving.id, 0)
        token = begin_entering(session, officer, holder.seed, adds_factor=False, at=town.clock.now(), relief=relief)
        session.commit()

    def is_good() -> bool:
        with town.database.reading() as session:
            try:
                return resume_step(session, token, at=town.clock.now()).relief == relief
            except SessionEnded:
                return False

    return is_good


def _invitation(town: Town) -> IsGood:
    chief = town.officer(OWNER)
    post = chief.get("/officer/people").text.split('name="post" value="')[1].split('"')[0]
    form = {"post": post, "username": "moi", "display_name": "Cán bộ Mới"}
    page = chief.post("/officer/people/invite", data=form).text
    return lambda: town.resident().get(f"/officer/invitations/{_read_link(page)}").status_code == 200


def _renewal_link(town: Town) -> IsGood:
    link = _make_renewal_link(town)
    return lambda: town.resident().get(f"/officer/invitations/{link}").status_code == 200


def _recovery_code(town: Town) -> IsGood:
    with town.database.writing() as session:
        _officer, holder = _unlock(town, session, OWNER)
        codes = make_recovery_codes(session, holder)
        session.commit()

    def is_good() -> bool:
        form = {"username": OWNER, "passphrase": town.passphrases[OWNER]}
        client = town.resident()
        if "location" not in client.post("/officer/sign-in", data=form).headers:
            return False
        page = client.get(PATH)
        return "Mã QR" not in page.text and client.post(PATH, data={"code": codes.pop()}).status_code == 303

    return is_good


def _known_browser(town: Town) -> IsGood:
    mark = town.officer(OWNER).cookies["__Host-homthu-known"]

    def is_good() -> bool:
        for _ in range(6):
            town.resident().post("/officer/sign-in", data={"username": OWNER, "passphrase": "sai"})
        client = town.resident()
        client.cookies.set("__Host-homthu-known", mark, domain="homthu.test")
        answer = client.post("/officer/sign-in", data={"username": OWNER, "passphrase": "sai"})
        return answer.status_code != 429

    return is_good


def _read_link(page: str) -> str:
    return page.split("/officer/invitations/")[1].split("<", maxsplit=1)[0]


def _make_renewal_link(town: Town) -> str:
    with town.database.writing() as session:
        officer = session.exec(select(Officer).where(Officer.username == OWNER)).one()
        link = invite_again(session, officer, post=None, invited_by=None, at=town.clock.now()).reveal()
        session.commit()
    return link


def _administer(town: Town, change: str) -> None:
    form = {"username": OWNER, "passphrase": town.passphrases["quantri"]}
    assert town.officer("quantri").post(f"/officer/accounts/{change}", data=form).status_code == 200


def _change_passphrase(town: Town, owner: TestClient) -> None:
    chosen = secrets.token_hex(12)
    form = {"passphrase": town.passphrases[OWNER], "chosen": chosen, "chosen_again": chosen}
    assert owner.post(f"{ACCOUNT}/passphrase", data=form).status_code == 200
    town.passphrases[OWNER] = chosen


def _remove_factor(town: Town, owner: TestClient) -> None:
    with town.database.reading() as session:
        rows = session.exec(select(SecondFactor).join(Officer).where(Officer.username == OWNER))
        second = max(rows.all(), key=lambda row: row.made_at).id
    form = {"passphrase": town.passphrases[OWNER], "factor": second}
    assert owner.post(f"{ACCOUNT}/remove-factor", data=form).status_code == 200


def _end_all(town: Town, owner: TestClient) -> None:
    form = {"passphrase": town.passphrases[OWNER], "session": "others"}
    assert owner.post(f"{ACCOUNT}/sessions", data=form).status_code == 200


def _be_signed_out(town: Town, _owner: TestClient) -> None:
    _administer(town, "sign-out")


def _be_closed(town: Town, _owner: TestClient) -> None:
    _administer(town, "close")


def _be_renewed(town: Town, _owner: TestClient) -> None:
    town.accept(_make_renewal_link(town), OWNER)


TOKENS: dict[str, Callable[[Town], IsGood]] = {
    "session": _session,
    "step of a sign-in": _step,
    "step that adds a factor": _enrolling_step,
    "take-over of a desk": _take_over,
    "invitation that the account made": _invitation,
    "link that renews the account": _renewal_link,
    "recovery code": _recovery_code,
    "known browser": _known_browser,
}
ENDINGS: dict[str, Callable[[Town, TestClient], None]] = {
    "another passphrase": _change_passphrase,
    "a factor removed": _remove_factor,
    "all other sessions ended": _end_all,
    "sessions ended by an administrator": _be_signed_out,
    "account closed": _be_closed,
    "account renewed": _be_renewed,
}
_KEEPS_THIS = {"another passphrase", "a factor removed", "all other sessions ended"}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("token", "ending"), list(product(TOKENS, ENDINGS)))
def test_token_is_good_before_and_not_after_when_ways_in_are_ended(town: Town, token: str, ending: str) -> None:
    owner = town.officer(OWNER)
    if ending == "a factor removed":
        keys = town.app.state.context.keys
        at = town.clock.now()
        set_up_app(town.database, OWNER, town.passphrases[OWNER], pepper=keys.pepper, at=at)
    is_good = TOKENS[token](town)
    assert is_good()
    ENDINGS[ending](town, owner)
    assert not is_good()
    # And the owner, who ended the others, is still there.
    assert (owner.get("/officer/queue").status_code == 200) == (ending in _KEEPS_THIS)


def test_factor_is_asked_for_before_another_is_added_when_the_account_has_one(town: Town) -> None:
    # Given a thief at an open screen who has learned the passphrase
    client = town.officer(OWNER)
    town.clock.advance(seconds=30)
    client.post(f"{ACCOUNT}/add-factor", data={"passphrase": town.passphrases[OWNER]})
    page = client.get(PATH).text
    # Then the page asks for a code, and shows no secret
    assert "Mã QR" not in page
    assert client.post(PATH, data={"code": "000000"}).status_code == 401
    # And the owner, who has a factor, gets to add one
    assert client.post(PATH, data={"code": _code(town)}).headers["location"] == PATH
    secret = read_secret(client.get(PATH).text)
    assert client.post(PATH, data={"code": TOTP(secret).at(town.clock.now())}).status_code in (200, 303)
    with town.database.reading() as session:
        owner = select(Officer.id).where(Officer.username == OWNER).scalar_subquery()
        assert len(session.exec(select(SecondFactor).where(col(SecondFactor.officer_id) == owner)).all()) == 2


def test_steps_show_different_secrets_when_two_browsers_enrol_at_once(town: Town) -> None:
    with town.database.writing() as session:
        for row in session.exec(select(SecondFactor).join(Officer).where(Officer.username == OWNER)):
            session.delete(row)
        session.commit()
    older, newer = _type_passphrase(town), _type_passphrase(town)
    secret = read_secret(older.get(PATH).text)
    assert secret != read_secret(newer.get(PATH).text)
    # What the newer step confirms is its own, and the older step's secret opens nothing of it
    assert newer.post(PATH, data={"code": TOTP(secret).at(town.clock.now())}).status_code == 401


def test_security_page_has_the_tables_of_these_tests() -> None:
    text = Path("SECURITY.md").read_text(encoding="utf-8")
    section = text.split("## Tokens of a way in")[1].split("\n## ")[0]
    named = {line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")} - {"token", "---"}
    assert named == set(TOKENS)
    assert all(ending in section for ending in ENDINGS)
