"""Somebody leaves: what comes in afterwards, the leaver's copy of the post's key does not open."""

import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlmodel import col, select

from api.commands.main import main
from api.ground.settings import SETTINGS_FILE_VARIABLE
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.signing import sign
from tests.gateways import send
from tests.live import LiveTown
from tests.town import ORIGIN, Town, act, read_field, tip_id, write_settings
from triage.ground.vocabulary import PostKind
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.accounts import PassphraseLock, authenticate
from triage.offices.accounts.tables import Officer
from triage.offices.posts.holdings import open_held
from triage.offices.posts.tables import Holding, Post, PostKey
from triage.offices.posts.trust import key_statement, root_fingerprint, succession_context
from triage.tips.record.access import open_access
from triage.tips.record.content import unlock_message
from triage.tips.record.tables import Message, Tip, TipAccess, TipReceipt

CHIEF, ERRAND = "truongca-binhtuyen", "còn biết khóa cũ"


def _copy_post_seed(town: Town, username: str) -> Seed:
    """What a holder who means ill keeps: the seed of the own post."""
    with town.database.reading() as session:
        lock = PassphraseLock(
            town.passphrases[username],
            pepper=town.app.state.context.keys.pepper,
            cost=town.settings.passphrase_cost,
        )
        officer, seed = authenticate(session, username, lock)
        return open_held(session, officer.id, seed)[0].seed


def _close(town: Town, username: str) -> None:
    # The command knows the real time only.
    town.clock.at = datetime.now(UTC)
    assert town.command("officers", "close", username).exit_code == 0
    town.clock.advance(minutes=1)


def _renew(chief: TestClient) -> str:
    page = chief.get("/officer/people").text
    before = page.split(ERRAND)[0]
    post = before.split('name="post" value="')[-1].split('"')[0]
    return chief.post("/officer/people/renew-key", data={"post": post}).text


def _find_post(town: Town) -> str:
    with town.database.reading() as session:
        return session.exec(select(Post.id).where(Post.area_id == "08944-r11")).one()


def _bring_in(town: Town, chief: TestClient, username: str) -> None:
    digits, post = town.bring_in(chief, _find_post(town), username), _find_post(town)
    waiting = read_field(chief.get("/officer/people").text, "officer")
    answer = chief.post("/officer/people/confirm", data={"post": post, "officer": waiting, "digits": digits})
    assert answer.status_code == 200


def _open_with(town: Town, tip: str, seed: Seed) -> list[bool]:
    """Try a post's seed on every access of the tip."""
    opened = []
    with town.database.reading() as session:
        row = session.get_one(Tip, tip)
        for access in session.exec(select(TipAccess).where(TipAccess.tip_id == tip)):
            try:
                open_access(row, access, post_seed=seed, keys=town.app.state.context.keys)
            except Unopenable:
                opened.append(False)
            else:
                opened.append(True)
    return opened


def test_leavers_copy_opens_no_new_tip_when_the_chief_has_made_another_key(town: Town) -> None:
    # Given an officer who keeps a copy of the post's key and leaves, and a successor who was brought in before
    kept = _copy_post_seed(town, "tanngoc")
    old = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện cũ"))
    chief = town.officer(CHIEF)
    assert ERRAND not in chief.get("/officer/people").text
    _close(town, "tanngoc")
    chief = town.officer(CHIEF)
    # When the chief does the errand
    assert ERRAND in chief.get("/officer/people").text
    assert ERRAND not in _renew(chief)
    town.restart()
    # Then the copy opens what came before, and nothing that comes in now, which the chief reads
    new = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện mới"))
    assert any(_open_with(town, old, kept))
    assert not any(_open_with(town, new, kept))
    for tip, what in ((old, "Chuyện cũ"), (new, "Chuyện mới")):
        assert what in chief.get(f"/officer/tips/{tip}").text


def test_those_who_stay_read_old_and_new_tips_when_the_key_is_another(town: Town) -> None:
    # Given a second holder of the post, and a tip
    chief = town.officer(CHIEF)
    _bring_in(town, chief, "dongnghiep")
    old = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện cũ"))
    # When the first leaves and the key is renewed
    _close(town, "tanngoc")
    chief = town.officer(CHIEF)
    _renew(chief)
    town.restart()
    new = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện mới"))
    # Then the second reads both, and so does whoever comes after
    stays = town.officer("dongnghiep")
    assert "Chuyện cũ" in stays.get(f"/officer/tips/{old}").text
    assert "Chuyện mới" in stays.get(f"/officer/tips/{new}").text
    _bring_in(town, chief, "kenhiem")
    successor = town.officer("kenhiem")
    assert "Chuyện cũ" in successor.get(f"/officer/tips/{old}").text
    assert "Chuyện mới" in successor.get(f"/officer/tips/{new}").text


def _errand(chief: TestClient, path: str, words: str) -> str:
    """Press the button of the first post beside which the words stand, and return the page that follows."""
    before = chief.get("/officer/people").text.split(words)[0]
    post = before.split('name="post" value="')[-1].split('"')[0]
    answer = chief.post(f"/officer/people/{path}", data={"post": post})
    assert answer.status_code == 200
    return answer.text


def _open_seeds_with(town: Town, tip: str, seed: Seed) -> Seed:
    """What a leaver who has copied the post's seed, and later the database and the month's key, gets of a tip."""
    with town.database.reading() as session:
        row = session.get_one(Tip, tip)
        for access in session.exec(select(TipAccess).where(TipAccess.tip_id == tip)):
            with suppress(Unopenable):
                return open_access(row, access, post_seed=seed, keys=town.app.state.context.keys)
    raise AssertionError("the seed opens nothing")


def test_leaver_reads_nothing_that_follows_when_open_tips_have_new_seeds(town: Town) -> None:
    # Given a leaver who kept the post's seed and each open tip's, and a resident who goes on
    kept = _copy_post_seed(town, "tanngoc")
    receipt = town.hand_in(town.box("tanngoc"), what="Chuyện cũ")
    tip = tip_id(receipt)
    kept_of_tip = _open_seeds_with(town, tip, kept)
    _close(town, "tanngoc")
    chief = town.officer(CHIEF)
    _renew(chief)
    town.restart()
    # When the chief gives the open tips new seeds
    page = _errand(town.officer(CHIEF), "replace-seeds", "tin đang mở còn dùng khóa")
    assert "tin đang mở còn dùng khóa" not in page
    # Then the leaver's seeds open neither the tip nor what is written from now on
    assert not any(_open_with(town, tip, kept))
    assert (
        town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Điều mới"}).status_code == 200
    )
    with town.database.reading() as session:
        newest = session.exec(
            select(Message).where(Message.tip_id == tip).order_by(col(Message.position).desc())
        ).first()
        assert newest is not None
        with pytest.raises(Unopenable):
            unlock_message(newest, seed=kept_of_tip)
    # And everybody who may read it reads all of it: resident, chief, successor
    for text in (town.thread(receipt), town.officer(CHIEF).get(f"/officer/tips/{tip}").text):
        assert "Chuyện cũ" in text
        assert "Điều mới" in text
    _bring_in(town, town.officer(CHIEF), "kenhiem")
    successor = town.officer("kenhiem")
    assert "Điều mới" in successor.get(f"/officer/tips/{tip}").text
    assert act(successor, tip, "acknowledge") == 303
    assert act(successor, tip, "answer", text="Đã nghe") == 303
    assert "Đã nghe" in town.thread(receipt)


def test_who_stands_in_goes_on_standing_in_when_the_key_is_another(town: Town) -> None:
    chief, post = town.officer(CHIEF), _find_post(town)
    with town.database.reading() as session:
        deputy = session.exec(select(Officer.id).where(Officer.username == "thongnhat")).one()
    named = chief.post("/officer/duty/deputy", data={"post": post, "officer": deputy})
    assert named.status_code == 303
    assert chief.post("/officer/people/renew-key", data={"post": post}).status_code == 200
    with town.database.reading() as session:
        rows = session.exec(select(Holding).where(Holding.post_id == post, Holding.officer_id == deputy)).all()
    assert [row.is_deputy for row in rows] == [True, True]


def test_tip_about_police_and_a_spoken_receipt_still_work_when_seeds_are_new(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Chuyện cũ")
    _close(town, "tanngoc")
    _renew(town.officer(CHIEF))
    town.restart()
    _errand(town.officer(CHIEF), "replace-seeds", "tin đang mở còn dùng khóa")
    # The resident can still give it to the inspectorate, which makes a third seed
    answer = town.resident().post("/tra-cuu/ve-can-bo", data={"receipt": receipt.reveal(), "sure": "yes"})
    assert answer.status_code == 200
    assert "Chuyện cũ" in town.thread(receipt)
    assert tip_id(receipt) in town.list_tips("thanhtra1")


def test_next_text_reaches_the_officer_when_its_tip_has_a_new_seed(town: Town) -> None:
    send(town, "standard", "0912345679", "có đánh bạc ở thôn Tân Ngọc, Bá Hiến")
    (tip,) = town.list_tips("tanngoc")
    _close(town, "tanngoc")
    _renew(town.officer(CHIEF))
    town.restart()
    _errand(town.officer(CHIEF), "replace-seeds", "tin đang mở còn dùng khóa")
    send(town, "standard", "0912345679", "họ vừa về")
    page = town.officer(CHIEF).get(f"/officer/tips/{tip}").text
    assert "có đánh bạc ở thôn Tân Ngọc" in page
    assert "họ vừa về" in page


def test_resident_is_not_shut_out_when_the_receipts_public_half_was_replaced(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Chuyện cũ")
    _close(town, "tanngoc")
    _renew(town.officer(CHIEF))
    town.restart()
    with town.database.writing() as session:
        row = session.exec(select(TipReceipt).where(TipReceipt.digest == receipt.digest)).one()
        row.key_locked = row.seed_locked
        session.add(row)
        session.commit()
    _errand(town.officer(CHIEF), "replace-seeds", "tin đang mở còn dùng khóa")
    # The tip kept its seed, and the page of it says nothing is lost; the change is in the journal
    assert "Chuyện cũ" in town.thread(receipt)
    with town.database.reading() as session:
        events = session.exec(select(JournalDetail.event).where(JournalDetail.tip_id == tip_id(receipt))).all()
    assert JournalEvent.TIP_DAMAGED in events


def test_top_posts_next_key_is_used_when_the_settings_pin_it_and_not_before(town: Town) -> None:
    # Given two chiefs of a commune, of whom one keeps the post's seed and leaves
    chief = town.officer(CHIEF)
    with town.database.reading() as session:
        commune = session.exec(select(Post.id).where(Post.id == session.get_one(Post, _find_post(town)).above_id)).one()
    digits = town.bring_in(chief, commune, "photruong")
    waiting = read_field(chief.get("/officer/people").text, "officer")
    form = {"post": commune, "officer": waiting, "digits": digits}
    assert chief.post("/officer/people/confirm", data=form).status_code == 200
    kept = _copy_post_seed(town, CHIEF)
    _close(town, CHIEF)
    stays = town.officer("photruong")
    # When the other makes another key
    page = _errand(stays, "renew-key", ERRAND)
    fingerprint = re.findall(r"<code>([0-9a-f]{64})</code>", page)[0]
    assert stays.post("/officer/people/renew-key", data={"post": commune}).status_code == 409
    town.restart()
    town.beat()
    assert town.resident().get("/health/ready").status_code == 200
    before = tip_id(town.hand_in(town.box("tanngoc"), what="Trước khi ghi"))
    # Then it is used once the settings pin it, and the posts below are to follow
    assert any(_open_with(town, before, kept))
    town.restart(trusted_posts=town.settings.trusted_posts | {fingerprint})
    stays = town.officer("photruong")
    page = stays.get("/officer/people").text
    assert fingerprint not in page
    while ERRAND in page:
        page = _errand(stays, "renew-key", ERRAND)
    while "tin đang mở còn dùng khóa" in page:
        page = _errand(stays, "replace-seeds", "tin đang mở còn dùng khóa")
    town.restart()
    after = tip_id(town.hand_in(town.box("tanngoc"), what="Sau khi ghi"))
    assert not any(_open_with(town, before, kept))
    assert not any(_open_with(town, after, kept))
    stays = town.officer("photruong")
    for tip, what in ((before, "Trước khi ghi"), (after, "Sau khi ghi")):
        assert what in stays.get(f"/officer/tips/{tip}").text


def test_key_that_nobody_of_the_post_made_is_never_offered_for_the_settings(town: Town) -> None:
    forged = Seed.generate()
    with town.database.writing() as session:
        post = session.exec(select(Post).where(Post.kind == PostKind.DUTY_DESK)).one()
        key = PostKey(
            id="f" * 32, post_id=post.id, version=2, public_key=forged.public_key.raw, created_at=town.clock.at
        )
        key.signature = sign(key_statement(post, key), seed=forged, context=succession_context(post))
        session.add(key)
        session.commit()
        fingerprint = root_fingerprint(post, key)
    assert fingerprint not in town.officer("trucban1").get("/officer/people").text
    assert town.resident().get("/health/ready").status_code == 503


@pytest.mark.parametrize("username", ["tanngoc", "truongca-binhxuyen", "trucban1", "quantri"])
def test_seeds_stay_when_somebody_else_asks_for_others(town: Town, username: str) -> None:
    post = _find_post(town)
    assert town.officer(username).post("/officer/people/replace-seeds", data={"post": post}).status_code == 404


@pytest.mark.parametrize("username", ["tanngoc", "truongca-binhxuyen", "trucban1", "quantri"])
def test_key_stays_when_somebody_else_asks_for_another(town: Town, username: str) -> None:
    post = _find_post(town)
    assert town.officer(username).post("/officer/people/renew-key", data={"post": post}).status_code == 404


def test_no_new_key_is_given_when_a_holders_key_was_replaced_in_the_database(town: Town) -> None:
    post, chief = _find_post(town), town.officer(CHIEF)
    with town.database.writing() as session:
        officer = session.exec(select(Officer).where(Officer.username == "tanngoc")).one()
        officer.public_key = Seed.generate().public_key.raw
        session.add(officer)
        session.commit()
    answer = chief.post("/officer/people/renew-key", data={"post": post})
    assert answer.status_code == 409
    with town.database.reading() as session:
        assert len(session.exec(select(PostKey).where(PostKey.post_id == post)).all()) == 1


def test_administrator_comes_back_by_the_command_line_when_the_passphrase_is_lost(town: Town) -> None:
    write_settings(town.settings, town.folder / "settings.json")
    environment = {SETTINGS_FILE_VARIABLE: str(town.folder / "settings.json")}
    refused = CliRunner().invoke(main, ["officers", "renew", "tanngoc"], env=environment)
    assert refused.exit_code == 1
    assert "/officer/invitations/" not in refused.output
    before, chosen = town.officer("quantri"), secrets.token_hex(12)
    link = CliRunner().invoke(main, ["officers", "renew", "quantri"], env=environment).output.strip()
    form = {"passphrase": chosen, "passphrase_again": chosen}
    assert town.resident().post(link.removeprefix(ORIGIN), data=form).status_code == 200
    assert before.get("/officer/people").status_code == 303
    town.passphrases["quantri"] = chosen
    del town.apps["quantri"]
    assert town.officer("quantri").get("/officer/people").status_code == 200


def test_no_core_is_dumped_when_the_service_runs(town: Town) -> None:
    live = LiveTown(town)
    limits = Path(f"/proc/{live.server.process.pid}/limits").read_text(encoding="ascii")
    live.server.stop()
    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]
