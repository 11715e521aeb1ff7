"""What the demo shows beside its tips: a photo, thanks, and groups that are sent warnings."""

import re
from contextlib import closing
from pathlib import Path

import httpx

from tests.demo import Demo, run_demo


def _sign_in(demo: Demo, username: str) -> httpx.Client:
    client = httpx.Client(base_url=demo.server.url, headers={"Origin": demo.server.url})
    form = {"username": username, "passphrase": demo.passwords[username]}
    assert client.post("/officer/sign-in", data=form).status_code == httpx.codes.SEE_OTHER
    return client


def _read_tips(client: httpx.Client, shelf: str) -> list[str]:
    queue = client.get(f"/officer/queue?shelf={shelf}").text
    return [client.get(path).text for path in dict.fromkeys(re.findall(r"/officer/tips/[0-9a-f]{32}", queue))]


def test_photo_thanks_and_contacts_are_there_when_the_demo_starts(tmp_path: Path) -> None:
    with run_demo(tmp_path) as demo:
        with closing(_sign_in(demo, "tanngoc")) as officer:
            (photo,) = {
                path
                for page in _read_tips(officer, "mine")
                for path in re.findall(r"/officer/tips/\w+/files/\w+", page)
            }
            assert officer.get(photo).content.startswith(b"\xff\xd8")
            assert any("2.000.000" in page for page in _read_tips(officer, "closed"))
        with closing(_sign_in(demo, "truongca-binhtuyen")) as chief:
            page = chief.get("/officer/contacts").text
        assert "Tổ tự quản số 3" in page
        assert re.findall(r"••• (\d+)", page) == ["202", "201"]
