"""One form before any reader, and the places in the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.folding.fold import fold_text
from intake.folding.lookalikes import LOOKALIKES
from intake.folding.plain import list_words
from intake.ground.text import TextUnreadable, clean, mend
from tests.intake.folding.disguises import DISGUISES, INVISIBLE, Disguise

TEXT = "Có đánh bạc ở thôn Tân Ngọc, Công an xã bảo kê"


@pytest.mark.parametrize("write", DISGUISES, ids=lambda write: write.__name__)
@pytest.mark.parametrize("seed", range(5))
def test_text_is_one_however_its_letters_are_disguised(write: Disguise, seed: int) -> None:
    assert fold_text(write(TEXT, seed)).text.lower() == TEXT.lower()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("xóm Ðình", "xóm Đình"),
        ("xóm Ɖình, ɖê", "xóm Đình, đê"),
        ("NGUYỄN VĂN ÐỨC", "NGUYỄN VĂN ĐỨC"),
        ("Tân\u00a0Ngọc\u3000Bá", "Tân Ngọc Bá"),
        ("Tân\u2028Ngọc\x0bBá\x85Hiến", "Tân\nNgọc\nBá\nHiến"),
        ("tr\x03ộm", "trộm"),
        ("① ❷ ２ ٣ २ 𝟗", "1 2 2 3 2 9"),
        ("2\ufe0f\u20e3", "2"),
        ("S\u0336T\u0336O\u0336P\u0336", "STOP"),
        ("a\u0301\u0302 a\u0323\u0302", "ấ ậ"),
        ("ﬁ ℡", "fi TEL"),
        ("ᴄᴏ̂ɴɢ ᴀɴ", "công an"),
        ("🅲🅾 🇨🇦", "CO CA"),
        ("Ⓒông ⓐn", "Công an"),
        ("TÃ¢n Ngá»\x8dc", "Tân Ngọc"),
        ("ThÃ´n TÃ¢n Ngá»c", "Thôn Tân Ng\ufffdc"),
        ("cÃ³ ngÆ°á»\x9di Ä‘Ã¡nh", "có người đánh"),
        ("TÃƒÂ¢n", "Tân"),
        ("Th«n T©n Ngäc cã trém", "Thôn Tân Ngọc có trộm"),
        ("Thoân Taân Ngoïc coù troäm", "Thôn Tân Ngọc có trộm"),
        ("Baù Hieán", "Bá Hiến"),
        ("", ""),
        ("\ud800\u0301", "\u0301"),
    ],
)
def test_text_is_read_as_it_was_meant(text: str, read: str) -> None:
    assert fold_text(text).text == read


@pytest.mark.parametrize(
    "text",
    [
        "hòa hoà toán thuở quốc oà hoá khoẻ quý",
        "của “XÃ” và “XÔ”",
        "Café Nestlé, giá 5 triệu",
        "m² © 2026",
        "Ngà, Ngã, Ngô, Ngò",
        "oán than, oái oăm, ngoằn ngoèo, khuỷu tay, ngoẹo",
    ],
)
def test_nothing_is_read_otherwise_when_it_is_not_certain(text: str) -> None:
    assert fold_text(text).text.replace("2", "²", text.count("²")).lower() == text.lower()


def test_places_in_the_original_are_known_when_letters_came_and_went() -> None:
    text = "gọi 0912\u200b345\u200b678 nhe\u0301"
    folded = fold_text(text)
    start = folded.text.index("0912")
    first, last = folded.locate(start, start + 10)
    assert text[first:last] == "0912\u200b345\u200b678"
    at = folded.text.index("nhé")
    assert text[slice(*folded.locate(at, at + 3))] == "nhe\u0301"


@given(st.text(st.characters(), max_size=200))
def test_places_stay_in_order_and_inside_when_any_text_is_folded(text: str) -> None:
    folded = fold_text(text)
    places = [folded.locate(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(st.text(st.characters(), max_size=200))
def test_text_that_was_folded_stays(text: str) -> None:
    once = fold_text(text).text
    assert fold_text(fold_text(once).text).text == fold_text(once).text
    assert not any(character in INVISIBLE for character in once)


def test_no_letter_of_the_language_looks_like_another() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
    assert not set(LOOKALIKES) & set(letters + letters.upper())
    assert all(len(letter) == 1 and letter.isascii() and letter.isalpha() for letter in LOOKALIKES.values())


@pytest.mark.parametrize("character", ["\x0b", "\x03", "\x85", "\x1f", "\x7f", "\x07", "\ufffe"])
def test_control_character_is_left_out_when_a_field_has_one(character: str) -> None:
    assert clean(f"Có trộm{character}ở ngõ 3 ") == "Có trộmở ngõ 3"
    assert mend(f"Có trộm{character} ") == "Có trộm "


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_field_is_refused_when_no_keyboard_could_send_it(text: str) -> None:
    with pytest.raises(TextUnreadable):
        clean(text)


def test_letters_are_read_before_their_parts_are_left_out() -> None:
    assert clean("trá»\x99m á»\x9f Ngá»\x8dc") == "trộm ở Ngọc"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("88A-123.45 và 0912.345.678", ["88a12345", "va", "0912345678"]),
        ("lúc 10h 88A 123 45", ["luc", "10h", "88a12345"]),
        ("Quý Quí quỳnh", ["qui", "qui", "quinh"]),
        ("10, 12", ["10", "12"]),
    ],
)
def test_number_is_one_word_however_it_is_grouped(text: str, words: list[str]) -> None:
    assert list_words(text) == words
    assert list_words(unicodedata.normalize("NFD", text)) == words


def test_word_stays_and_a_run_of_marks_ends_when_thousands_stand_on_one_letter() -> None:
    assert clean("người" + "\u0301\u0323" * 5_000 + " ở thôn") == clean("người" + "\u0301\u0323" * 15 + " ở thôn")
    assert clean("Nguye\u0302\u0303n") == "Nguyễn"
