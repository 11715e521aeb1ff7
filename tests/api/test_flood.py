"""Floods: slowed, then taken behind the others; nobody is shut out, and nothing is stored about the sender."""

import pytest
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from api.arrivals.flood_gate import LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS, FloodGate, Way
from api.web.http.address import sender_of
from crypto.receipts import Receipt
from tests.town import Town, read_field, tip_id
from triage.ground.vocabulary import Priority
from triage.tips.record.tables import Tip

ALLOWANCE = 3


class Ticks:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def gate(ticks: Ticks) -> FloodGate:
    return FloodGate(ALLOWANCE, now=ticks)


def _exhaust(gate: FloodGate, address: str) -> None:
    for _ in range(ALLOWANCE):
        assert gate.weigh(address, Receipt.mint()).way is Way.STRAIGHT


def test_form_waits_once_and_is_taken_when_the_allowance_is_used_up(gate: FloodGate, ticks: Ticks) -> None:
    _exhaust(gate, "203.0.113.7")
    receipt = Receipt.mint()
    first = gate.weigh("203.0.113.7", receipt)
    assert (first.way, first.wait_seconds) == (Way.WAIT, SHORTEST_WAIT_SECONDS)
    ticks.at += 5
    assert gate.weigh("203.0.113.7", receipt).wait_seconds == SHORTEST_WAIT_SECONDS - 5 + 1
    ticks.at += SHORTEST_WAIT_SECONDS
    assert gate.weigh("203.0.113.7", receipt).way is Way.BAY


def test_neighbour_goes_straight_on_when_another_address_floods(gate: FloodGate) -> None:
    _exhaust(gate, "203.0.113.7")
    assert gate.weigh("203.0.113.8", Receipt.mint()).way is Way.STRAIGHT


def test_allowance_fills_up_again_when_time_passes(gate: FloodGate, ticks: Ticks) -> None:
    _exhaust(gate, "203.0.113.7")
    ticks.at += 601 / ALLOWANCE
    assert gate.weigh("203.0.113.7", Receipt.mint()).way is Way.STRAIGHT
    assert gate.weigh("203.0.113.7", Receipt.mint()).way is Way.WAIT


def test_wait_grows_to_a_bound_when_the_flood_goes_on(gate: FloodGate) -> None:
    _exhaust(gate, "203.0.113.7")
    waits = [gate.weigh("203.0.113.7", Receipt.mint()).wait_seconds for _ in range(200)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS)


def test_everybody_of_a_village_is_taken_when_all_stand_behind_one_address(gate: FloodGate, ticks: Ticks) -> None:
    village = [Receipt.mint() for _ in range(50)]
    waiting = [receipt for receipt in village if gate.weigh("203.0.113.7", receipt).way is Way.WAIT]
    assert len(waiting) == len(village) - ALLOWANCE
    ticks.at += LONGEST_WAIT_SECONDS
    assert {gate.weigh("203.0.113.7", receipt).way for receipt in waiting} == {Way.BAY}


def test_nothing_is_remembered_of_a_sender_when_the_hour_is_over(gate: FloodGate, ticks: Ticks) -> None:
    _exhaust(gate, "203.0.113.7")
    assert "203.0.113.7" not in repr(gate)
    ticks.at += 3601
    gate.weigh("203.0.113.8", Receipt.mint())
    assert len(gate._senders) == 1  # noqa: SLF001, what is remembered is what the test is about


@pytest.mark.parametrize(
    ("header", "proxies", "expected"),
    [
        pytest.param("", 0, "198.51.100.1", id="no proxy"),
        pytest.param("203.0.113.9", 0, "198.51.100.1", id="a header that anybody wrote"),
        pytest.param("203.0.113.9", 1, "203.0.113.9", id="one proxy"),
        pytest.param("1.2.3.4, 203.0.113.9", 1, "203.0.113.9", id="a forged first part"),
        pytest.param("203.0.113.9, 10.0.0.1", 2, "203.0.113.9", id="two proxies"),
        pytest.param("203.0.113.9", 2, "unknown", id="a proxy is missing"),
        pytest.param("rubbish", 1, "unknown", id="no address"),
        pytest.param("::ffff:203.0.113.9", 1, "203.0.113.9", id="IPv4 in IPv6"),
        pytest.param("2001:db8:1:22ff:1::5", 1, "2001:db8:1:2200::/56", id="a household of IPv6"),
    ],
)
def test_sender_is_read_only_from_what_the_proxies_wrote(header: str, proxies: int, expected: str) -> None:
    headers = [(b"x-forwarded-for", header.encode())] if header else []
    connection = HTTPConnection({"type": "http", "headers": headers, "client": ("198.51.100.1", 1)})
    assert sender_of(connection, proxies_in_front=proxies) == expected


def _send(client: TestClient, box: str, receipt: str) -> tuple[int, str, str | None]:
    answer = client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc", "urgency": "danger"})
    return answer.status_code, answer.text, answer.headers.get("Retry-After")


def test_page_keeps_the_text_and_takes_it_after_the_wait_when_a_flood_goes_on(town: Town) -> None:
    town.restart(tips_in_ten_minutes=ALLOWANCE)
    ticks = Ticks()
    town.app.state.context.gate.now = ticks
    box, client = town.box("tanngoc"), town.resident()
    for _ in range(ALLOWANCE):
        town.hand_in(box)
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    status, page, retry_after = _send(client, box, receipt)
    assert (status, retry_after) == (429, str(SHORTEST_WAIT_SECONDS))
    assert "Có việc</textarea>" in page
    assert read_field(page, "receipt") == receipt
    ticks.at += SHORTEST_WAIT_SECONDS
    assert _send(client, box, receipt)[0] == 200
    # It is there, behind all others, whatever its urgency says.
    with town.database.reading() as session:
        assert session.get_one(Tip, tip_id(Receipt.parse(receipt))).priority == Priority.BAY
    queue = town.officer("tanngoc").get("/officer/queue").text
    assert queue.rindex('href="/officer/tips/') == queue.index(f'href="/officer/tips/{tip_id(Receipt.parse(receipt))}')
    assert "Gửi dồn dập từ một nơi" in queue
