"""QR codes are what another library draws: the one that draws them reads its own mistakes, too."""

import pytest
import segno

from api.web.pages.qr import draw_picture, draw_shape, list_runs
from crypto.receipts import Receipt
from tests.pictures import read_codes_on_page


@pytest.mark.parametrize(
    "text", [Receipt.mint().reveal(), "HTTPS://HOMTHU.TEST/B/ABC", "7"], ids=["receipt", "address", "digit"]
)
def test_dots_are_those_of_another_library_under_one_of_the_eight_masks(text: str) -> None:
    side, runs = list_runs(text)
    dots = [[0] * side for _ in range(side)]
    for row, column, length in runs:
        dots[row][column : column + length] = [1] * length
    others = [segno.make_qr(text, error="m", mask=mask, boost_error=False) for mask in range(8)]
    assert dots in [[list(row) for row in other.matrix_iter(border=4)] for other in others]


def test_picture_says_the_receipt_when_it_is_read_back() -> None:
    receipt = Receipt.mint().reveal()
    assert read_codes_on_page(f'<img src="{draw_picture(receipt)}">') == [receipt]


def test_nothing_of_a_text_reaches_the_markup_of_its_shape() -> None:
    shape = str(draw_shape('"><script>alert(1)</script>'))
    assert "script" not in shape
    assert shape.count("<svg") == 1
