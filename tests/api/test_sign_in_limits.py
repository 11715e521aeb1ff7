"""Sign-ins at once, guesses at made-up names, and passphrases locked at another cost."""

import asyncio
import threading
from http import HTTPStatus

import pytest
from sqlmodel import select

from api.web.visit.derivations import Derivations, DerivationsBusy
from crypto.contexts import Label, bind
from crypto.keys import Seed
from crypto.passphrases import has_cost, lock_under_passphrase, unlock_with_passphrase
from crypto.stretching import PassphraseCost
from tests.loops import run_alone
from tests.town import Town
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.journal.verify import verify_journal
from triage.offices.accounts.tables import Officer

_FOUR_LANES = PassphraseCost(memory_kib=64, iterations=1, lanes=4)


def _guess(town: Town, username: str) -> int:
    form = {"username": username, "passphrase": "wrong"}
    return town.resident().post("/officer/sign-in", data=form).status_code


def _list_failures(town: Town) -> list[str]:
    with town.database.reading() as session:
        return [
            line.remark
            for line in session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.SIGN_IN_FAILED))
        ]


def test_guesses_are_slowed_when_each_is_at_another_made_up_name(town: Town) -> None:
    town.reach_from("203.0.113.9", "agent")
    answers = [_guess(town, f"khongai{number}") for number in range(45)]
    assert answers[:40] == [HTTPStatus.UNAUTHORIZED] * 40
    assert set(answers[40:]) == {HTTPStatus.TOO_MANY_REQUESTS}
    # An officer elsewhere is not slowed
    town.reach_from("203.0.113.77", "agent")
    town.officer("tanngoc")


def test_failures_are_gathered_in_one_line_when_no_account_has_the_names(town: Town) -> None:
    for number in range(7):
        _guess(town, f"khongai{number}")
    assert _list_failures(town) == [""]
    town.clock.advance(minutes=11)
    _guess(town, "khongai")
    assert _list_failures(town) == ["", "7"]
    page = town.officer("quantri").get("/officer/journal").text
    assert "7 lần, với tên không có" in page
    with town.database.reading() as session:
        assert verify_journal(session).faults == ()


def test_an_officer_is_not_slowed_when_the_browser_is_known(town: Town) -> None:
    town.reach_from("203.0.113.9", "agent")
    known = town.officer("tanngoc")
    for number in range(45):
        _guess(town, f"khongai{number}")
    form = {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    assert known.post("/officer/sign-in", data=form).status_code == HTTPStatus.SEE_OTHER


def test_seed_is_locked_anew_when_its_envelope_has_another_cost(town: Town) -> None:
    pepper, passphrase = town.app.state.context.keys.pepper, town.passphrases["tanngoc"]
    with town.database.writing() as session:
        officer = session.exec(select(Officer).where(Officer.username == "tanngoc")).one()
        context = bind(Label.OFFICER_SEED, officer.id)
        before: Seed = unlock_with_passphrase(
            officer.seed_locked, passphrase=passphrase, pepper=pepper, context=context
        )
        officer.seed_locked = lock_under_passphrase(
            before, passphrase=passphrase, pepper=pepper, context=context, cost=_FOUR_LANES
        )
        session.add(officer)
        session.commit()
    assert _guess(town, "tanngoc") == HTTPStatus.UNAUTHORIZED
    town.officer("tanngoc")
    with town.database.reading() as session:
        after = session.exec(select(Officer.seed_locked).where(Officer.username == "tanngoc")).one()
    assert has_cost(after, town.settings.passphrase_cost)
    assert unlock_with_passphrase(after, passphrase=passphrase, pepper=pepper, context=context) == before


def test_work_is_refused_at_once_when_as_much_waits_as_can() -> None:
    async def fill() -> None:
        derivations, release = Derivations(processes=1000), threading.Event()
        waiting = [asyncio.create_task(derivations.run(release.wait)) for _ in range(33)]
        await asyncio.sleep(0)
        with pytest.raises(DerivationsBusy):
            await derivations.run(release.wait)
        release.set()
        assert await asyncio.gather(*waiting) == [True] * 33
        assert await derivations.run(lambda: 7) == 7
        derivations.close()

    run_alone(fill())


def test_pages_are_served_and_sign_ins_told_to_come_back_when_too_many_guess(town: Town) -> None:
    derivations = town.app.state.context.derivations
    derivations._left = 0  # noqa: SLF001, as if as many waited as can
    answer = town.resident().post("/officer/sign-in", data={"username": "tanngoc", "passphrase": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "5")
    assert "Nhiều người đang đăng nhập" in answer.text
    assert town.resident().get("/").status_code == HTTPStatus.OK
