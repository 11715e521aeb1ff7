"""By Tor: told to those who can use it, never on an officer's page; and the configuration that serves it."""

import subprocess
from pathlib import Path

import pytest

from tests.town import Town

ONION = f"http://{'a' * 56}.onion"
TORRC = Path(__file__).parent.parent.parent / "deploy" / "torrc"


@pytest.mark.parametrize("path", ["/", "/b/{box}", "/tra-cuu", "/en/an-toan"])
def test_onion_service_is_told_when_a_resident_opens_a_page(town: Town, path: str) -> None:
    town.restart(onion_url=ONION)
    path = path.format(box=town.box("tanngoc"))
    assert town.resident().get(path).headers["Onion-Location"] == f"{ONION}{path}"


@pytest.mark.parametrize("path", ["/officer", "/en/officer", "/health/live", "/hooks/sms/anybody"])
def test_onion_service_is_not_told_when_the_page_is_not_a_residents(town: Town, path: str) -> None:
    town.restart(onion_url=ONION)
    assert "Onion-Location" not in town.resident().get(path).headers


def test_nothing_is_told_when_there_is_no_onion_service(town: Town) -> None:
    assert "Onion-Location" not in town.resident().get("/").headers


@pytest.mark.parametrize("url", ["https://a.onion", f"{ONION}/", "http://short.onion", f"http://{'1' * 56}.onion"])
def test_settings_refuse_when_the_name_is_no_onion_services(town: Town, url: str) -> None:
    with pytest.raises(ValueError, match="onion_url"):
        type(town.settings).model_validate(town.settings.model_dump() | {"onion_url": url})


def test_tip_is_handed_in_when_the_onion_services_name_is_asked(town: Town) -> None:
    town.restart(onion_url=ONION)
    host = ONION.removeprefix("http://")
    client = town.resident()
    client.headers.update({"Host": host, "Origin": ONION})
    box = town.box("tanngoc")
    receipt = client.get(f"/b/{box}").text.split('name="receipt" value="')[1].split('"')[0]
    answer = client.post(f"/b/{box}", data={"receipt": receipt, "what": "Tối nào cũng có đánh bạc"})
    assert "Đã nhận tin của bạn" in answer.text


def test_debians_tor_accepts_the_configuration_when_it_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "tor"
    folder.mkdir(mode=0o700)
    file = tmp_path / "torrc"
    # There is no caddy here whose name could be found.
    text = TORRC.read_text(encoding="utf-8").replace("/var/lib/tor", str(folder)).replace("caddy:", "127.0.0.1:")
    file.write_text(text, encoding="utf-8")
    command = ["/usr/sbin/tor", "--verify-config", "-f", str(file), "--defaults-torrc", "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("asked", "is_offered"),
    [
        ("en-GB,en;q=0.9,vi;q=0.5", True),
        ("fr, en;q=0.4", True),
        ("vi, en;q=0.9", False),
        ("en;q=0, vi", False),
        ("", False),
        ("*;q=x, ,;q=", False),
    ],
)
def test_language_is_offered_and_not_chosen_when_the_browser_asks_for_it(
    town: Town, asked: str, *, is_offered: bool
) -> None:
    page = town.resident().get("/", headers={"Accept-Language": asked}).text
    assert '<html lang="vi">' in page
    assert ('lang="en" class="offered">English</a>' in page) is is_offered


def test_language_of_the_url_stays_when_the_browser_asks_for_another(town: Town) -> None:
    page = town.resident().get("/en/", headers={"Accept-Language": "vi"}).text
    assert '<html lang="en">' in page
    assert 'class="offered"' not in page
