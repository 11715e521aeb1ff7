"""Requests for another host: answered 421, without an echo; no redirect leads where a caller says."""

import pytest

from tests.town import HOST, Town

EVIL = "evil.example"


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        pytest.param("/", HOST, 200, id="ours"),
        pytest.param("/", f"{HOST}:443", 200, id="ours with its port"),
        pytest.param("/", f"{HOST}:8443", 200, id="a proxy's port"),
        pytest.param("/", HOST.upper(), 200, id="capitals"),
        pytest.param("/", f"{HOST}.", 200, id="a full name"),
        pytest.param("/", EVIL, 421, id="another"),
        pytest.param("/", f"{HOST}.{EVIL}", 421, id="a longer name"),
        pytest.param("/", f"{EVIL}:443@{HOST}", 421, id="a user before it"),
        pytest.param("/", "", 421, id="none"),
        pytest.param("/", "127.0.0.1:8000", 421, id="a page by this machine's address"),
        pytest.param("/health/live", "127.0.0.1:8000", 200, id="a probe"),
        pytest.param("/health/live", "[::1]:8000", 200, id="a probe by IPv6"),
        pytest.param("/health/live", "localhost", 200, id="a probe by name"),
        pytest.param("/health/live", "10.0.0.5", 421, id="a probe from elsewhere"),
    ],
)
def test_only_known_hosts_are_answered(town: Town, path: str, host: str, status: int) -> None:
    answer = town.resident().get(path, headers={"Host": host})
    assert answer.status_code == status
    assert EVIL not in answer.text + str(answer.headers)


def test_onion_address_is_answered_when_there_is_one(town: Town) -> None:
    onion = "a" * 56 + ".onion"
    town.restart(onion_url=f"http://{onion}")
    assert town.resident().get("/", headers={"Host": onion}).status_code == 200
    assert town.resident().get("/", headers={"Host": "b" * 56 + ".onion"}).status_code == 421


@pytest.mark.parametrize("path", ["/tra-cuu/", "/b/", "/officer/", "/an-toan/", "//evil.example/", "/en/tra-cuu/"])
def test_nobody_is_led_by_the_hosts_name_when_a_slash_is_too_many(town: Town, path: str) -> None:
    answer = town.resident().get(path, headers={"Host": HOST})
    assert answer.status_code in {200, 404}
    assert "location" not in answer.headers
