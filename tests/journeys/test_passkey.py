"""Passkeys in a real browser, with the authenticator that chromium brings for tests."""

import io
import json
from collections.abc import Iterator

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pyotp import TOTP, parse_uri
from sqlmodel import delete
from zxingcpp import read_barcodes

from tests.browser import Browser, Look, open_browser
from tests.serving import serve
from tests.town import Town
from triage.offices.factors.tables import SecondFactor

# What a browser's authenticator says is the same on both databases; what is stored is tried on both elsewhere.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


@pytest.fixture
def browser(town: Town) -> Iterator[Browser]:
    with town.database.writing() as session:
        session.exec(delete(SecondFactor))
        session.commit()
    # A name for which browsers make passkeys, and which they trust without https.
    with serve(town, host="localhost") as url, open_browser(url) as running:
        yield running


def _plug_in_authenticator(page: Page) -> None:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _type_passphrase(page: Page, town: Town) -> None:
    page.goto("/officer")
    page.get_by_label("Tên đăng nhập").fill("tanngoc")
    page.get_by_label("Mật khẩu", exact=True).fill(town.passphrases["tanngoc"])
    page.get_by_role("button", name="Đăng nhập").click()


def test_passkey_lets_its_officer_in_and_nobody_else_when_it_was_made_at_the_first_sign_in(
    town: Town, browser: Browser
) -> None:
    # Given an officer who makes a passkey at the first sign-in
    page = browser.visit()
    _plug_in_authenticator(page)
    _type_passphrase(page, town)
    page.get_by_role("button", name="Tạo khóa thiết bị").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    # When the officer comes again with the device, the answer that it gives is caught on its way
    page.goto("/officer/account")
    page.get_by_text("Mục khác").click()
    page.get_by_role("button", name="Đăng xuất (").click()
    _type_passphrase(page, town)
    answers: list[str] = []
    page.on("request", lambda request: answers.append(request.post_data or "") if request.method == "POST" else None)
    page.get_by_role("button", name="Dùng khóa thiết bị").click()
    expect(page.get_by_role("heading", name="Hàng đợi")).to_be_visible()
    # Then that answer is good for no other step, though the passphrase is right
    thief = httpx.Client(base_url=page.url.partition("/officer")[0], headers={"Sec-Fetch-Site": "same-origin"})
    with thief:
        form = {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
        assert thief.post("/officer/sign-in", data=form).headers["location"] == "/officer/second-step"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        refused = thief.post("/officer/second-step", content=answers[-1], headers=headers)
        assert thief.get(refused.headers["location"]).status_code == httpx.codes.UNAUTHORIZED
        for broken in ("{}", "null", "[]", "x", json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key"})):
            assert thief.post("/officer/second-step", data={"passkey": broken}).status_code in {401, 303}


def test_only_a_passkey_lets_in_when_the_locality_wants_it(town: Town) -> None:
    # Given a locality that asks for passkeys, and an officer who has an app only
    app = TOTP(town.apps["tanngoc"])
    town.clock.advance(minutes=5)
    with serve(town, host="localhost", passkeys_only=True) as url, open_browser(url) as running:
        page = running.visit()
        _plug_in_authenticator(page)
        _type_passphrase(page, town)
        # When the code is right
        page.get_by_label("Mã sáu chữ số trong ứng dụng").fill(app.at(town.clock.now()))
        page.get_by_role("button", name="Vào", exact=True).click()
        # Then it leads to making a passkey, and the passkey in
        expect(page.get_by_text("Ở đây chỉ nhận khóa thiết bị")).to_be_visible()
        expect(page.get_by_text("Trình duyệt này không tạo được khóa thiết bị")).to_be_hidden()
        assert page.locator("#code").count() == 0
        page.get_by_role("button", name="Tạo khóa thiết bị").click()
        expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
        codes = page.locator(".codes code").all_inner_texts()
        # And from now on no code of the app's does
        town.clock.advance(minutes=5)
        page.context.clear_cookies()
        _type_passphrase(page, town)
        page.get_by_label("Mã dự phòng").fill(app.at(town.clock.now()))
        page.get_by_role("button", name="Vào", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Mã trong ứng dụng ở đây không mở được")
        # But a recovery code, where the device is lost, leads to another passkey
        page.get_by_label("Mã dự phòng").fill(codes[0])
        page.get_by_role("button", name="Vào", exact=True).click()
        expect(page.get_by_text("Ở đây chỉ nhận khóa thiết bị")).to_be_visible()
        page.goto("/officer/queue")
        expect(page.get_by_role("heading", name="Đăng nhập dành cho cán bộ")).to_be_visible()


@pytest.mark.parametrize("look", [Look(has_script=False), Look(is_dark=True, has_script=False)], ids=["light", "dark"])
def test_app_scans_the_picture_and_its_code_lets_in_when_there_is_no_script(
    town: Town, browser: Browser, look: Look
) -> None:
    page = browser.visit(look)
    _type_passphrase(page, town)
    (found,) = read_barcodes(Image.open(io.BytesIO(page.get_by_role("img", name="Mã QR cho ứng dụng").screenshot())))
    app = parse_uri(found.text)
    assert isinstance(app, TOTP)
    page.get_by_label("Gõ sáu chữ số mà ứng dụng hiện").fill(app.at(town.clock.now()))
    page.get_by_role("button", name="Xong, cho tôi vào").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
