"""A request that waits for "100 Continue" and is refused spoils no connection for the next one (CVE-2024-24791)."""

from pathlib import Path

import pytest

from tests.caddy import CADDYFILE, run_caddy
from tests.field.honest import make_browser
from tests.live import LiveTown
from tests.server import find_port
from tests.town import Town

_EXPECTING = {"Expect": "100-continue", "Content-Type": "text/plain"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_connection_is_closed_after_a_request_whose_body_may_never_come(town: Town) -> None:
    resident, box = town.resident(), f"/b/{town.box('tanngoc')}"
    assert resident.post(box, content=b"x", headers=_EXPECTING).headers["Connection"] == "close"
    assert "Connection" not in resident.get(box).headers


def test_proxy_passes_no_such_request_on() -> None:
    text = CADDYFILE.read_text(encoding="utf-8")
    assert text.count("header_up -Expect") == text.count("reverse_proxy {") == 2


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_next_resident_is_answered_when_such_requests_were_refused_by_the_real_proxy(
    town: Town, tmp_path: Path
) -> None:
    port = find_port()
    town.settings = town.settings.model_copy(update={"public_url": f"https://localhost:{port}", "proxies_in_front": 1})
    live, box = LiveTown(town), f"/b/{town.box('tanngoc')}"
    try:
        with run_caddy(tmp_path, live.server.port, port=port) as caddy:
            for number in range(20):
                with make_browser(caddy.url, "127.0.66.1") as hostile:
                    assert hostile.post(box, content=b"x" * 100_000, headers=_EXPECTING).status_code == 422
                with make_browser(caddy.url, f"127.0.9.{number + 1}", seconds=10) as honest:
                    assert honest.get("/").status_code == 200
    finally:
        live.server.stop()
