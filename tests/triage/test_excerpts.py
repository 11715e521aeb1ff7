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
