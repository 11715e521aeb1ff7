"""The kinds of area, and the words people put before a name."""

from enum import StrEnum


class AreaKind(StrEnum):
    """What an area is. The abolished kinds (``…-cu``) name places that people still use, and hold no post."""

    PROVINCE = "tinh"
    COMMUNE = "xa"
    WARD = "phuong"
    SPECIAL_ZONE = "dac-khu"
    VILLAGE = "thon"
    URBAN_GROUP = "tdp"
    URBAN_QUARTER = "khu-pho"
    QUARTER = "khu"
    HAMLET = "xom"
    PLACE = "dia-danh"
    SCHOOL = "truong-hoc"
    INDUSTRIAL_PARK = "khu-cong-nghiep"
    FORMER_DISTRICT = "huyen-cu"
    FORMER_COMMUNE = "xa-cu"
    FORMER_TOWNSHIP = "thi-tran-cu"


COMMUNE_KINDS = frozenset({AreaKind.COMMUNE, AreaKind.WARD, AreaKind.SPECIAL_ZONE})
ABOLISHED_KINDS = frozenset({AreaKind.FORMER_DISTRICT, AreaKind.FORMER_COMMUNE, AreaKind.FORMER_TOWNSHIP})
RESIDENTIAL_KINDS = frozenset(AreaKind) - COMMUNE_KINDS - ABOLISHED_KINDS - {AreaKind.PROVINCE}

# Proper names of kinds; they are Vietnamese in every language of the pages, as an address is.
KIND_WORDS = {
    AreaKind.PROVINCE: "tỉnh",
    AreaKind.COMMUNE: "xã",
    AreaKind.WARD: "phường",
    AreaKind.SPECIAL_ZONE: "đặc khu",
    AreaKind.VILLAGE: "thôn",
    AreaKind.URBAN_GROUP: "tổ dân phố",
    AreaKind.URBAN_QUARTER: "khu phố",
    AreaKind.QUARTER: "khu",
    AreaKind.HAMLET: "xóm",
    AreaKind.PLACE: "",
    AreaKind.SCHOOL: "trường",
    AreaKind.INDUSTRIAL_PARK: "khu công nghiệp",
    AreaKind.FORMER_DISTRICT: "huyện",
    AreaKind.FORMER_COMMUNE: "xã",
    AreaKind.FORMER_TOWNSHIP: "thị trấn",
}

# Folded words that name a kind; a search ignores them, because people get them wrong or leave them out.
FOLDED_KIND_WORDS = frozenset(
    {"tinh", "huyen", "xa", "phuong", "thi", "tran", "tt", "thon", "tdp", "to", "dan", "pho", "khu", "kp", "xom", "x"}
)
