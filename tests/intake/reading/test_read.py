"""The one reader: plain texts, and the same in disguise."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading.read import Reading, TextReader
from intake.reading.words.tables import WordTables
from tests.intake.folding.disguises import DISGUISES, Disguise, write_digits
from tests.intake.reading.gazetteer.report import load_gazetteer, write_finding

READER = TextReader(WordTables.load(), load_gazetteer())
TESTS = Path(__file__).parent


def _read_texts() -> list[str]:
    files = ("gazetteer/labelled.csv", "words/danger.csv", "words/police.csv", "masking/sentences.csv")
    texts = []
    for name in files:
        with (TESTS / name).open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file)]
    return texts


TEXTS = _read_texts()
GAMBLING = "Có đánh bạc ở thôn Tân Ngọc, Công an xã bảo kê"
KNIFE = "chúng nó đang cầm dao chém người"


def _summarise(reading: Reading, text: str) -> tuple[object, ...]:
    taken = [READER.read_text(text[span.start : span.end]).told for span in reading.spans]
    return (
        write_finding(reading.finding),
        reading.calls,
        reading.about_police,
        reading.category,
        reading.is_spam,
        len(taken),
    )


@pytest.mark.parametrize("write", DISGUISES, ids=lambda write: write.__name__)
@pytest.mark.parametrize("text", [GAMBLING, KNIFE])
def test_a_letter_is_read_like_the_plain_one_when_it_is_disguised(text: str, write: Disguise) -> None:
    reading = READER.read_text(write(text, 1))
    assert _summarise(reading, write(text, 1)) == _summarise(READER.read_text(text), text)
    if text == GAMBLING:
        assert write_finding(reading.finding) == "08944-r11"
        assert reading.about_police
    else:
        assert reading.number == "113"


@settings(max_examples=300)
@given(
    st.sampled_from(TEXTS),
    st.sampled_from([each for each in DISGUISES if each is not write_digits]),
    st.integers(0, 99),
)
def test_any_text_is_read_like_the_plain_one_when_it_is_disguised(text: str, write: Disguise, seed: int) -> None:
    written = write(text, seed)
    assert _summarise(READER.read_text(written), written) == _summarise(READER.read_text(text), text)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("có đánh người tại thôn Tân Ngọc", "08944-r11"),
        ("đâm người ở thôn Tân Ngọc cứu với", "08944-r11"),
        ("chem nguoi o xom de hen", "08944-r05"),
        ("giết người ở thôn Ngũ Hồ", "08950-r01"),
        ("có xác người ở thôn Ngũ Hồ", "08950-r01"),
        ("nó bắn chết hai người ở Gia Dù", "08950-r05"),
        ("thôn Tân\nNgọc", "08944-r11"),
        ("thôn\r\nTân Ngọc", "08944-r11"),
        ("xóm\u00a0Ðê\u00a0Hến", "08944-r05"),
        ("có người ở Hương Canh bán hàng", ""),
    ],
)
def test_the_area_is_where_it_happened(text: str, area: str) -> None:
    assert write_finding(READER.read_text(text).finding) == area


@given(st.text(st.characters(), max_size=300))
def test_nothing_is_raised_when_any_text_is_read(text: str) -> None:
    reading = READER.read_text(text)
    assert all(0 <= span.start < span.end <= len(text) for span in reading.spans)
    assert bool(reading.number) == reading.is_danger


def test_nothing_of_the_text_shows_when_a_reading_is_printed() -> None:
    assert "Nguyễn" not in repr(READER.read_text("tôi tên Nguyễn Văn An, đang đâm nhau"))
    assert "đâm" not in repr(READER.read_text("tôi tên Nguyễn Văn An, đang đâm nhau"))
