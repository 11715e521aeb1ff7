"""What a chief, the administrator and the cashier see."""

import secrets

from playwright.sync_api import Page

from tests.browser import unfold
from tests.screenshots.album import Album
from tests.screenshots.officers import choose_passphrase, visit_as_newcomer

_CHIEF, _ADMINISTRATOR = "truongca-binhtuyen", "quantri"
_CHIEFS_PAGES = (
    ("letters", "officer-letters-of-chief"),
    ("queue?shelf=branch&overdue=1", "officer-queue-filtered"),
    ("queue?shelf=closed", "officer-queue-closed"),
    ("board", "officer-board-month"),
    ("board?period=year", "officer-board"),
    ("board/report?period=month&back=0", "officer-report"),
    ("board/register", "officer-register"),
    ("duty", "officer-duty"),
    ("alerts", "officer-alerts"),
    ("sentences", "officer-sentences"),
    ("handover", "officer-handover"),
    ("posters", "officer-posters"),
    ("warnings", "officer-warnings"),
    ("contacts", "officer-contacts"),
    ("recovery", "officer-recovery"),
    ("journal", "officer-journal"),
)


def visit_as_chief(album: Album) -> None:
    """Lead the posts of a commune, and bring people in."""
    page = album.sign_in(_CHIEF)
    album.open(page, "/officer/people", "officer-people")
    for path, name in _CHIEFS_PAGES:
        album.open(page, f"/officer/{path}", name)
    album.open(page, "/officer/search", "officer-search")
    page.locator("#words").fill("ma túy")
    page.locator("main form button").click()
    album.take(page, "officer-search-found")
    album.go(page, "/officer/queue?shelf=branch&status=acknowledged")
    page.locator(".queue a").first.click()
    page.evaluate("document.querySelectorAll('aside details').forEach(each => each.open = true)")
    album.take(page, "officer-tip-steps")
    _look_back(album, page)
    _invite_officer(album, page)
    _invite_cashier(album, page)


def _look_back(album: Album, page: Page) -> None:
    album.go(page, "/officer/queue?shelf=closed")
    page.locator(".queue a").first.click()
    album.take_unfolded(page, "officer-tip-closed")


def _invite_officer(album: Album, page: Page) -> None:
    name = f"moi{secrets.token_hex(3)}"
    album.go(page, "/officer/people")
    unfold(page)
    form = page.locator('form[action$="/people/invite"]').last
    form.locator('[name="display_name"]').fill("Trung úy Vương Thị Mới")
    form.locator('[name="username"]').fill(name)
    form.locator("button").click()
    album.take(page, "officer-people-invited")
    digits = visit_as_newcomer(album, _read_link(page), name)
    album.go(page, "/officer/people")
    form = page.locator('form[action$="/people/confirm"]').last
    form.locator('[name="digits"]').fill("00000000")
    form.locator("button").click()
    album.take(page, "officer-people-differ")
    form = page.locator('form[action$="/people/confirm"]').last
    form.locator('[name="digits"]').fill(digits)
    form.locator("button").click()
    album.take(page, "officer-people-confirmed")


def _invite_cashier(album: Album, page: Page) -> None:
    name, passphrase = f"thuquy{secrets.token_hex(3)}", secrets.token_hex(12)
    album.open(page, "/officer/cashier/invite", "officer-cashier-invite")
    page.locator('[name="display_name"]').fill("Thủ quỹ Hà Thị Tiền")
    page.locator('[name="username"]').fill(name)
    page.locator("main form button").click()
    album.take(page, "officer-cashier-invited")
    cashier = album.visit()
    album.go(cashier, _read_link(page))
    choose_passphrase(cashier, passphrase)
    cashier = album.sign_in(name, passphrase)
    album.open(cashier, "/officer/cashier", "cashier")
    cashier.locator('[name="code"]').last.fill("K7M2-K7M2")
    cashier.locator('[name="number"]').last.fill("000000")
    cashier.locator("main form button").last.click()
    album.take(cashier, "cashier-unknown")


def _read_link(page: Page) -> str:
    return "/officer/invitations/" + page.locator("main code").first.inner_text().rpartition("/")[2]


def visit_as_administrator(album: Album) -> None:
    """Look after accounts and areas, and read no tip."""
    page = album.sign_in(_ADMINISTRATOR)
    album.open(page, "/officer/people", "administrator")
    for path, name in (
        ("accounts", "administrator-accounts"),
        ("areas", "administrator-areas"),
        ("days", "administrator-days"),
        ("duty", "administrator-duty"),
        ("partners", "administrator-partners"),
        ("journal", "administrator-journal"),
    ):
        album.open(page, f"/officer/{path}", name)
