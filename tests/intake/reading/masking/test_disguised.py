"""What says who wrote a text is found whatever letters, blanks and digits it is written with."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.folding.fold import fold_text
from intake.reading.masking.mask import find_spans, mask
from tests.intake.folding.disguises import DISGUISES, Disguise

with (Path(__file__).parent / "sentences.csv").open(encoding="utf-8", newline="") as file:
    SENTENCES = [row["text"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("tôi tên Nguyễn Văn Ðức", "Nguyễn Văn Ðức"),
        ("tôi là Nguyễn\u00a0Văn\u00a0An", "Nguyễn\u00a0Văn\u00a0An"),
        ("số của tôi 0912\u200b345\u200b678", "0912\u200b345\u200b678"),
        ("số của tôi ０９１２３４５６７８", "０９１２３４５６７８"),
        ("sđt của tôi O912345678", "O912345678"),
        ("sđt của tôi 09l2 345 67O", "09l2 345 67O"),
        ("fb của mình: https://www.facebook.com/…", "https://www.facebook.com/…"),
        ("fb của em https://www.facebook.com/hoa.nguyen?id=1, báo trộm", "https://www.facebook.com/hoa.nguyen?id=1"),
        ("zalo của tôi: https://zalo.me/0912345678", "https://zalo.me/0912345678"),
        ("telegram của tôi @hoanguyen", "hoanguyen"),
        ("t.me/hoa_12 là telegram của tôi", "t.me/hoa_12"),
        ("tiktok của em https://www.tiktok.com/@hoa_12", "https://www.tiktok.com/@hoa_12"),
        ("link fb em nè https://fb.com/hoa", "https://fb.com/hoa"),
        ("0912345678 là số của tôi", "0912345678"),
        ("tôi là Nguyễn\nVăn An\nCó đánh bạc", "Nguyễn\nVăn An"),
        ("tôi tên là\nTrần Thị Lý\nNhà nó có đánh bạc", "Trần Thị Lý"),
        ("số\ncủa tôi 0912345678", "0912345678"),
        ("no la chau toi", "chau toi"),
        ("thằng đó là con rể của tôi", "con rể của tôi"),
        ("tôi là vợ nó", "vợ nó"),
    ],
)
def test_the_whole_of_it_is_masked(text: str, taken: str) -> None:
    assert mask(text).taken == (taken,)


@pytest.mark.parametrize(
    "text",
    [
        "nó gửi link https://facebook.com/abc để lừa đảo",
        "bọn nó bán hàng ở https://shopee.vn/abc",
        "nó là con em cán bộ",
        "nó là con ông Sáu",
        "bọn nó là anh em với nhau",
    ],
)
def test_nothing_is_masked_when_it_is_of_others(text: str) -> None:
    assert mask(text).taken == ()


@given(st.sampled_from(SENTENCES), st.sampled_from(DISGUISES), st.integers(0, 1000))
def test_the_same_words_are_masked_however_they_are_disguised(text: str, write: Disguise, seed: int) -> None:
    plain = [text[span.start : span.end] for span in find_spans(fold_text(text))]
    written = write(text, seed)
    found = [written[span.start : span.end] for span in find_spans(fold_text(written))]
    assert [fold_text(each).text for each in found] == [fold_text(each).text for each in plain]
