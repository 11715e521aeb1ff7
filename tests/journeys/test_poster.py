"""From the poster on the wall to a receipt, as somebody goes who holds a telephone before it."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import DESK, Browser
from tests.demo import Demo
from tests.journeys.test_in_the_browser import watch
from tests.pictures import read_codes

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "millimetres"), [("a4", (210, 297)), ("a6", (105, 148))])
def test_one_sheet_comes_out_and_its_code_is_read_when_a_poster_is_printed(
    browser: Browser, demo: Demo, size: str, millimetres: tuple[int, int]
) -> None:
    page = browser.visit(DESK)
    troubles = watch(page)
    page.goto(f"/b/{demo.boxes['tanngoc']}/poster?size={size}")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    assert len(document) == 1
    measured = tuple(round(points / 72 * 25.4) for points in document[0].get_size())
    assert measured == millimetres
    picture = document[0].render(scale=3).to_pil()
    written = BytesIO()
    picture.save(written, "PNG")
    assert read_codes(written.getvalue()) == [f"{demo.server.url}/b/{demo.boxes['tanngoc']}"]
    if size == "a4":
        # As a telephone with twelve megapixels sees it from three metres: 202 dots wide.
        written = BytesIO()
        picture.resize((202, 286), Image.Resampling.BOX).save(written, "PNG")
        assert len(read_codes(written.getvalue())) == 1
    assert troubles == []


def test_receipt_is_shown_when_somebody_follows_the_code_of_a_poster(browser: Browser, demo: Demo) -> None:
    # Given the poster as it hangs on the wall
    wall = browser.visit(DESK)
    wall.goto(f"/b/{demo.boxes['tanngoc']}/poster")
    (address,) = read_codes(wall.screenshot(full_page=True))
    # When somebody holds a telephone before it and goes where the code leads
    phone = browser.visit()
    phone.goto(address)
    expect(phone.get_by_role("heading", name="thôn Tân Ngọc")).to_be_visible()
    phone.get_by_label("Việc gì đã xảy ra?").fill("Đọc trên tờ dán ở nhà văn hóa")
    phone.get_by_role("button", name="Gửi tin").click()
    # Then there is a receipt
    expect(phone.locator("#receipt")).to_be_visible()
