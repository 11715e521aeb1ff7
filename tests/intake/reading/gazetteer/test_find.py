"""Single traps of finding an area, each by its name."""

import threading

import pytest

from intake.areas.kinds import AreaKind
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode
from intake.reading.gazetteer.find import Gazetteer
from intake.reading.gazetteer.read import build_tree
from tests.intake.reading.gazetteer.report import load_gazetteer, write_finding

BA_HIEN, THIEN_KE, HUONG_CANH = "c24-08944", "c24-08947", "c24-08935"
TAN_NGOC, QUARTER_1 = "08944-r11", "08935-r01"


def find(text: str, scope: str | None = None) -> str:
    return write_finding(load_gazetteer().find(text, scope=AreaId(scope) if scope else None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Bá Hiến", BA_HIEN, id="former commune, not today's owner of its code"),
        pytest.param("xã Bình Xuyên", "08950", id="commune"),
        pytest.param("huyện Bình Xuyên", "d24-249", id="former district"),
        pytest.param("Bình Xuyên", "AMBIGUOUS:08950|d24-249", id="commune or former district"),
        pytest.param("thôn Tân Ngọc, huyện Bình Xuyên", TAN_NGOC, id="district confirms"),
        pytest.param("thôn Tân Ngọc, Bá Hiến", TAN_NGOC, id="the deepest"),
        pytest.param("thôn Lạ, xã Bá Hiến", BA_HIEN, id="unknown village"),
        pytest.param("thôn Tân Ngọc xã Thiện Kế", f"AMBIGUOUS:{TAN_NGOC}|{THIEN_KE}", id="contradiction"),
        pytest.param("thôn Thống Nhất, xã Đại Đình", "", id="a commune that is not known"),
        pytest.param("Chợ Cánh, Hương Canh", "08935-r04", id="former commune not recorded"),
        pytest.param("bas hieens", BA_HIEN, id="telex"),
        pytest.param("D9a5o D9u71c o73 thi5 tra61n D9a5o D9u71c", "c24-08962", id="VNI"),
        pytest.param("thontanngoc", TAN_NGOC, id="joined with its kind"),
        pytest.param("TânNgọc", TAN_NGOC, id="joined by capitals"),
        pytest.param("? B? Hi?n", BA_HIEN, id="destroyed letters"),
        pytest.param("ở B\ufffd Hi\ufffdn", BA_HIEN, id="replacement characters"),
        pytest.param("Bá Hiến?", BA_HIEN, id="a question mark"),
        pytest.param("khu pho so 1", QUARTER_1, id="number after số"),
        pytest.param("KP1", QUARTER_1, id="number joined to its kind"),
        pytest.param("khu phố một", QUARTER_1, id="number as a word"),
        pytest.param("xã Trung Mĩ", "c24-08938", id="i for y"),
        pytest.param("thôn Ngu\u0303 Ho\u0302\u0300", "08950-r01", id="decomposed"),
        pytest.param("xã hội đen", "", id="a word that begins like a kind"),
        pytest.param("đạo đức suy đồi", "", id="morality"),
        pytest.param("nhà ông Thắng Lợi", "", id="a person"),
        pytest.param("tanngocabc", "", id="inside a longer word"),
        pytest.param("Tân, Ngọc", "", id="two words apart"),
        pytest.param("bán ma túy tại nhà", "", id="no place"),
        pytest.param("", "", id="empty"),
    ],
)
def test_trap_is_avoided_when_text_is_read(text: str, expected: str) -> None:
    assert find(text) == expected


def test_words_tell_the_place_of_the_event_when_two_are_named() -> None:
    both = f"AMBIGUOUS:{HUONG_CANH}|{BA_HIEN}"
    assert find("người từ Hương Canh sang Bá Hiến") == both
    assert find("người Hương Canh bán ma túy tại Bá Hiến") == BA_HIEN
    assert find("ở Hương Canh và ở Bá Hiến") == both


def test_origin_alone_is_shown_and_not_taken_when_no_other_place_is_named() -> None:
    finding = load_gazetteer().find("tên trộm quê ở Hương Canh")
    assert finding.area_id is None
    assert not finding.is_ambiguous
    assert [candidate.area_id for candidate in finding.candidates] == [HUONG_CANH]


def test_reasons_never_repeat_the_text() -> None:
    finding = load_gazetteer().find("bimat ở thôn Tân Ngọc bimat")
    assert finding.candidates
    assert not any("bimat" in reason or "Ngọc" in reason for each in finding.candidates for reason in each.reasons)


def _make(code: str, parent: str | None, kind: AreaKind, name: str) -> AreaNode:
    return AreaNode(AreaId(code), AreaId(parent) if parent else None, kind, name, (name,), None)


@pytest.fixture(scope="module")
def two_communes() -> Gazetteer:
    return Gazetteer(
        build_tree(
            [
                _make("t", None, AreaKind.PROVINCE, "Phú Thọ"),
                _make("a", "t", AreaKind.COMMUNE, "Yên Lạc"),
                _make("b", "t", AreaKind.COMMUNE, "Liên Châu"),
                _make("a1", "a", AreaKind.VILLAGE, "Nhật Tiến"),
                _make("b1", "b", AreaKind.VILLAGE, "Nhật Tiến"),
                _make("a2", "a", AreaKind.VILLAGE, "Chùa"),
                _make("a3", "a", AreaKind.VILLAGE, "Đông Mẫu"),
            ]
        )
    )


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ("thôn Nhật Tiến", None, "AMBIGUOUS:a1|b1"),
        ("thôn Nhật Tiến", "b", "b1"),
        ("thôn Nhật Tiến, xã Yên Lạc", "b", "a1"),
        ("thôn Đông Mẫu", "b", "a3"),
        ("nhat tien o yen lac", None, "a1"),
        ("thôn Chùa", None, "a2"),
        ("chua co ai den", None, ""),
        ("thôn Nhật Tiến", "unknown", "AMBIGUOUS:a1|b1"),
    ],
)
def test_parent_then_scope_decide_when_two_communes_share_a_name(
    two_communes: Gazetteer, text: str, scope: str | None, expected: str
) -> None:
    assert write_finding(two_communes.find(text, scope=AreaId(scope) if scope else None)) == expected


def test_threads_share_one_gazetteer() -> None:
    found = list[str]()
    threads = [threading.Thread(target=lambda: found.append(find("thôn Tân Ngọc"))) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [TAN_NGOC] * 8
