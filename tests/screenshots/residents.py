"""What residents see."""

from playwright.sync_api import Page
from sqlmodel import select

from api.ground.database import open_database
from crypto.tokens import Token
from tests.browser import unfold
from tests.screenshots.album import Album
from triage.warnings.tables import WarningContact

_WHAT = "Nhà cuối ngõ tối nào cũng có người lạ tụ tập, sáng ra thấy kim tiêm. Trẻ con đi học qua đó rất sợ."


def visit(album: Album) -> None:
    """Walk through the pages as somebody who has seen something."""
    page, box = album.visit(), f"/b/{album.demo.boxes['tanngoc']}"
    album.open(page, "/", "finder")
    page.locator("#place").fill("ba hien")
    page.locator("main button").first.click()
    album.take(page, "finder-found")
    album.open(page, box, "box")
    _report(album, page)
    album.open(page, "/tra-cuu", "return")
    page.locator("#receipt").fill("K7M2")
    album.press(page, page.locator("button.send"), "return-mistyped")
    album.open(page, "/an-toan", "safety")
    album.open(page, f"{box}/canh-bao", "warnings")
    album.open(page, f"{box}/poster", "poster")
    album.open(page, "/so-lieu", "figures")
    album.open(page, "/nhat-ky", "heads")
    album.open(page, f"/thoi-nhan/{_find_stop_link(album)}", "stopping")
    album.press(page, page.locator("main form button"), "stopping-done")
    album.open(page, "/nothing", "outcome")


def _report(album: Album, page: Page) -> None:
    page.locator("#danger").check()
    page.locator("#what").fill("   ")
    page.locator("button.send").click()
    album.take(page, "box-blank")
    page.locator("#what").fill(_WHAT)
    unfold(page)
    page.locator("#where").fill("cạnh nhà văn hóa " * 40)
    album.press(page, page.locator("button.send"), "box-wrong")
    page.locator("#where").fill("cạnh nhà văn hóa")
    album.press(page, page.locator("button.send"), "receipt")
    page.locator('input[name="kept"]').check()
    album.press(page, page.locator("main form button").last, "thread")
    album.take_unfolded(page, "thread-unfolded")
    page.locator("#text").fill("Tối qua lại có ba người.")
    album.press(page, page.locator("button.send"), "thread-added")
    unfold(page)
    album.press(page, page.locator('form[action$="/ket-thuc"] button'), "thread-ended")


def _find_stop_link(album: Album) -> str:
    """Give a contact a link of ours: that of its letters is known to the worker and the letters only."""
    token, database = Token.generate(), open_database(album.demo.database_url)
    with database.writing() as session:
        contact = session.exec(select(WarningContact)).first()
        assert contact is not None
        contact.stop_digest, contact.stopped_at = token.digest, None
        session.add(contact)
        session.commit()
    database.close()
    return token.reveal()
