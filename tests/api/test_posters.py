"""Posters: what a telephone reads from them, what stands on them, and whose numbers a chief publishes."""

import re
from io import BytesIO

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests.pictures import read_codes
from tests.town import ORIGIN, Town, read_field

CHIEF, COMMUNE = "truongca-binhtuyen", "08944"


def _publish(town: Town, chief: TestClient, area: str, number: str) -> int:
    """Publish a number for the area with this name, as the page offers it; what is read now and then is read anew."""
    page = chief.get("/officer/posters").text
    form = next(part for part in page.split("<form")[1:] if 'name="post"' in part and f">{area}" in part)
    answer = chief.post("/officer/posters/numbers", data={"post": read_field(form, "post"), "number": number})
    town.restart()
    return answer.status_code


def test_numbers_box_and_honest_sentences_stand_on_it_when_a_poster_is_shown(town: Town) -> None:
    page = town.resident().get(f"/b/{town.box('tanngoc')}/poster").text
    for words in ("thôn Tân Ngọc, xã Bình Tuyền", "113", "0211 3866 113", f"homthu.test/b/{town.box('tanngoc')}"):
        assert words in page
    assert page.split('<ol class="honest">')[1].split("</ol>")[0].count("<li>") == 3
    assert re.search(r"<svg[^>]*class=\"qr\"", page)


@pytest.mark.parametrize("path", ["/b/khongco/poster", "/b/khongco/poster?size=a6"])
def test_finder_is_shown_when_a_poster_is_asked_for_no_box(town: Town, path: str) -> None:
    answer = town.resident().get(path)
    assert answer.status_code == 404
    assert "Không có hòm thư nào mang mã này." in answer.text


def test_every_box_is_read_from_its_sheet_when_a_commune_is_printed(town: Town) -> None:
    answer = town.officer(CHIEF).get(f"/officer/posters/{COMMUNE}")
    assert answer.headers["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    context = town.app.state.context
    tree = context.localities.get(town.database).tree
    boxes = [tree.get(COMMUNE), *tree.with_box_under(COMMUNE)]
    assert len(document) == len(boxes)
    for page, area in zip(document, boxes, strict=True):
        written = BytesIO()
        page.render(scale=1).to_pil().save(written, "PNG")
        assert read_codes(written.getvalue()) == [f"{ORIGIN}/b/{area.box}"]
        text = page.get_textpage().get_text_bounded()
        assert area.title in text
        assert "Nhắn tin và gọi điện thì nhà mạng biết số của bạn." in text


def test_code_is_read_from_three_metres_when_a_telephone_has_twelve_megapixels(town: Town) -> None:
    # 4,032 dots over a view of 70 degrees are 960 dots a metre at three metres: 202 for the width of A4.
    page = pypdfium2.PdfDocument(town.officer(CHIEF).get(f"/officer/posters/{COMMUNE}").content)[0]
    seen = page.render(scale=2).to_pil().resize((202, 286), Image.Resampling.BOX)
    written = BytesIO()
    seen.save(written, "PNG")
    assert len(read_codes(written.getvalue())) == 1


@pytest.mark.parametrize("area", ["08944-r11", "khongco", "26"])
def test_page_is_unknown_when_posters_are_asked_of_no_commune(town: Town, area: str) -> None:
    assert town.officer(CHIEF).get(f"/officer/posters/{area}").status_code == 404


def test_number_stands_on_box_and_poster_when_the_chief_published_it(town: Town) -> None:
    chief, box = town.officer(CHIEF), town.box("tanngoc")
    assert _publish(town, chief, "thôn Tân Ngọc", "0211 3 555 666") == 303
    for path in (f"/b/{box}", f"/b/{box}/poster"):
        page = town.resident().get(path).text
        assert "0211 3 555 666" in page
        assert "0211 3866 113" not in page
    # Another area has the commune's, and without one the duty desk's.
    other = town.box_of_area("08944-r02")
    assert "0211 3866 113" in town.resident().get(f"/b/{other}").text
    assert _publish(town, chief, "xã Bình Tuyền", "0211 3777888") == 303
    assert "0211 3777888" in town.resident().get(f"/b/{other}").text
    assert _publish(town, chief, "thôn Tân Ngọc", "") == 303
    assert "0211 3777888" in town.resident().get(f"/b/{box}").text


@pytest.mark.parametrize("number", ["<b>113</b>", "gọi tôi", "12", "0" * 16, "1 1 1 1 1 1 1 1 1 1"])
def test_number_is_refused_and_stays_in_its_field_when_it_is_none(town: Town, number: str) -> None:
    chief = town.officer(CHIEF)
    assert _publish(town, chief, "thôn Tân Ngọc", number) == 422
    assert "0211 3866 113" in town.resident().get(f"/b/{town.box('tanngoc')}").text


def test_number_is_refused_when_the_post_is_another_chiefs(town: Town) -> None:
    page = town.officer(CHIEF).get("/officer/posters").text
    post = read_field(page, "post")
    for username in ("truongca-binhxuyen", "tanngoc", "trucban1"):
        answer = town.officer(username).post(
            "/officer/posters/numbers", data={"post": post, "number": "0211 3 555 666"}
        )
        assert answer.status_code == 422
    town.restart()
    assert "0211 3 555 666" not in town.resident().get(f"/b/{town.box('tanngoc')}").text
