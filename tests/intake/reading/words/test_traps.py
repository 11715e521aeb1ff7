import unicodedata

import pytest

from intake.folding.fold import fold_text
from intake.reading.words.tables import WordTables

TABLES = WordTables.load()

ABOUT_POLICE = [
    "công an xã nhận tiền bảo kê",
    "cong an xa nhan tien bao ke",
    "CÔNG AN XÃ NHẬN TIỀN BẢO KÊ",
    "công an viên đánh dân",
    "ca xã bảo kê cho sòng bạc",
    "báo công an rồi mà họ làm ngơ",
]
NOT_ABOUT_POLICE = [
    "",
    "báo công an",
    "nhờ công an giải quyết",
    "đề nghị công an xử lý",
    "công an ơi đang đánh nhau ở đầu làng",
    "giả danh công an đòi tiền",
    "công nhân đánh nhau trong ca đêm",
    "ca nhạc ồn quá",
]
DANGER = [
    "đang đâm nhau ở quán nước",
    "dam nhau o quan nuoc",
    "nó dọa giết cả nhà em",
    "nó dọa giếttttt cả nhà em",
    "Cứu với, cháy nhà rồi",
    "bắn nhau ở ngoài chợ",
]
NO_DANGER = [
    "",
    "bắn pháo hoa ồn ào",
    "cuối tháng cháy túi",
    "giết lợn từ ba giờ sáng",
    "hát karaoke ồn muốn chết",
    "bọn nó chém gió ở quán nước",
    "năm ngoái có vụ đâm nhau",
]


@pytest.mark.parametrize("text", ABOUT_POLICE)
def test_police_is_seen_when_a_text_accuses_them(text: str) -> None:
    assert TABLES.seems_about_police(text)


@pytest.mark.parametrize("text", NOT_ABOUT_POLICE)
def test_police_is_not_seen_when_a_text_only_turns_to_them(text: str) -> None:
    assert not TABLES.seems_about_police(text)


@pytest.mark.parametrize("text", DANGER)
def test_danger_is_seen_when_a_life_is_at_risk(text: str) -> None:
    assert TABLES.is_danger(text)


@pytest.mark.parametrize("text", NO_DANGER)
def test_no_danger_is_seen_when_the_words_mean_something_else(text: str) -> None:
    assert not TABLES.is_danger(text)


@pytest.mark.parametrize("text", [*ABOUT_POLICE, *NOT_ABOUT_POLICE, *DANGER, *NO_DANGER])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_answer_stays_when_case_and_composition_change(text: str, form: str) -> None:
    for written in (text, text.upper(), text.title()):
        changed = unicodedata.normalize(form, written)  # type: ignore[arg-type]
        assert TABLES.is_danger(changed) == TABLES.is_danger(text)
        assert TABLES.seems_about_police(changed) == TABLES.seems_about_police(text)


def test_ca_is_a_shift_when_marks_are_typed_and_nobody_takes_money() -> None:
    assert not TABLES.seems_about_police("tan ca đêm công nhân đánh nhau")
    assert TABLES.seems_about_police("mấy ông ca phường vòi tiền")


@pytest.mark.parametrize(
    "text",
    [
        "ca xa ai cung biet no ban ma tuy",
        "cả xã ai cũng biết",
        "ca phuong deu so no",
        "cả làng bức xúc vì nó",
        "nó có người nhà làm công an",
        "nguoi nha toi lam cong an",
        "ông chủ tịch hội người cao tuổi bị mất xe đạp",
        "chủ tịch hội khuyến học mất ví",
        "chủ tịch hội phụ nữ xã bị lừa mất tiền",
        "trưởng thôn bị trộm đột nhập lấy xe",
        "vợ chồng chủ tịch xã bị tai nạn",
    ],
)
def test_police_is_not_seen_when_people_or_those_who_were_harmed_are_named(text: str) -> None:
    assert not TABLES.seems_about_police(text)


@pytest.mark.parametrize(
    "text",
    [
        "ca xa nhan tien bao ke",
        "nhà nó có người làm công an bao che",
        "chu tich xa an chan tien",
        "Chính công an phụ trách thôn bảo kê",
        "Công an thôn nhận tiền bảo kê sòng bạc",
    ],
)
def test_police_is_seen_when_the_same_are_accused(text: str) -> None:
    assert TABLES.seems_about_police(text)


@pytest.mark.parametrize("text", ["cứu", "Cứu với!", "cuu", "cứu tôi", "help", "Cứu với, nó đang cầm dao chém người"])
def test_a_cry_for_help_is_danger(text: str) -> None:
    assert TABLES.is_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "no dap pha o cay xang",
        "cây xăng gian lận",
        "hội cựu chiến binh",
        "hoi cuu chien binh",
        "hàng cứu trợ",
        "nghien cuu",
    ],
)
def test_no_danger_is_seen_when_words_only_look_like_it(text: str) -> None:
    assert not TABLES.is_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "Chúc mừng bạn đã trúng thưởng xe SH, truy cập http://nhanqua.com để nhận",
        "[QC] Mobifone tang 100% gia tri the nap, soan NAP gui 9084",
        "Mã OTP của bạn là 482913",
        "Vay tien nhanh khong the chap, giai ngan trong 15 phut, LH 0912345678",
        "XSMB hom nay: giai dac biet 12345, soi cau bach thu lo dep",
        "TK 1234xxx -500,000VND. So du 1,200,000VND",
    ],
)
def test_text_is_known_when_it_sells_or_comes_from_a_machine(text: str) -> None:
    assert TABLES.tell(fold_text(text)).spam


@pytest.mark.parametrize(
    "text",
    [
        "Tôi nhận được tin nhắn trúng thưởng lừa đảo",
        "bọn cho vay dán tờ rơi khắp xóm",
        "có người gọi hỏi mã otp rồi lấy hết tiền của mẹ tôi",
        "quán karaoke khai trương mở nhạc to đến khuya",
    ],
)
def test_report_of_such_a_text_is_none_itself(text: str) -> None:
    assert not TABLES.tell(fold_text(text)).spam
