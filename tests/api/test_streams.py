"""What an open page learns: that its own officer's pages may look different, and nothing else."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlmodel import select

from api.web.live import events
from api.web.live.events import look
from api.web.live.notifier import Notifier, open_notifier
from api.web.live.streams import MOST_OF_A_SESSION, Look, Streams
from crypto.tokens import Token
from tests.loops import run_alone
from tests.town import Town, act, tip_id
from triage.desk.queue.stamp import read_stamp
from triage.offices.accounts.tables import Officer


def _stamp(town: Town, username: str) -> tuple[int, int]:
    with town.database.reading() as session:
        officer = session.exec(select(Officer.id).where(Officer.username == username)).one()
        return read_stamp(session, officer, at=town.clock.now())


def _officer_id(town: Town, username: str) -> str:
    with town.database.reading() as session:
        return session.exec(select(Officer.id).where(Officer.username == username)).one()


def test_barred_officers_stamp_stays_when_the_tip_goes_its_whole_way(town: Town) -> None:
    # Given a tip for the inspectorate, and an inspector who is barred from it
    receipt = town.hand_in(town.box("tanngoc"), about_police="true")
    tip, inspector = tip_id(receipt), town.officer("thanhtra1")
    assert act(inspector, tip, "bar", officer=_officer_id(town, "thanhtra2")) == 303
    before, seen = _stamp(town, "thanhtra2"), [_stamp(town, "thanhtra1")]
    # When everything happens to it that happens to a tip
    for action, fields in (
        ("acknowledge", {}),
        ("verify", {}),
        ("note", {"text": "x"}),
        ("answer", {"text": "Đã nhận."}),
    ):
        act(inspector, tip, action, **fields)
        seen.append(_stamp(town, "thanhtra1"))
    town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Thêm"})
    seen.append(_stamp(town, "thanhtra1"))
    # Then the other's pages were told of it, and the barred one's never
    assert len(set(seen)) >= 4
    assert _stamp(town, "thanhtra2") == before
    # And of another tip both are told
    town.hand_in(town.box("tanngoc"), about_police="true")
    assert _stamp(town, "thanhtra2") != before


class _Notifier(Notifier):
    """A notifier that the test sets off."""

    def __init__(self) -> None:
        self.is_notified = asyncio.Event()

    async def wait(self, seen: int, *, at_most_seconds: float) -> int:
        del at_most_seconds
        await self.is_notified.wait()
        self.is_notified.clear()
        return seen + 1


@asynccontextmanager
async def _watching(notifier: Notifier, looked: Look) -> AsyncIterator[Streams]:
    streams = Streams(notifier, looked)
    watch = asyncio.create_task(streams.watch())
    try:
        yield streams
    finally:
        watch.cancel()


def test_change_is_found_at_the_next_look_when_it_came_during_the_last(tmp_path: Path) -> None:
    file = tmp_path / "db"

    def change() -> None:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS t (n)")
            connection.execute("INSERT INTO t VALUES (1)")
            connection.commit()

    async def run() -> None:
        change()
        async with open_notifier(make_url(f"sqlite:///{file}")) as notifier:
            await asyncio.sleep(0)
            change()
            seen = await notifier.wait(0, at_most_seconds=30)
            # While the first change is being looked at, a second one is noticed, and no third ever comes
            change()
            while notifier._changes == seen:  # noqa: ASYNC110, SLF001, that it was noticed can be seen nowhere else
                await asyncio.sleep(0.005)
            assert await asyncio.wait_for(notifier.wait(seen, at_most_seconds=60), timeout=5) > seen

    run_alone(run())


def test_oldest_stream_ends_when_a_session_opens_more_than_four() -> None:
    async def run() -> None:
        mine, others = Token.generate(), Token.generate()
        async with _watching(_Notifier(), lambda asked: {token.digest: (1, 1) for token, _id in asked}) as streams:
            opened = [streams.open(mine, "a") for _ in range(MOST_OF_A_SESSION + 1)]
            entered = [await each.__aenter__() for each in opened]
            async with streams.open(others, "b") as foreign:
                assert [stream.is_over for stream in entered] == [True, *[False] * MOST_OF_A_SESSION]
                assert not foreign.is_over
            for each in opened:
                await each.__aexit__(None, None, None)

    run_alone(run())


def test_database_is_looked_at_once_when_many_streams_wait() -> None:
    async def run() -> None:
        looks: list[int] = []
        notifier = _Notifier()

        def looked(asked: list[tuple[Token, str]]) -> dict[bytes, tuple[int, int] | None]:
            looks.append(len(asked))
            return {token.digest: (len(asked), 0) for token, _id in asked}

        async with _watching(notifier, looked) as streams:
            opened = [streams.open(Token.generate(), "a") for _ in range(200)]
            entered = [await each.__aenter__() for each in opened]
            looks.clear()
            notifier.is_notified.set()
            await asyncio.gather(*(stream.news.wait() for stream in entered))
            assert looks == [200]
            for each in opened:
                await each.__aexit__(None, None, None)

    run_alone(run())


def test_stream_says_nothing_when_others_commit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes over the wire between two events is the same whether the place is busy or asleep."""
    monkeypatch.setattr(events, "_BEAT_SECONDS", 0.05)
    client = town.officer("thongnhat")
    token = Token.parse(client.cookies["__Host-homthu"])
    officer_id = _officer_id(town, "thongnhat")

    async def run() -> list[str]:
        context, looked = town.app.state.context, asyncio.Event()
        loop = asyncio.get_running_loop()

        def looking(asked: list[tuple[Token, str]]) -> dict[bytes, tuple[int, int] | None]:
            found = look(context, asked)
            loop.call_soon_threadsafe(looked.set)
            return found

        notifier = _Notifier()
        async with _watching(notifier, looking) as streams:
            said = events.say_news(streams, token, officer_id)
            first = [await anext(said)]
            looked.clear()
            await asyncio.to_thread(town.hand_in, town.box("tanngoc"))
            notifier.is_notified.set()
            await looked.wait()
            first += [await anext(said), await anext(said)]
            await said.aclose()
            return first

    assert run_alone(run()) == ["retry: 2000\n\n", ": here\n\n", ": here\n\n"]
