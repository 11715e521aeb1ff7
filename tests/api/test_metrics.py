"""The counts say how much, and never where or who; nobody from outside reads them."""

import re

import httpx

from tests.live import LiveTown
from tests.server import find_port
from tests.town import Town, read_field


def _read(port: int) -> str:
    return httpx.get(f"http://127.0.0.1:{port}/metrics").text


def _hand_in(live: LiveTown, box: str) -> None:
    client = live.server.client()
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    for _twice in range(2):
        client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc"})


def test_counts_are_of_all_processes_and_name_no_place_when_tips_come_in(town: Town) -> None:
    port, box = find_port(), town.box("tanngoc")
    town.restart(metrics_port=port)
    live = LiveTown(town, processes=2)
    try:
        for _ in range(6):
            _hand_in(live, box)
        officer = live.sign_in("tanngoc")
        for path in ("/officer/queue", "/en/officer/queue"):
            officer.get(path)
        counts = _read(port)
    finally:
        live.server.stop()
    assert 'homthu_tips_total{outcome="new"} 6.0' in counts
    assert 'homthu_tips_total{outcome="repeated"} 6.0' in counts
    assert 'homthu_requests_total{side="officer",status="2xx"} 2.0' in counts
    labels = set(re.findall(r'(\w+)="([^"]*)"', counts))
    assert {name for name, _value in labels} <= {"side", "status", "outcome", "le", "pid"}
    assert box not in counts
    assert "08944" not in counts


def test_counts_are_not_served_when_no_port_is_set_nor_by_the_public_side(town: Town) -> None:
    live = LiveTown(town)
    try:
        assert live.server.client().get("/metrics").status_code == httpx.codes.NOT_FOUND
    finally:
        live.server.stop()
