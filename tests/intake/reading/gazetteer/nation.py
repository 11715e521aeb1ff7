"""A made-up country as large as the real one: the same counts, and names that collide as real ones do."""

import random
from itertools import pairwise

from intake.areas.kinds import AreaKind
from intake.areas.names import fold
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from intake.reading.gazetteer.read import build_tree

PROVINCES, COMMUNES, VILLAGES = 34, 3_321, 40_213
SEED = 1975

# A few first syllables begin most names; the rest is spread thin.
_FIRST = (
    "Tân", "Phú", "Bình", "Hòa", "Long", "Thanh", "Đông", "Mỹ", "An", "Vĩnh", "Xuân", "Thạnh", "Yên", "Đại",
    "Hưng", "Trung", "Nam", "Sơn", "Đồng", "Quang", "Phước", "Hải", "Thái", "Ngọc", "Cẩm", "Kim", "Minh",
    "Hồng", "Lương", "Thượng", "Hạ", "Trường", "Lộc", "Tam", "Ninh", "Văn", "Hà", "Vân", "Khánh", "Đức",
    "Nghĩa", "Thuận", "Diễn", "Quỳnh", "Hoàng", "Liên", "Trà", "Nậm", "Bản", "Mường", "Pa", "Lũng", "Ea",
    "Krông", "Cư", "Đắk", "Ia", "Cà", "Suối", "Khe", "Cầu", "Chợ", "Đình", "Giáp", "Nhân", "Hữu", "Kỳ", "Cao",
    "Tiên", "Chi", "Đa", "Ba", "Bá", "Hương", "Gia",
)  # fmt: skip
_SECOND = (
    "Lập", "Thành", "Hòa", "Bình", "Phú", "An", "Long", "Sơn", "Lâm", "Giang", "Hải", "Thắng", "Tiến", "Hưng",
    "Phong", "Mỹ", "Thịnh", "Lộc", "Quý", "Ninh", "Xuân", "Đông", "Tây", "Nam", "Bắc", "Trung", "Hạ", "Thượng",
    "Nội", "Ngoại", "Khê", "Ngọc", "Minh", "Quang", "Châu", "Kỳ", "Lý", "Trạch", "Đô", "Xá", "Cương", "Hợp",
    "Đức", "Nghĩa", "Thuận", "Phước", "Lạc", "Trì", "Khánh", "Viên", "Mai", "Liên", "Hiệp", "Dương", "Cường",
    "Tâm", "Đồng", "Điền", "Kiều", "Vinh", "Thủy", "Hà", "Phương", "Ích", "Tường", "Luật", "Canh", "Hiến",
    "Kế", "Khải", "Ngạn", "Bằng",
)  # fmt: skip
_ASCII_SHARE = 0.55
_NUMBERED_SHARE = 0.06
_THREE_WORDS_SHARE = 0.2
_NUMBERS = ("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")


def make_nation(*, villages: int = VILLAGES, communes: int = COMMUNES) -> AreaTree:
    """Return the same tree every time."""
    chance = random.Random(SEED)  # noqa: S311, nothing secret is drawn
    provinces = [_make(f"p{number}", None, AreaKind.PROVINCE, _draw_name(chance)) for number in range(PROVINCES)]
    in_communes = [
        _make(f"c{number}", chance.choice(provinces).id, _draw_commune_kind(chance), _draw_name(chance))
        for number in range(communes)
    ]
    in_villages = [
        _make(f"v{number}", chance.choice(in_communes).id, AreaKind.PLACE, _draw_village(chance))
        for number in range(villages)
    ]
    return build_tree([*provinces, *in_communes, *in_villages])


def _make(code: str, parent_id: AreaId | None, kind: AreaKind, name: str) -> AreaNode:
    return AreaNode(AreaId(code), parent_id, kind, name, (name,), None)


def _draw_commune_kind(chance: random.Random) -> AreaKind:
    return chance.choices((AreaKind.COMMUNE, AreaKind.WARD, AreaKind.SPECIAL_ZONE), (2611, 697, 13))[0]


def _draw_name(chance: random.Random) -> str:
    words = [_draw_skewed(chance, _FIRST), _draw_skewed(chance, _SECOND)]
    if chance.random() < _THREE_WORDS_SHARE:
        words.append(chance.choice(_SECOND))
    return " ".join(word for word, following in pairwise([*words, ""]) if word != following)


def _draw_skewed(chance: random.Random, words: tuple[str, ...]) -> str:
    return words[min(int(chance.expovariate(1) * len(words) / 4), len(words) - 1)]


def _draw_village(chance: random.Random) -> str:
    if chance.random() < _NUMBERED_SHARE:
        return f"{chance.choice(('Ấp', 'Thôn', 'Xóm'))} {chance.choice(_NUMBERS)}"
    name = _draw_name(chance)
    # Half of the known villages have lost their marks.
    return _strip(name) if chance.random() < _ASCII_SHARE else name


def _strip(name: str) -> str:
    return fold(name).title()
