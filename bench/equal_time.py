"""Whether time tells a receipt that is no more from one that never was, or a user name that exists from one that does
not.

``python -m bench.equal_time`` measures this alone. The observer here stands better than anybody outside can: on the
same machine, over one kept connection, with nobody else at the server, and knows which sort is the slower one.
"""

import http.client
import random
import secrets
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from bench.grounds import open_town
from bench.odds import Odds, percentile_95, weigh
from crypto.errors import ReceiptMistyped
from crypto.receipts import ALPHABET, Receipt
from crypto.stretching import PassphraseCost
from tests.live import LiveTown
from tests.serving import serve
from tests.town import HOST, Town
from triage.ground.vocabulary import OfficerRole
from triage.offices.accounts.accounts import PassphraseLock, create_account

RECEIPTS = 2_000
SIGN_INS = 2_000
_SIGN_IN_SECONDS = 60.0
_WARMING = 50
# The sixth try of one name waits: what is slow on purpose would hide what is not.
_TRIES_OF_A_NAME = 5
# The demo's: with the real one a try takes a quarter of a second, in which no difference of microseconds would be seen.
_COST = PassphraseCost(memory_kib=8192, iterations=1, lanes=1)
_PASSPHRASE = "không ai đặt câu này làm mật khẩu"  # noqa: S105, a wrong one
_HEADERS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class EqualTime:
    """Two sorts of requests against each other. The first is what the second must look like."""

    database: str
    first: str
    second: str
    count: int
    """Of each."""
    medians_ms: tuple[float, float]
    p95s_ms: tuple[float, float]
    odds: Odds
    must_be_equal: bool
    """Whether a difference is a leak; the others are printed to show that a difference would be seen."""


@dataclass(frozen=True)
class Sort:
    """One sort of request; ``status`` is the answer that it must get, or what was timed is something else."""

    path: str
    write: Callable[[], dict[str, str]]
    status: HTTPStatus


def run_equal_time(kind: str, *, receipts: int = RECEIPTS, sign_ins: int = SIGN_INS) -> Iterator[EqualTime]:
    """Send every sort in random order, one request after the other, and compare those that must look alike."""
    with open_town(kind) as town:
        names = _make_accounts(town, -(-sign_ins // _TRIES_OF_A_NAME))
        town.settings = town.settings.model_copy(update={"proxies_in_front": 1})
        live = LiveTown(town)
        spans = _time_receipts(town, live.server.port, receipts)
        live.server.stop()
        for first, second, must in (
            ("never minted", "a real one's neighbour", True),
            ("never minted", "withdrawn", True),
            ("never minted", "mistyped", False),
            ("never minted", "right", False),
        ):
            yield _compare(kind, spans, first, second, must=must)
        with serve(town, is_demo=True, proxies_in_front=1) as url:
            spans = _time_sign_ins(urlsplit(url).port or 0, names, sign_ins)
        yield _compare(kind, spans, "unknown user name", "wrong passphrase", must=True)


def _compare(kind: str, spans: dict[str, list[float]], first: str, second: str, *, must: bool) -> EqualTime:
    one, other = spans[first], spans[second]
    return EqualTime(
        database=kind,
        first=first,
        second=second,
        count=len(other),
        medians_ms=(statistics.median(one), statistics.median(other)),
        p95s_ms=(percentile_95(one), percentile_95(other)),
        odds=weigh(one, other),
        must_be_equal=must,
    )


def _time_receipts(town: Town, port: int, count: int) -> dict[str, list[float]]:
    right, withdrawn = town.hand_in(town.box("tanngoc")), town.hand_in(town.box("tanngoc"))
    answer = town.resident().post("/tra-cuu/rut-tin", data={"receipt": withdrawn.reveal()})
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError("the tip was not withdrawn")

    def ask(make: Callable[[], str], status: HTTPStatus) -> Sort:
        return Sort("/tra-cuu", lambda: {"receipt": make()}, status)

    sorts = {
        "never minted": ask(lambda: Receipt.mint().reveal(), HTTPStatus.SEE_OTHER),
        "a real one's neighbour": ask(lambda: _move_to(right), HTTPStatus.SEE_OTHER),
        "withdrawn": ask(withdrawn.reveal, HTTPStatus.SEE_OTHER),
        "mistyped": ask(lambda: Receipt.mint().reveal()[:-1] + "-", HTTPStatus.SEE_OTHER),
        "right": ask(right.reveal, HTTPStatus.SEE_OTHER),
    }
    return _time_all(port, sorts, count)


def _move_to(receipt: Receipt) -> str:
    """Return another well-formed receipt that begins as a real one does."""
    alike = receipt.reveal().replace("-", "")[:8]
    while True:
        drawn = Receipt.mint().reveal().replace("-", "")
        for character in ALPHABET:
            try:
                return Receipt(alike + drawn[8:15] + character).reveal()
            except ReceiptMistyped:
                continue


def _time_sign_ins(port: int, names: Sequence[str], count: int) -> dict[str, list[float]]:
    turns = iter([name for name in names for _try in range(_TRIES_OF_A_NAME)])

    def ask(make: Callable[[], str]) -> Sort:
        form = {"passphrase": _PASSPHRASE}
        return Sort("/officer/sign-in", lambda: {**form, "username": make()}, HTTPStatus.SEE_OTHER)

    # Names are equally long: the page repeats what was typed.
    sorts = {"unknown user name": ask(_make_name), "wrong passphrase": ask(lambda: next(turns))}
    return _time_all(port, sorts, count, seconds=_SIGN_IN_SECONDS)


def _make_name() -> str:
    return f"cb{secrets.token_hex(4)}"


def _make_accounts(town: Town, count: int) -> list[str]:
    """Make so many accounts as an installation makes them, under the cost that the server then asks of a try."""
    names, lock = [_make_name() for _ in range(count)], secrets.token_hex(16)
    with town.database.writing() as session:
        for name in names:
            create_account(
                session,
                username=name,
                display_name="Cán bộ",
                role=OfficerRole.OFFICER,
                lock=PassphraseLock(lock, pepper=town.app.state.context.keys.pepper, cost=_COST),
                at=datetime.now(UTC),
            )
        session.commit()
    return names


def _time_all(
    port: int, sorts: dict[str, Sort], count: int, *, seconds: float = float("inf")
) -> dict[str, list[float]]:
    """Send each sort so often, or as often as there is time for, one request at a time and in random order."""
    spans: dict[str, list[float]] = {name: [] for name in sorts}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(_WARMING):
        _send(line, next(iter(sorts.values())))
    ends_at = time.monotonic() + seconds
    for _round in range(count):
        if time.monotonic() > ends_at:
            break
        # Each round has every sort once, so that a busy moment of the machine meets them all.
        for name in random.sample(list(sorts), len(sorts)):
            spans[name].append(_send(line, sorts[name]))
    line.close()
    return spans


def _send(line: http.client.HTTPConnection, sort: Sort) -> float:
    body = urlencode(sort.write()).encode()
    # Each from another address, as a guesser would send them: an address of its own has an allowance.
    address = ".".join(str(secrets.randbelow(254) + 1) for _part in range(4))
    host = HOST if sort.path.startswith("/tra-cuu") else f"{line.host}:{line.port}"
    headers = {**_HEADERS, "Host": host, "X-Forwarded-For": address}
    started = time.perf_counter()
    line.request("POST", sort.path, body, headers)
    answer = line.getresponse()
    answer.read()
    span = 1000 * (time.perf_counter() - started)
    if answer.status != sort.status:
        raise RuntimeError(sort.path, answer.status)
    return span


def write_table(lines: Sequence[EqualTime]) -> list[str]:
    """Return the comparisons as a table of the report."""
    return [
        "| database | sort | median, p95 | against | median, p95 | each | guessed right | must be equal |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {line.database} | {line.first} | {line.medians_ms[0]:.2f}, {line.p95s_ms[0]:.2f} ms "
            f"| {line.second} | {line.medians_ms[1]:.2f}, {line.p95s_ms[1]:.2f} ms | {line.count:,} "
            f"| {line.odds.guessed:.3f} ± {line.odds.error:.3f} | {'yes' if line.must_be_equal else 'no'} |"
            for line in lines
        ),
    ]


if __name__ == "__main__":
    print("\n".join(write_table([line for kind in ("sqlite", "postgresql") for line in run_equal_time(kind)])))
