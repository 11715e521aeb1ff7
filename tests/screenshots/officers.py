"""What officers see: of an area, at the duty desk, in the inspectorate; and how one comes in."""

import secrets

from playwright.sync_api import Page
from pyotp import TOTP

from tests.browser import unfold
from tests.screenshots.album import Album
from tests.second_factor import read_secret

_OFFICER = "tanngoc"


def visit_as_officer(album: Album) -> None:
    """Work through the queue."""
    page = album.visit()
    album.open(page, "/officer", "officer-sign-in")
    page.locator("#username").fill(_OFFICER)
    page.locator("#passphrase").fill("khong phai")
    page.locator("main form button").click()
    album.take(page, "officer-sign-in-wrong")
    page = album.sign_in(_OFFICER)
    album.take(page, "officer-queue")
    page.locator(".queue a").first.click()
    album.take(page, "officer-tip")
    album.open(page, "/officer/queue", "officer-queue-again")
    page.locator(".queue a", has_text="SMS").first.click()
    album.take(page, "officer-text-thread")
    album.go(page, "/officer/queue")
    page.locator(".queue a").first.click()
    take = page.locator('form[action$="/acknowledge"] button')
    if take.count():
        take.click()
        page.locator("#answer").fill("Cảm ơn bạn. Việc này xảy ra từ bao giờ? Có mấy người?")
        page.locator('form[action$="/answer"] button').click()
    album.take_unfolded(page, "officer-tip-answered")
    page.locator("#refer").fill("Hai nhà cãi nhau vì rãnh nước, đã hai tuần.")
    page.locator('form[action$="/refer"] button').click()
    page.locator('a[href$="/referral"]').click()
    album.take(page, "officer-referral")
    page.go_back()
    _visit_around(album, page)
    album.go(page, "/officer/account")
    album.take_unfolded(page, "officer-account")


def _visit_around(album: Album, page: Page) -> None:
    """Visit the pages that belong to the tip on the page."""
    tip = page.url.removeprefix(album.demo.server.url).removeprefix(album.prefix).partition("?")[0]
    album.open(page, f"{tip}/alike", "officer-alike")
    link = page.locator('form[action$="/link"] button')
    if link.count():
        link.first.click()
    album.open(page, f"{tip}/together", "officer-together")
    album.open(page, f"{tip}/sheet", "officer-sheet")
    album.open(page, f"{tip}/hold", "officer-hold")
    album.open(page, f"{tip}/disclosure", "officer-disclosure")
    page.locator('main form button:not([type="button"])').last.click()
    album.take(page, "officer-disclosure-wrong")


def visit_as_collector(album: Album) -> None:
    """Empty the paper box."""
    page = album.sign_in("thongnhat")
    album.open(page, "/officer/letters", "officer-letters")
    page.locator(".card a.button").first.click()
    album.take(page, "officer-letter-form")


def visit_as_duty_desk(album: Album) -> None:
    """Take a call, and look at what came by text."""
    page = album.sign_in("trucban1")
    album.take(page, "officer-duty-desk")
    page.locator(".queue a", has_text="SMS").first.click()
    album.take(page, "officer-text")
    album.open(page, "/officer/partners", "officer-partners")
    album.open(page, "/officer/calls", "officer-calls")
    page.locator('form[action$="/calls/new"] button').first.click()
    album.shown.add("/officer/calls/new")
    page.locator("#what").fill("Tôi tên là Lê Văn Ba, có người cầm dao đuổi chém nhau ở Tân Ngọc, Bá Hiến")
    page.locator('button[value="check"]').click()
    album.take(page, "officer-call-form")
    page.locator('input[name="answer"][value="receipt"]').check()
    page.locator("button.big").click()
    album.take(page, "officer-call-receipt")
    spoken = "".join(page.locator(".aloud .digits").all_inner_texts())
    album.go(page, "/tra-cuu")
    page.locator("#receipt").fill(spoken)
    page.locator("button.send").click()
    album.take(page, "receipt-replaced")
    album.go(page, "/officer/queue")
    page.locator(".queue a", has_text="hotline" if album.is_english else "Đường dây nóng").first.click()
    album.take(page, "officer-call")


def visit_as_inspector(album: Album) -> None:
    """Look at tips about police."""
    page = album.sign_in("thanhtra1")
    album.take(page, "inspectorate-queue")
    page.locator(".queue a").first.click()
    album.take_unfolded(page, "inspectorate-tip")


def visit_as_newcomer(album: Album, link: str, username: str) -> str:
    """Come in by an invitation, and give the account a second factor; return the eight digits to be compared."""
    page, passphrase = album.visit(), secrets.token_hex(12)
    album.open(page, link, "invitation")
    choose_passphrase(page, "12345678")
    album.take(page, "invitation-wrong")
    choose_passphrase(page, passphrase)
    album.take(page, "welcome")
    digits = page.locator(".digits").inner_text()
    page = album.sign_in(username, passphrase)
    album.take(page, "officer-queue-empty")
    album.go(page, "/officer/account")
    unfold(page)
    page.locator("form[action$='/add-factor'] input[name=passphrase]").fill(passphrase)
    page.locator("form[action$='/add-factor'] button").click()
    page.wait_for_load_state()
    album.take_unfolded(page, "enrol")
    page.locator("#code").fill(TOTP(read_secret(page.content())).now())
    page.locator("button.big").click()
    album.take(page, "recovery-codes")
    page = album.sign_in(username, passphrase)
    album.take(page, "second-step")
    page.locator("#code").fill("000000")
    page.locator("button.big").click()
    album.take(page, "second-step-wrong")
    return digits


def choose_passphrase(page: Page, passphrase: str) -> None:
    """Type a passphrase on the page of an invitation."""
    # The browser's own word on a short one would stand in front of ours.
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("#passphrase").fill(passphrase)
    page.locator("#passphrase_again").fill(passphrase)
    page.locator("button.big").click()
