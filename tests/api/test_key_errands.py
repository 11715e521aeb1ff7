"""Somebody leaves: what comes in afterwards, the leaver's copy of the post's key does not open."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlmodel import select

from api.commands.main import main
from api.settings import SETTINGS_FILE_VARIABLE
from crypto.errors import Unopenable
from crypto.keys import Seed
from tests.live import LiveTown
from tests.town import ORIGIN, Town, read_field, tip_id, write_settings
from triage.officers.accounts import PassphraseLock, authenticate
from triage.officers.tables import Officer
from triage.posts.holdings import open_held
from triage.posts.tables import Post, PostKey
from triage.tips.content import open_access
from triage.tips.tables import Tip, TipAccess

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
    write_settings(town.settings, town.folder / "settings.json")
    environment = {SETTINGS_FILE_VARIABLE: str(town.folder / "settings.json")}
    # The command knows the real time only.
    town.clock.at = datetime.now(UTC)
    assert CliRunner().invoke(main, ["officers", "close", username], env=environment).exit_code == 0
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
