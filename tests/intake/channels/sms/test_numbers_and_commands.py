"""Numbers as gateways write them, and the words that steer a thread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.channels.sms.answer import read_answer
from intake.channels.sms.commands import Command, read_command
from intake.channels.sms.numbers import can_be_answered, canonical, to_e164
from intake.ground.text import mend


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912345678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("+84912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("0351234567", "+84351234567"),
        ("02113866113", "+842113866113"),
        ("+8613800138000", "+8613800138000"),
        ("1088", None),
        ("113", None),
        ("MobiFone", None),
        ("VT-CSKH", None),
        ("", None),
        ("+", None),
        ("0" * 40, None),
        ("９１２", None),
    ],
)
def test_number_is_in_one_form_or_none_when_it_is_read(written: str, number: str | None) -> None:
    assert to_e164(written) == number


@pytest.mark.parametrize(
    ("written", "is_answered"),
    [
        ("0912345678", True),
        ("+84912345678", True),
        ("1088", False),
        ("MobiFone", False),
        ("02113866113", False),
        ("19001234", False),
        ("18001091", False),
        ("+19005550123", False),
        ("+15005550006", False),
        ("+12025550123", True),
        ("+88216123456789", False),
    ],
)
def test_text_goes_only_to_telephones(written: str, *, is_answered: bool) -> None:
    assert can_be_answered(written) is is_answered


@given(st.text(max_size=60))
def test_any_sender_has_one_form_when_anything_is_written(written: str) -> None:
    assert canonical(canonical(written)) == canonical(written)


@pytest.mark.parametrize(
    ("text", "command", "left"),
    [
        ("MOI", Command.BEGIN, ""),
        ("Mới", Command.BEGIN, ""),
        (" moi. ", Command.BEGIN, ""),
        ("MOI: có trộm", Command.BEGIN, "có trộm"),
        ("Mới, có trộm", Command.BEGIN, "có trộm"),
        ("mo\u031b\u0301i: có trộm", Command.BEGIN, "có trộm"),
        ("MOI có trộm ở thôn", Command.BEGIN, "có trộm ở thôn"),
        ("Mới có trộm ở thôn", None, "Mới có trộm ở thôn"),
        ("MOI CO TROM O THON", None, "MOI CO TROM O THON"),
        ("STOP", Command.STOP, ""),
        ("Hủy", Command.STOP, ""),
        ("Huỷ", Command.STOP, ""),
        ("stop!", Command.STOP, ""),
        ("Xóa", Command.ERASE, ""),
        ("XOÁ", Command.ERASE, ""),
        ("xoa", Command.ERASE, ""),
        ("xóa số của tôi đi", Command.ERASE, ""),
        ("XOA SO", Command.ERASE, ""),
        ("xoá hết đi ạ", Command.ERASE, ""),
        ("xoa so dien thoai giup em", Command.ERASE, ""),
        ("xóa sổ băng nhóm ở thôn", None, "xóa sổ băng nhóm ở thôn"),
        ("dừng", Command.STOP, ""),
        ("dung", None, "dung"),
        ("Hủy nhận tin", Command.STOP, ""),
        ("huy hieu bi mat", None, "huy hieu bi mat"),
        ("Moi xóm Đê Hến có trộm gà", Command.BEGIN, "xóm Đê Hến có trộm gà"),
        ("moi co trom o thon", None, "moi co trom o thon"),
        ("", None, ""),
        ("STOP\n--\nGửi từ iPhone", Command.STOP, ""),
        ("STOP\nSent from my iPhone", Command.STOP, ""),
        ("xóa\n\nGửi từ Outlook cho Android", Command.ERASE, ""),
        ("ＳＴＯＰ", Command.STOP, ""),
        ("ЅТОР", Command.STOP, ""),
        ("S T O P", Command.STOP, ""),
        ("S.T.O.P.", Command.STOP, ""),
        ("h u y", Command.STOP, ""),
        ("hủy bỏ", Command.STOP, ""),
        ("Huỷ bỏ đi ạ", Command.STOP, ""),
        ("START", Command.HELP, ""),
        ("help", Command.HELP, ""),
        ("TRO GIUP", Command.HELP, ""),
        ("Trợ giúp", Command.HELP, ""),
        ("?", Command.HELP, ""),
        ("？", Command.HELP, ""),
        ("help me", None, "help me"),
        ("giúp em với", None, "giúp em với"),
        ("có trộm\n--\nGửi từ iPhone", None, "có trộm\n--\nGửi từ iPhone"),
        ("ＭＯＩ: có trộm", Command.BEGIN, "có trộm"),
    ],
)
def test_command_is_read_only_when_it_is_the_whole_text(text: str, command: Command | None, left: str) -> None:
    found = read_command(text)
    assert (found.command, found.text) == (command, left)


@given(st.text())
def test_words_are_kept_when_any_text_is_mended(text: str) -> None:
    mended = mend(text)
    assert "\0" not in mended
    assert mend(mended) == mended
    mended.encode()


def test_command_is_read_at_once_when_a_text_is_made_of_line_feeds() -> None:
    for text in ("moi" + "\n" * 100_000, "moi" + " " * 100_000, "\n" * 100_000 + "moi:"):
        read_command(text)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("1", 0),
        ("2", 1),
        ("So 2", 1),
        ("Số 2 ạ", 1),
        ("số2", 1),
        ("2!", 1),
        ("2 nhé", 1),
        ("(2)", 1),
        ("cái thứ 2", 1),
        ("hai", 1),
        ("đúng rồi 1", 0),
        ("Dạ số 1 ạ", 0),
        ("3", None),
        ("0255000104", None),
        ("12", None),
        ("hai nhóm đánh nhau", None),
        ("đúng rồi", None),
        ("", None),
    ],
)
def test_answer_is_read_however_it_is_put(text: str, choice: int | None) -> None:
    assert read_answer(text, choices=2) == choice


@pytest.mark.parametrize("text", ["dung roi", "Đúng rồi ạ", "uh", "ok", "phải", "1"])
def test_yes_names_the_one_place_that_was_offered(text: str) -> None:
    assert read_answer(text, choices=1) == 0


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("２", 1),
        ("①", 0),
        ("❷", 1),
        ("3\ufe0f\u20e3", 2),
        ("dap an 1", 0),
        ("Đáp án 2 ạ", 1),
        ("phương án 3", 2),
        ("cái đầu tiên", 0),
        ("cai thu hai", 1),
        ("cái thứ nhất nhé", 0),
        ("cái cuối cùng", 2),
        ("cái ở giữa", 1),
        ("4", None),
        ("đầu tiên nó đánh tôi", None),
        ("ở cuối xóm", None),
    ],
)
def test_choice_is_understood_however_it_is_named(text: str, choice: int | None) -> None:
    assert read_answer(text, choices=3) == choice
