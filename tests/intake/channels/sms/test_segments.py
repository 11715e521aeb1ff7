"""What a text costs, and that those which go out by themselves cost as little as can be."""

import pytest

from intake.channels.sms.automatic import (
    seems_automatic,
    write_danger,
    write_erased,
    write_help,
    write_question,
    write_received,
)
from intake.channels.sms.reply import word_answer
from intake.channels.sms.segments import cheapest, count_segments, without_marks


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("è" * 160, 1),
        ("ạ" * 70, 1),
        ("ạ" * 71, 2),
        ("ạ" * 134, 2),
        ("ạ" * 135, 3),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
    ],
)
def test_segments_are_those_of_the_standard_when_a_text_is_counted(text: str, segments: int) -> None:
    assert count_segments(text) == segments


@pytest.mark.parametrize("takes_marks", [True, False])
@pytest.mark.parametrize("write", [write_received, write_danger, write_erased, write_help])
def test_automatic_text_is_one_segment_and_says_nothing_of_tips(write: object, *, takes_marks: bool) -> None:
    text = write(takes_marks=takes_marks)  # type: ignore[operator]
    assert count_segments(text) == 1
    assert takes_marks or text.isascii()
    folded = without_marks(text).lower()
    assert not any(word in folded for word in ("tin bao", "to giac", "cong an", "hom thu", "bien nhan", "so vao so"))


@pytest.mark.parametrize("write", [write_question, write_danger])
@pytest.mark.parametrize("names", [[], ["Bá Hiến"], ["Bá Hiến", "Thiện Kế"], ["Bá Hiến", "Thiện Kế", "Quất Lưu"]])
def test_question_is_one_segment_and_numbers_its_choices(names: list[str], write: object) -> None:
    text = write(names, takes_marks=True)  # type: ignore[operator]
    assert count_segments(text) == 1
    for number, name in enumerate(names, start=1):
        assert f"{number} {without_marks(name)}" in without_marks(text)
    assert "113" in text
    assert "STOP" in text


def test_marks_are_left_out_only_where_that_is_cheaper_or_the_gateway_breaks_them() -> None:
    assert cheapest("Đã nhận.", takes_marks=True) == "Đã nhận."
    assert cheapest("Đã nhận.", takes_marks=False) == "Da nhan."
    long = "Đã nhận. " * 10
    assert cheapest(long, takes_marks=True) == without_marks(long)
    # An officer's words may mean something else without their marks: they cost what they cost.
    assert word_answer(long, takes_marks=True) == long
    assert word_answer(long, takes_marks=False) == without_marks(long)


@pytest.mark.parametrize("write", [write_received, write_danger, write_erased, write_help])
def test_our_own_texts_are_known_when_they_come_back(write: object) -> None:
    for takes_marks in (True, False):
        assert seems_automatic(write(takes_marks=takes_marks))  # type: ignore[operator]
    assert seems_automatic(write_question(["Bá Hiến", "Thiện Kế"], takes_marks=False))


@pytest.mark.parametrize(
    "text", ["Có đánh bạc", "đã nhận được chưa ạ", "", "gọi 113 chưa ai đến", "từ đồng về có tủ đông bị trộm"]
)
def test_people_are_not_taken_for_machines(text: str) -> None:
    assert not seems_automatic(text)


@pytest.mark.parametrize("number", ["114", "115", "111"])
def test_the_number_that_helps_is_named_when_there_is_danger(number: str) -> None:
    assert f"gọi {number} ngay" in write_danger(
        takes_marks=True, number=number
    ) or f"goi {number} ngay" in write_danger(takes_marks=True, number=number)


def test_who_wants_to_die_is_told_not_to_be_alone() -> None:
    text = write_danger(["Bá Hiến", "Thiện Kế", "Quất Lưu"], takes_marks=False, number="115", is_self_harm=True)
    assert "mot minh" in text
    assert count_segments(text) == 1
