import pytest

from intake.reading.masking.mask import MASK, mask
from intake.reading.masking.page import Rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tôi là hàng xóm",
        "tôi là người dân thôn Tân Ngọc",
        "mọi người gọi là Hùng",
        "tên nó là Tuấn",
        "nhà nó số 12 ngõ 5",
        "anh Hùng ở đầu ngõ bán ma túy",
        "số nó là 0911222333",
        "biển số xe 88A12345",
        "quán đối diện nhà tôi mở đến 2h sáng",
        "nó xưng tôi là Nguyễn Văn Sơn",
        "Danh sách con bạc:\n- Nguyễn Văn A\n- Trần Văn B",
        "chồng tôi tên Hùng hay đánh tôi",
        "[…]",
        "tôi là […], số của tôi […]",
    ],
)
def test_nothing_is_masked_when_a_text_speaks_of_others(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize(
    ("text", "masked", "rule"),
    [
        ("tôi là Nguyễn Văn A, báo tin", f"tôi là {MASK}, báo tin", Rule.NAME),
        ("em ten hoa nha", f"em ten {MASK} nha", Rule.NAME),
        ("con trai tôi tên Minh Quân bị đánh", f"con trai tôi tên {MASK} bị đánh", Rule.RELATIVE),
        ("tôi là trưởng thôn Tân Ngọc", f"tôi là {MASK} Tân Ngọc", Rule.POSITION),
        ("tôi sinh năm 1985", f"tôi sinh năm {MASK}", Rule.BIRTH),
        ("số của tôi 0912345678", f"số của tôi {MASK}", Rule.NUMBER),
        ("CCCD của tôi 026085001234", f"CCCD của tôi {MASK}", Rule.ID_NUMBER),
        ("stk của em 0351000123456", f"stk của em {MASK}", Rule.ID_NUMBER),
        ("mail của tôi hoa@example.vn", f"mail của tôi {MASK}", Rule.ONLINE_NAME),
        ("nhà tôi số 12 ngõ 5 thôn Tân Ngọc", f"nhà tôi {MASK} thôn Tân Ngọc", Rule.HOUSE),
        ("Có đánh bạc.\n- Nguyễn Thị B", f"Có đánh bạc.\n- {MASK}", Rule.SIGNATURE),
    ],
)
def test_the_rule_is_named_when_something_of_the_writer_is_masked(text: str, masked: str, rule: Rule) -> None:
    result = mask(text)
    assert result.text == masked
    assert result.rules == (rule,)


def test_every_place_is_masked_when_a_name_or_number_stands_twice() -> None:
    result = mask("Tôi là Lê Văn Thắng, số tôi 0912345678. Lê Văn Thắng xin cam đoan, gọi 0912345678.")
    assert result.text == f"Tôi là {MASK}, số tôi {MASK}. {MASK} xin cam đoan, gọi {MASK}."
    assert result.taken == ("Lê Văn Thắng", "0912345678", "Lê Văn Thắng", "0912345678")


def test_nothing_taken_shows_when_the_result_is_printed() -> None:
    assert "Hoa" not in repr(mask("em tên Hoa"))
