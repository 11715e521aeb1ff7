"""Words are found as people write them, and shown with what stands around them."""

import pytest

from triage.desk.searching.excerpts import Wanted

TEXT = "Sáng mai có xe máy biển 88A-12345 chở hàng. Nghi buôn bán ma túy ở đầu làng, nhà ông Mạnh."


@pytest.mark.parametrize("words", ["ma túy", "MA TUY", "tuy ma", "dau lang ma", "12345", "234", "88a 12345"])
def test_text_is_found_when_all_words_stand_in_it(words: str) -> None:
    assert Wanted(words).stand_in(TEXT)


@pytest.mark.parametrize("words", ["ma tu", "man", "ma chay", "54321", "tuyết"])
def test_text_is_not_found_when_a_word_is_only_a_part_of_others(words: str) -> None:
    assert not Wanted(words).stand_in(TEXT)


def test_words_that_follow_each_other_are_shown_rather_than_the_first_alone() -> None:
    text = f"Ma chay hôm qua. {'Dài dòng. ' * 40}{TEXT}"
    pieces = Wanted("ma tuy").cut(text)
    assert [piece.text for piece in pieces if piece.is_wanted] == ["ma túy"]
    assert pieces[0].text == "…"


def test_whole_text_is_shown_when_it_is_short() -> None:
    assert " ".join(piece.text for piece in Wanted("234").cut(TEXT)) == TEXT
    assert [piece.text for piece in Wanted("234").cut(TEXT) if piece.is_wanted] == ["88A-12345"]


@pytest.mark.parametrize("words", ["", " ", "...", "–"])
def test_nothing_is_wanted_when_there_is_no_word(words: str) -> None:
    assert not Wanted(words)


WRITTEN = "xóm Ðình, 88A-123.45, 0912.345.678, Quí Minh"


@pytest.mark.parametrize(
    "words",
    [
        "Đình",
        "dinh",
        "88A12345",
        "88a 123 45",
        "12345",
        "0912345678",
        "0912 345 678",
        "Quý Minh",
        "Quí Minh",
        "qui minh",
    ],
)
def test_text_is_found_however_letters_and_numbers_are_written(words: str) -> None:
    assert Wanted(words).stand_in(WRITTEN)


def test_number_in_groups_is_found_and_marked_as_a_whole() -> None:
    text = "gọi 0912 345 678 lúc 10h, xe 88A 123.45 và Ｑｕý"
    assert [piece.text for piece in Wanted("0912345678").cut(text) if piece.is_wanted] == ["0912 345 678"]
    assert [piece.text for piece in Wanted("88a-12345").cut(text) if piece.is_wanted] == ["88A 123.45"]
    assert [piece.text for piece in Wanted("quí").cut(text) if piece.is_wanted] == ["Ｑｕý"]


def test_numbers_apart_are_not_one() -> None:
    assert not Wanted("105").stand_in("có 10 nhà và 5 xe")
    assert not Wanted("1088").stand_in("lúc 10h 88A-1")
