"""Officers' browsers keep nothing: no POST is answered by a page, and no form offers what was typed before."""

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import col, func, select

from api.web.app.app import ROUTERS
from api.web.http.cookies import SESSION
from crypto.tokens import Token
from tests.town import Town, tip_id
from triage.channels.threads.handles import HandleKind
from triage.channels.threads.tables import HandleRow
from triage.offices.posts.tables import Post

TEMPLATES = sorted(Path("api/web").glob("*/templates/*.html"))
# A browser may offer to keep the passphrase of the page that signs in, which is what people do not write down then.
MAY_REMEMBER = {"sign_in.html"}
POSTS = sorted(
    {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and route.path.startswith("/officer") and "POST" in (route.methods or ())
    }
)
TYPED = "chỉ cán bộ này được đọc"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_no_form_keeps_what_was_typed(template: Path) -> None:
    forms = re.findall(r"<form\b[^>]*", template.read_text(encoding="utf-8"))
    kept = [form for form in forms if 'autocomplete="off"' not in form]
    assert kept == [] or template.name in MAY_REMEMBER


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_every_form_says_where_it_goes_because_its_page_may_be_shown_elsewhere(template: Path) -> None:
    forms = re.findall(r"<form\b[^>]*>", template.read_text(encoding="utf-8"))
    assert [form for form in forms if " action=" not in form] == []


def test_second_try_is_taken_when_the_first_passphrase_was_too_weak(town: Town) -> None:
    invited = town.officer("truongca-binhtuyen").post(
        "/officer/people/invite",
        data={"post": _post_of(town), "display_name": "Trung úy Vương Thị Mới", "username": "moi01"},
    )
    link = re.findall(r"/officer/invitations/[\w-]+", invited.text)[0]
    newcomer = town.resident()
    weak = newcomer.post(link, data={"passphrase": "12345678", "passphrase_again": "12345678"})
    assert "/officer/shown/" in str(weak.url)
    action = re.findall(r'<form[^>]*action="([^"]+)"', weak.text)[-1]
    good = "khue-mot-doi-tim-hieu-92"
    assert newcomer.post(action, data={"passphrase": good, "passphrase_again": good}).status_code == 200


def _post_of(town: Town) -> str:
    with town.database.reading() as session:
        return session.exec(select(Post.id).where(Post.area_id == "08944-r11")).one()


def test_no_officers_post_is_answered_by_a_page(town: Town) -> None:
    """Every route that takes an officer's form, with and without a session, with a form that fits none."""
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    clients = [town.resident(), town.officer("tanngoc"), town.officer("truongca-binhtuyen"), town.officer("quantri")]
    pages = []
    for path in POSTS:
        filled = re.sub(r"\{[^}]*\}", tip, path)
        for client in clients:
            answer = client.post(filled, data={"text": TYPED}, follow_redirects=False)
            if answer.headers.get("content-type", "").startswith("text/html"):
                pages.append(path)
            assert TYPED not in answer.text
    assert len(POSTS) > 40
    assert pages == []


def test_page_keeps_its_status_and_can_be_loaded_again_when_it_is_led_to(town: Town) -> None:
    client = town.officer("tanngoc")
    form = {"passphrase": "sai", "chosen": "x", "chosen_again": "x"}
    led = client.post("/officer/account/passphrase", data=form, follow_redirects=False)
    path = led.headers["location"]
    assert led.status_code == 303
    for _ in range(2):
        shown = client.get(path)
        assert shown.status_code == 403
        assert "Mật khẩu hiện nay không đúng" in shown.text
    town.clock.advance(minutes=11)
    assert client.get(path).headers["location"] == "/officer"


def test_page_opens_to_nobody_else_and_not_after_signing_out(town: Town) -> None:
    client = town.officer("tanngoc")
    form = {"passphrase": town.passphrases["tanngoc"]}
    path = client.post("/officer/account/recovery-codes", data=form, follow_redirects=False).headers["location"]
    for other in (town.resident(), town.officer("thongnhat"), town.officer("tanngoc")):
        assert other.get(path).headers["location"] == "/officer"
    assert "<code>" in client.get(path).text
    cookie = client.cookies["__Host-homthu"]
    client.post("/officer/sign-out")
    # Not even to the session's cookie, were it kept
    client.cookies.set("__Host-homthu", cookie, domain="homthu.test")
    assert client.get(path).headers["location"] == "/officer"


def test_script_gets_its_answer_where_it_asks(town: Town) -> None:
    client = town.officer("trucban1")
    answer = client.post(
        "/officer/account/nothing", data={}, headers={"Sec-Fetch-Dest": "empty"}, follow_redirects=False
    )
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("cookie", ["", "made-up"])
def test_disk_is_not_filled_when_a_stranger_posts_again_and_again(town: Town, cookie: str) -> None:
    client = town.resident()
    if cookie:
        client.cookies.set(SESSION.name_in(town.settings), Token.generate().reveal())
    for _each in range(125):
        TestClient.request(client, "POST", "/officer/search", data={"words": "x"}, follow_redirects=False)
    with town.database.reading() as session:
        kept = session.exec(select(func.count()).where(col(HandleRow.kind) == HandleKind.OFFICERS_PAGE)).one()
    assert kept <= 120
    # Officers who are signed in are led to their pages all the while.
    answer = TestClient.request(
        town.officer("tanngoc"), "POST", "/officer/search", data={"words": ""}, follow_redirects=False
    )
    assert "/officer/shown/" in answer.headers["location"]
