"""Floods: slowed, then taken behind the others; nobody is shut out, and nothing is stored about the sender."""

import itertools
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from api.arrivals.flood_gate import (
    LONGEST_WAIT_SECONDS,
    SHORTEST_WAIT_SECONDS,
    Arriving,
    FloodGate,
    Sender,
    Way,
)
from api.web.app.app import ROUTERS
from api.web.http.address import sender_of
from api.web.visit.gate import weigh_request
from crypto.proof_of_work import is_solved
from crypto.receipts import Receipt
from tests.town import Town, read_field, tip_id
from triage.ground.vocabulary import Priority
from triage.tips.record.tables import Tip

ALLOWANCE = 3
BOX = "thon-tan-ngoc"


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
    return FloodGate(ALLOWANCE, now=ticks, vary=lambda: 1.0)


def _form(
    address: str, receipt: Receipt | None = None, *, box: str = BOX, is_danger: bool = False, proof: str = ""
) -> Arriving:
    sender = sender_of_text(address)
    return Arriving(sender, box, receipt or Receipt.mint(), is_danger=is_danger, proof=proof)


def sender_of_text(address: str) -> Sender:
    connection = HTTPConnection({"type": "http", "headers": [], "client": (address, 1)})
    return sender_of(connection, proxies_in_front=0)


def _exhaust(gate: FloodGate, address: str, *, box: str = BOX) -> None:
    for _ in range(ALLOWANCE):
        assert gate.weigh(_form(address, box=box)).way is Way.STRAIGHT


def test_form_waits_once_and_is_taken_when_the_allowance_is_used_up(gate: FloodGate, ticks: Ticks) -> None:
    _exhaust(gate, "203.0.113.7")
    receipt = Receipt.mint()
    first = gate.weigh(_form("203.0.113.7", receipt))
    assert (first.way, first.wait_seconds) == (Way.WAIT, SHORTEST_WAIT_SECONDS)
    ticks.at += 5
    assert gate.weigh(_form("203.0.113.7", receipt)).wait_seconds == SHORTEST_WAIT_SECONDS - 5 + 1
    ticks.at += SHORTEST_WAIT_SECONDS
    assert gate.weigh(_form("203.0.113.7", receipt)).way is Way.BAY


def test_neighbour_goes_straight_on_when_another_address_floods(gate: FloodGate) -> None:
    _exhaust(gate, "203.0.113.7")
    assert gate.weigh(_form("203.0.113.8")).way is Way.STRAIGHT


def test_allowance_fills_up_again_when_time_passes(gate: FloodGate, ticks: Ticks) -> None:
    _exhaust(gate, "203.0.113.7")
    ticks.at += 601 / ALLOWANCE
    assert gate.weigh(_form("203.0.113.7")).way is Way.STRAIGHT
    assert gate.weigh(_form("203.0.113.7")).way is Way.WAIT


def test_wait_grows_to_a_bound_when_the_flood_goes_on(gate: FloodGate) -> None:
    _exhaust(gate, "203.0.113.7")
    waits = [gate.weigh(_form("203.0.113.7")).wait_seconds for _ in range(200)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS)


def test_everybody_of_a_village_is_taken_when_all_stand_behind_one_address(gate: FloodGate, ticks: Ticks) -> None:
    village = [Receipt.mint() for _ in range(50)]
    waiting = [receipt for receipt in village if gate.weigh(_form("203.0.113.7", receipt)).way is Way.WAIT]
    assert len(waiting) == len(village) - ALLOWANCE
    ticks.at += LONGEST_WAIT_SECONDS
    assert Way.WAIT not in {gate.weigh(_form("203.0.113.7", receipt)).way for receipt in waiting}


def test_danger_goes_straight_on_when_its_address_and_box_are_flooded(gate: FloodGate) -> None:
    for _ in range(100):
        gate.weigh(_form("203.0.113.7"))
    for _ in range(100):
        assert gate.weigh(_form("203.0.113.7", is_danger=True)).way is Way.STRAIGHT


def test_danger_waits_and_is_never_laid_behind_when_all_of_it_is_a_flood(gate: FloodGate, ticks: Ticks) -> None:
    receipts = [Receipt.mint() for _ in range(700)]
    ways = [gate.weigh(_form("203.0.113.7", receipt, is_danger=True)).way for receipt in receipts]
    assert ways == [Way.STRAIGHT] * 600 + [Way.WAIT] * 100
    ticks.at += LONGEST_WAIT_SECONDS
    assert gate.weigh(_form("203.0.113.7", receipts[-1], is_danger=True)).way is Way.STRAIGHT


def test_site_of_ipv6_is_slowed_when_it_sends_from_another_household_each_time(gate: FloodGate) -> None:
    ways = [gate.weigh(_form(f"2001:db8:1:{number:02x}00::5", box=f"box-{number}")).way for number in range(20)]
    assert ways == [Way.STRAIGHT] * 12 + [Way.WAIT] * 8
    assert gate.weigh(_form("2001:db8:2::5")).way is Way.STRAIGHT


def test_box_is_slowed_and_the_next_is_not_when_each_form_has_another_address(gate: FloodGate) -> None:
    ways = [gate.weigh(_form(f"203.0.113.{number}")).way for number in range(20)]
    assert ways == [Way.STRAIGHT] * 12 + [Way.WAIT] * 8
    assert gate.weigh(_form("203.0.113.99", box="another")).way is Way.STRAIGHT


def test_installation_is_slowed_when_addresses_and_boxes_change(gate: FloodGate) -> None:
    ways = [gate.weigh(_form(f"203.0.{number}.1", box=f"box-{number}")).way for number in range(130)]
    assert ways == [Way.STRAIGHT] * 120 + [Way.WAIT] * 10


def test_form_goes_straight_on_when_its_page_has_shown_some_work(gate: FloodGate) -> None:
    _exhaust(gate, "203.0.113.7")
    receipt = Receipt.mint()
    challenge = gate.weigh(_form("203.0.113.7", receipt)).challenge
    assert gate.weigh(_form("203.0.113.7", receipt, proof="1")).way is Way.WAIT
    answer = next(str(number) for number in itertools.count() if is_solved(challenge, str(number)))
    assert gate.weigh(_form("203.0.113.7", receipt, proof=answer)).way is Way.STRAIGHT
    # The work is good for this form only
    assert gate.weigh(_form("203.0.113.7", proof=answer)).way is Way.WAIT


def test_allowance_is_given_back_when_nothing_was_stored(gate: FloodGate) -> None:
    for _ in range(3 * ALLOWANCE):
        verdict = gate.weigh(_form("203.0.113.7"))
        assert verdict.way is Way.STRAIGHT
        gate.refund(verdict)


def test_allowances_differ_when_the_gate_draws_them(ticks: Ticks) -> None:
    allowed = set()
    for number in range(30):
        gate = FloodGate(20, now=ticks)
        forms = (gate.weigh(_form(f"203.0.113.{number}")).way for _ in range(40))
        allowed.add(sum(way is Way.STRAIGHT for way in forms))
    assert len(allowed) > 3
    assert min(allowed) >= 15
    assert max(allowed) <= 25


def test_thread_and_sender_wait_when_they_send_very_often(gate: FloodGate) -> None:
    receipt, sender = Receipt.mint(), sender_of_text("203.0.113.7")
    assert [gate.weigh_addition(receipt) for _ in range(21)][-2:] == [0, 31]
    assert [gate.weigh_request(sender) for _ in range(61)][-2:] == [0, 11]


def test_nothing_is_remembered_of_a_sender_when_the_hour_is_over(gate: FloodGate, ticks: Ticks) -> None:
    _exhaust(gate, "203.0.113.7")
    assert "203.0.113.7" not in repr(gate)
    before = set(gate._allowances)  # noqa: SLF001, what is remembered is what the test is about
    ticks.at += 3601
    gate.weigh(_form("203.0.113.7"))
    assert not before & set(gate._allowances)  # noqa: SLF001


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
    assert sender_of(connection, proxies_in_front=proxies).address == expected


def test_lines_of_the_header_are_one_list_when_a_proxy_adds_another_line() -> None:
    headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-for", b"10.0.0.1, 198.51.100.2")]
    connection = HTTPConnection({"type": "http", "headers": headers, "client": ("127.0.0.1", 1)})
    found = [sender_of(connection, proxies_in_front=count).address for count in (1, 2, 3, 4)]
    assert found == ["198.51.100.2", "10.0.0.1", "203.0.113.9", "unknown"]


def _send(client: TestClient, box: str, receipt: str, **fields: str) -> Any:  # noqa: ANN401, the client has types of its own
    return client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc", **fields})


def _flood(town: Town) -> Ticks:
    """Let the allowance of the address be used up."""
    town.restart(tips_in_ten_minutes=ALLOWANCE)
    ticks, gate = Ticks(), town.app.state.context.gate
    gate.now, gate.vary = ticks, lambda: 1.0
    for _ in range(ALLOWANCE):
        town.hand_in(town.box("tanngoc"))
    return ticks


def test_page_keeps_the_text_and_takes_it_after_the_wait_when_a_flood_goes_on(town: Town) -> None:
    ticks, box, client = _flood(town), town.box("tanngoc"), town.resident()
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    answer = _send(client, box, receipt)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, str(SHORTEST_WAIT_SECONDS))
    assert "Có việc</textarea>" in answer.text
    assert "113" in answer.text
    assert read_field(answer.text, "receipt") == receipt
    ticks.at += SHORTEST_WAIT_SECONDS
    page = _send(client, box, receipt)
    assert page.status_code == 200
    # It is there, behind all others, and the page says so.
    assert "nên tin này xếp sau" in page.text
    assert "Cán bộ phụ trách được báo ngay" not in page.text
    assert "nên tin này xếp sau" in town.thread(Receipt.parse(receipt))
    with town.database.reading() as session:
        assert session.get_one(Tip, tip_id(Receipt.parse(receipt))).priority == Priority.BAY
    queue = town.officer("tanngoc").get("/officer/queue").text
    assert queue.rindex('href="/officer/tips/') == queue.index(f'href="/officer/tips/{tip_id(Receipt.parse(receipt))}')
    assert "Gửi dồn dập từ một nơi" in queue


def test_honest_danger_is_taken_at_once_and_first_when_its_address_floods(town: Town) -> None:
    _flood(town)
    receipt = town.hand_in(town.box("tanngoc"), urgency="danger")
    with town.database.reading() as session:
        assert session.get_one(Tip, tip_id(receipt)).priority == Priority.LIFE_AT_RISK


def test_nothing_is_used_up_when_receipts_are_sent_that_store_nothing(town: Town) -> None:
    _flood(town)
    town.reach_from("203.0.113.50", "agent")
    receipt = town.hand_in(town.box("tanngoc"))
    client, box = town.resident(), town.box("tanngoc")
    client.post("/tra-cuu/ket-thuc", data={"receipt": receipt.reveal()})
    for _ in range(3 * ALLOWANCE):
        assert _send(client, box, receipt.reveal()).status_code == 422
    for _ in range(ALLOWANCE - 1):
        town.hand_in(box)


def test_thread_takes_no_further_words_when_it_has_had_its_day(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    client = town.resident()
    answers = [
        client.post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": f"{number}" * 9000})
        for number in range(1, 6)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 422]
    assert "5555" in answers[-1].text
    assert "Hôm nay bạn đã viết rất nhiều" in answers[-1].text
    town.clock.advance(days=1, minutes=1)
    assert client.post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Thêm"}).status_code == 200


def test_page_of_a_thread_stays_small_when_very_much_was_written(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    client = town.resident()
    for number in range(35):
        if not number % 10:
            town.app.state.context.gate._allowances.clear()  # noqa: SLF001, as if some time had passed
        client.post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": f"Điều thứ {number}."})
    answer = client.post("/tra-cuu", data={"receipt": receipt.reveal()})
    assert answer.text.count('<div class="says') == 30
    assert "Điều thứ 4." not in answer.text
    every = client.get(f"{answer.url.path}?tat_ca=1").text
    assert every.count('<div class="says') == 36


def test_every_route_that_takes_a_residents_form_passes_the_gate() -> None:
    handed_in, added = "api.web.resident.box", "api.web.resident.thread"
    for router in ROUTERS:
        for route in router.routes:
            if not isinstance(route, APIRoute) or "POST" not in (route.methods or ()):
                continue
            if route.path.startswith(("/officer", "/hooks", "/custodian")):
                continue
            asked = {dependant.call for dependant in route.dependant.dependencies}
            weighs_itself = (route.endpoint.__module__, route.endpoint.__name__) in {
                (handed_in, "hand_in"),
                (added, "add"),
            }
            assert weigh_request in asked or weighs_itself, route.path
