import unicodedata

import pytest

from intake.words.tables import WordTables

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
