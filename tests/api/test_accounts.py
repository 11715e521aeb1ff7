"""An officer's account: passphrases that hold, changed and lost; sessions; and whoever tries passphrases."""

import re
import secrets

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from crypto.keys import Seed
from crypto.stretching import PassphraseCost
from tests.town import Town, tip_id
from triage.ground.errors import SignInRefused
from triage.journal.tables import JournalDetail
from triage.offices.accounts.accounts import PassphraseLock, authenticate, relock
from triage.offices.accounts.tables import Officer

CHIEF = "truongca-binhtuyen"


def _change(town: Town, client: TestClient, chosen: str, *, passphrase: str | None = None) -> int:
    current = town.passphrases["tanngoc"] if passphrase is None else passphrase
    form = {"passphrase": current, "chosen": chosen, "chosen_again": chosen}
    return client.post("/officer/account/passphrase", data=form).status_code


def _lock(town: Town, passphrase: str, *, cost: PassphraseCost | None = None) -> PassphraseLock:
    pepper = town.app.state.context.keys.pepper
    return PassphraseLock(passphrase, pepper=pepper, cost=cost or town.settings.passphrase_cost)


def _events(town: Town) -> list[str]:
    with town.database.reading() as session:
        return list(session.exec(select(JournalDetail.event)))


def _renew(town: Town, chief: TestClient, name: str, username: str) -> tuple[str, str]:
    """Let the chief make a link for somebody, take it, and return the eight digits and the officer's id."""
    page = chief.get("/officer/people").text
    block = page.split(f"Cấp lại mật khẩu: {name}")[1]
    post, holder = (re.findall(rf'name="{field}" value="(\w+)"', block)[0] for field in ("post", "holder"))
    answer = chief.post("/officer/people/renew", data={"post": post, "holder": holder}).text
    link = answer.split("/officer/invitations/")[1].split("<")[0]
    chosen = secrets.token_hex(12)
    welcome = town.resident().post(
        f"/officer/invitations/{link}", data={"passphrase": chosen, "passphrase_again": chosen}
    )
    town.passphrases[username] = chosen
    del town.apps[username]
    return welcome.text.split('<p class="digits">')[1].split("<")[0], holder


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ("ngan qua", "Ngắn quá"),
        ("aaaaaaaaaaaaaaaa", "có đoạn lặp lại"),
        ("qwertyuiop12", "dãy phím liền nhau"),
        ("matkhau12345", "Dễ đoán"),
        ("Lý Văn Phong tanngoc", "từ nhiều người dùng"),
    ],
)
def test_passphrase_is_refused_with_a_reason_when_it_is_easy_to_guess(town: Town, chosen: str, why: str) -> None:
    client = town.officer("tanngoc")
    form = {"passphrase": town.passphrases["tanngoc"], "chosen": chosen, "chosen_again": chosen}
    answer = client.post("/officer/account/passphrase", data=form)
    assert answer.status_code == 422
    assert why in answer.text
    # Nothing has changed
    town.officer("tanngoc")


def test_suggested_passphrase_is_taken_when_somebody_is_invited(town: Town) -> None:
    chief = town.officer(CHIEF)
    post = chief.get("/officer/people").text.split('name="post" value="')[1].split('"')[0]
    form = {"post": post, "username": "moi", "display_name": "Cán bộ Mới"}
    link = chief.post("/officer/people/invite", data=form).text.split("/officer/invitations/")[1].split("<")[0]
    page = town.resident().get(f"/officer/invitations/{link}").text
    suggested = re.findall(r"<code>([a-z-]{23})</code>", page)[0]
    chosen = {"passphrase": suggested, "passphrase_again": suggested}
    assert town.resident().post(f"/officer/invitations/{link}", data=chosen).status_code == 200


def test_tips_stay_and_other_sessions_end_when_the_passphrase_is_changed(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện cũ"))
    here, there = town.officer("tanngoc"), town.officer("tanngoc")
    old, chosen = town.passphrases["tanngoc"], secrets.token_hex(12)
    assert _change(town, here, chosen) == 200
    assert "Chuyện cũ" in here.get(f"/officer/tips/{tip}").text
    assert there.get("/officer/queue").status_code == 303
    refused = town.resident().post("/officer/sign-in", data={"username": "tanngoc", "passphrase": old})
    assert refused.status_code == 401
    town.passphrases["tanngoc"] = chosen
    assert "Chuyện cũ" in town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "passphrase_changed" in _events(town)


def test_nothing_changes_when_the_present_passphrase_is_wrong(town: Town) -> None:
    client, chosen = town.officer("tanngoc"), secrets.token_hex(12)
    assert _change(town, client, chosen, passphrase=secrets.token_hex(3)) == 403
    for change in ("add-factor", "remove-factor", "recovery-codes", "nothing"):
        assert client.post(f"/officer/account/{change}", data={"passphrase": "x"}).status_code == 403
    town.officer("tanngoc")


def test_every_tip_opens_again_when_a_lost_passphrase_was_renewed_and_digits_compared(town: Town) -> None:
    # Given an officer with a tip, who has lost the passphrase, and a session somewhere
    tip = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện cũ"))
    before, chief = town.officer("tanngoc"), town.officer(CHIEF)
    # When the chief makes a link, and the officer takes it
    digits, officer = _renew(town, chief, "Đại úy Lý Văn Phong", "tanngoc")
    # Then the old session is over, and the new key opens nothing until the digits were compared
    assert before.get("/officer/queue").status_code == 303
    after = town.officer("tanngoc")
    assert after.get(f"/officer/tips/{tip}").status_code == 404
    post = re.findall(
        rf'name="post" value="(\w+)"><input type="hidden" name="officer" value="{officer}"',
        chief.get("/officer/people").text,
    )[0]
    form = {"post": post, "officer": officer}
    assert chief.post("/officer/people/confirm", data={**form, "digits": "0000 0000"}).status_code == 409
    assert after.get(f"/officer/tips/{tip}").status_code == 404
    assert chief.post("/officer/people/confirm", data={**form, "digits": digits}).status_code == 200
    assert "Chuyện cũ" in after.get(f"/officer/tips/{tip}").text
    later = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện mới"))
    assert "Chuyện mới" in after.get(f"/officer/tips/{later}").text
    assert "account_renewed" in _events(town)


def test_another_holder_renews_when_a_holder_of_a_top_post_lost_the_passphrase(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what="Về một cán bộ", about_police="true"))
    other = town.officer("thanhtra1")
    digits, officer = _renew(town, other, "Thiếu tá Phạm Quốc Dũng", "thanhtra2")
    assert town.officer("thanhtra2").get(f"/officer/tips/{tip}").status_code == 404
    page = other.get("/officer/people").text
    post = re.findall(rf'name="post" value="(\w+)"><input type="hidden" name="officer" value="{officer}"', page)[0]
    assert (
        other.post("/officer/people/confirm", data={"post": post, "officer": officer, "digits": digits}).status_code
        == 200
    )
    assert "Về một cán bộ" in town.officer("thanhtra2").get(f"/officer/tips/{tip}").text


def test_renewal_is_refused_when_the_asker_may_not_fill_the_post_or_is_the_holder(town: Town) -> None:
    page = town.officer(CHIEF).get("/officer/people").text
    block = page.split("Cấp lại mật khẩu: Đại úy Lý Văn Phong")[1]
    post, holder = (re.findall(rf'name="{field}" value="(\w+)"', block)[0] for field in ("post", "holder"))
    for username in ("tanngoc", "truongca-binhxuyen", "trucban1", "quantri"):
        answer = town.officer(username).post("/officer/people/renew", data={"post": post, "holder": holder})
        assert answer.status_code == 404, username
        assert "/officer/invitations/" not in answer.text


def test_weak_choice_takes_nothing_away_when_an_account_is_renewed(town: Town) -> None:
    chief, officer = town.officer(CHIEF), town.officer("tanngoc")
    block = chief.get("/officer/people").text.split("Cấp lại mật khẩu: Đại úy Lý Văn Phong")[1]
    form = {field: re.findall(rf'name="{field}" value="(\w+)"', block)[0] for field in ("post", "holder")}
    link = chief.post("/officer/people/renew", data=form).text.split("/officer/invitations/")[1].split("<")[0]
    weak = {"passphrase": "aaaaaaaaaaaa", "passphrase_again": "aaaaaaaaaaaa"}
    assert town.resident().post(f"/officer/invitations/{link}", data=weak).status_code == 422
    assert officer.get("/officer/queue").status_code == 200
    assert town.resident().get(f"/officer/invitations/{link}").status_code == 200


def test_sessions_are_listed_to_the_hour_and_ended_when_their_officer_asks(town: Town) -> None:
    here, there = town.officer("tanngoc"), town.officer("tanngoc")
    page = here.get("/officer/account").text
    assert page.count("Vào lúc 09:00") == 2
    assert page.count("phiên này</strong>") == 1
    other = re.findall(r'name="session" value="(\w+)"', page)[0]
    # Another officer cannot end it, even by its handle
    foreign = {"session": other, "passphrase": town.passphrases["thongnhat"]}
    town.officer("thongnhat").post("/officer/account/sessions", data=foreign)
    assert there.get("/officer/queue").status_code == 200
    own = {"passphrase": town.passphrases["tanngoc"]}
    here.post("/officer/account/sessions", data={"session": other, **own})
    assert there.get("/officer/queue").status_code == 303
    third = town.officer("tanngoc")
    here.post("/officer/account/sessions", data={"session": "others", **own})
    assert third.get("/officer/queue").status_code == 303
    assert here.get("/officer/queue").status_code == 200


def test_last_factor_stays_when_somebody_would_remove_it(town: Town) -> None:
    client = town.officer("tanngoc")
    factor = re.findall(r'name="factor" value="(\w+)"', client.get("/officer/account").text)[0]
    form = {"passphrase": town.passphrases["tanngoc"], "factor": factor}
    answer = client.post("/officer/account/remove-factor", data=form)
    assert "phải còn ít nhất một lớp khóa" in answer.text
    town.officer("tanngoc")


@pytest.mark.parametrize("username", ["", "0", "tanngo", "tanngod", "zzz", "Đ", "ÿ"])
def test_nobody_comes_in_by_an_unknown_name_when_the_passphrase_is_that_of_the_account_next_to_it(
    town: Town, username: str
) -> None:
    with town.database.reading() as session:
        for passphrase in set(town.passphrases.values()):
            lock = _lock(town, passphrase)
            with pytest.raises(SignInRefused) as refused:
                authenticate(session, username, lock)
            assert refused.value.officer_id is None


def test_unknown_name_is_tried_at_the_cost_of_an_account_when_accounts_are_locked_at_several(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[bytes]()
    unlock = PassphraseLock.unlock

    def watch(self: PassphraseLock, seed_locked: bytes, officer_id: str) -> Seed:
        tried.append(seed_locked[:8])
        return unlock(self, seed_locked, officer_id)

    monkeypatch.setattr(PassphraseLock, "unlock", watch)
    dearer = PassphraseCost(memory_kib=64, iterations=2, lanes=1)
    with town.database.writing() as session:
        officer = session.exec(select(Officer).where(Officer.username == "tanngoc")).one()
        kept = _lock(town, "chữ không ai đoán", cost=dearer)
        relock(session, officer, Seed.generate(), kept)
        for name in ("tanngoc", "tanngob", "tanngod"):
            with pytest.raises(SignInRefused):
                authenticate(session, name, _lock(town, "khác"))
    known, before, after = tried
    assert known == before != after


@pytest.mark.parametrize("username", ["tanngoc", "khong-co-ai"])
def test_tries_wait_longer_and_longer_when_a_passphrase_is_guessed(town: Town, username: str) -> None:
    def try_one() -> tuple[int, int]:
        answer = town.resident().post("/officer/sign-in", data={"username": username, "passphrase": "sai rồi"})
        return answer.status_code, int(answer.headers.get("Retry-After", 0))

    assert [try_one()[0] for _ in range(5)] == [401] * 5
    waits = []
    for _ in range(8):
        status, seconds = try_one()
        assert status == 429
        waits.append(seconds)
        town.clock.advance(seconds=seconds)
        assert try_one()[0] == 401
    assert waits[:4] == [16, 31, 61, 121]
    assert max(waits) <= 901
    # Others sign in meanwhile, and who waits comes in with the right passphrase
    town.officer("thongnhat")
    town.clock.advance(seconds=waits[-1] * 2)
    if username == "tanngoc":
        town.officer("tanngoc")
        assert try_one()[0] == 401


def _come_in(town: Town, client: TestClient, username: str, passphrase: str) -> int:
    """Type the passphrase in a browser that is there already, and the code where it is asked for."""
    form = {"username": username, "passphrase": passphrase}
    status = client.post("/officer/sign-in", data=form).status_code
    if status == 303:
        town.take_second_step(client, username, at=town.clock.now())
    return int(status)


def test_officer_comes_in_by_a_known_browser_while_strangers_try_the_account(town: Town) -> None:
    # Given an officer whose browser has been in, and a stranger who tries passphrases
    own = town.officer("tanngoc")
    assert own.post("/officer/sign-out").status_code == 303
    for _ in range(8):
        stranger = town.resident().post("/officer/sign-in", data={"username": "tanngoc", "passphrase": "sai"})
    assert stranger.status_code == 429
    # When the officer types the passphrase, then there it does not wait
    town.clock.advance(seconds=1)
    assert _come_in(town, own, "tanngoc", town.passphrases["tanngoc"]) == 303
    assert own.get("/officer/queue").status_code == 200
    # And the stranger still does, also with a mark that is made up or another account's
    marks = [secrets.token_urlsafe(32), "", "x", town.officer("thongnhat").cookies["__Host-homthu-known"]]
    for mark in marks:
        client = town.resident()
        client.cookies.set("__Host-homthu-known", mark, domain="homthu.test")
        assert _come_in(town, client, "tanngoc", town.passphrases["tanngoc"]) == 429


def test_tries_wait_in_a_known_browser_too_when_its_bearer_guesses(town: Town) -> None:
    own = town.officer("tanngoc")
    own.post("/officer/sign-out")
    assert [_come_in(town, own, "tanngoc", "sai") for _ in range(6)] == [401] * 5 + [429]


def _administer(town: Town, change: str, username: str, *, passphrase: str | None = None) -> int:
    form = {"username": username, "passphrase": passphrase or town.passphrases["quantri"]}
    return town.officer("quantri").post(f"/officer/accounts/{change}", data=form).status_code


def test_account_is_closed_and_journaled_when_an_administrator_closes_it(town: Town) -> None:
    officer, administrator = town.officer("tanngoc"), town.officer("quantri")
    assert "Đại úy Lý Văn Phong" in administrator.get("/officer/accounts").text
    assert _administer(town, "close", "tanngoc", passphrase="x" * 20) == 403
    assert officer.get("/officer/queue").status_code == 200
    assert _administer(town, "close", "tanngoc") == 200
    assert officer.get("/officer/queue").status_code == 303
    journal = town.officer("quantri").get("/officer/journal").text
    assert "Khóa tài khoản" in journal
    assert "Đại úy Lý Văn Phong" in journal
    # Nobody twice, nobody unknown, and not the own account
    for username in ("tanngoc", "khong-co-ai", "QuanTri"):
        assert _administer(town, "close", username) == 403


def test_sessions_end_when_an_administrator_signs_somebody_out(town: Town) -> None:
    officer = town.officer("tanngoc")
    assert _administer(town, "nothing", "tanngoc") == 403
    assert _administer(town, "sign-out", "tanngoc") == 200
    assert officer.get("/officer/queue").status_code == 303
    town.officer("tanngoc")


@pytest.mark.parametrize("username", ["tanngoc", "truongca-binhtuyen", "trucban1", "thanhtra1"])
def test_accounts_are_nobody_elses_to_see_when_an_officer_asks(town: Town, username: str) -> None:
    client = town.officer(username)
    assert client.get("/officer/accounts").status_code == 404
    form = {"username": "thongnhat", "passphrase": town.passphrases[username]}
    assert client.post("/officer/accounts/close", data=form).status_code == 404
    town.officer("thongnhat")
