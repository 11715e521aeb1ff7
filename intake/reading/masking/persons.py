"""Names of the resident and of the resident's family, the office the resident holds, the year of birth."""

from collections.abc import Iterator

from intake.reading.masking.cues import (
    ELDER,
    KIN,
    RELATIVE,
    SELF,
    SURE_SELF,
    compile_after,
    compile_before,
    compile_cue,
)
from intake.reading.masking.names import Trust, read_name
from intake.reading.masking.page import Page, Rule, Span

_NAMED = (
    compile_cue(r"con ten la|da con ten"),
    compile_cue(
        rf"{SELF} la (?!hang xom|nguoi)(?:(?!(?:thang|con|no|cua|ong|ba|anh|chi|ban|"
        rf"ten)[^0-9a-z])[0-9a-z]{{1,10}} ){{1,6}}ten(?: la)?"
    ),
    compile_cue(
        rf"{SELF} la (?:sinh vien|hoc sinh|cong nhan|giao vien|chu quan|nguoi dan|dan|nguoi thue tro|"
        rf"nan nhan) ten(?: la)?"
    ),
    compile_cue(rf"{SELF} (?:ho )?ten(?: day du| that)?(?: la)?"),
    compile_cue(rf"(?:ho )?ten(?: day du| that| khai sinh)?(?: cua)? {SELF}(?: day du)?(?: la)?"),
    compile_after(
        r"(?<![0-9a-z])(?:ho va ten|ho ten|ho ten nguoi (?:bao|gui|viet)|ky ten|ki ten|(?:nguoi|ng) (?:bao(?: tin)?|"
        r"gui(?: don| tin)?|viet(?: don)?|to giac|lam don|cung cap(?: thong tin)?|phan anh|ky|ki)(?: ten)?)"
        r"[\x20\t]{0,2}(?::|la |\n)|(?<=\n)ky:"
    ),
)
_KNOWN = (
    compile_cue(r"(?:nguoi|ng) (?:bao(?: tin)?|gui(?: don| tin)?|to giac|lam don|cung cap(?: thong tin)?|phan anh)"),
    compile_cue(r"(?:ky|ki) ten"),
    compile_cue(rf"{SELF} (?:chinh )?la"),
    compile_cue(rf"{SELF} xin (?:tu )?gioi thieu(?: {SELF})?(?: la| ten la| ten)?"),
)
_ALONE = compile_cue(SURE_SELF)
_FAMILY = compile_cue(rf"(?:{RELATIVE}(?: cua)? {SELF}|{ELDER} con)(?: (?:ten|la|ten la|cung ten|ten goi la))?")
_FAMILY_NAMED = compile_after(r"ten$|la$")
_HERE = compile_cue(
    r"(?:em|chau|con|toi|minh|co|bac|chu|anh|chi) ([a-z]{2,7}) (?:day|ne|day a|o)(?=[\x20]?(?:a|nhe|,|\.|!|\n|"
    r"thon|xom))"
)

# Another's words ("nó xưng tôi là …"), or another who is named ("bạn tôi tên …").
_ANOTHER_SPEAKS = compile_before(
    r"(?:xung|xung la|tu xung|noi|noi la|gioi thieu|gioi thieu la|no bao|han bao|bao la|nhan la)"
)
_ANOTHER_MEANT = compile_before(
    r"(?:ban|xom|lang gieng|sep|giao|thay|chu|bac|di|mo|cau|nghiep|cua|quen|yeu|cu|trai|gai|co|mot|be|thang|"
    r"dua|nguoi|may|"
    r"vo|chong|bo|me|ong|ba|anh|chi|em|con|ten|chu nha|cho|voi|biet|nha|hang xom|ho)"
)
_ACCUSED = compile_after(
    r"[\x20\t,]{1,3}(?:(?:no|anh ta|anh ay|ong ta|ong ay|hay|cu|thuong|thuong xuyen|dang|lai|say|ruou|uong|"
    r"suot|toan|suot ngay|"
    r"say ruou|uong ruou|ve|dem nao|ngay nao|cung) ){0,5}"
    r"(?:danh|chui|bo nha|theo trai|trom|an trom|lay trom|om|quyt|pha|dot|lua|giat|dap|doa|bao hanh|hanh ha|"
    r"nghien|buon|choi|hut|chem|dam|co bac|de doa|bop co|ep)(?![0-9a-z])"
)
_OFFICE = compile_cue(
    rf"{SELF} (?:hien |dang )?la ((?:pho )?(?:truong (?:thon|xom|ap|ban|khu|cong an)|to truong|hieu truong|"
    rf"hieu pho|bi thu|chu tich|"
    r"tram truong|chi hoi truong|giam doc|doi truong|truong ban|bac si|ke toan|thu quy)(?: (?:dan pho|chi bo|"
    r"chi hoi|mat tran))?)"
)
_BIRTH = compile_cue(
    rf"{SELF}(?: la)?(?: nam| nu)?[\x20,]{{0,2}}(?:sinh nam|sinh ngay|sn) ([0-9]{{1,4}}(?:[/.\-][0-9]{{1,4}}){{0,2}})"
)
_BIRTH_AFTER = compile_after(
    r"[\x20\t,(\-]{1,3}(?:sinh nam|sinh ngay|sn|sinh)[\x20\t:]{0,3}([0-9]{1,4}(?:[/.\-][0-9]{1,4}){0,2})"
)
# "nó là cháu tôi", "tôi là vợ nó": among neighbours that is as good as a name.
_KIN_OF_MINE = compile_cue(
    rf"(?:no|han|thang do|thang nay|thang ay|dua do|dua nay|anh ta|ong ta|ong do|ong ay|anh do|ba ta|ba do|"
    rf"co ta|chi ta|y|"
    rf"ten do|nguoi do|nguoi nay|doi tuong|chung no|bon no)(?: (?:lai|cung|chinh|von|thuc ra|that ra)){{0,2}} la"
    rf" ({KIN}(?: cua)?(?: nha)? (?:{SURE_SELF}|(?:em|e|chau|con|t)(?=[\x20]?(?:$|[.,;:!?\n]| (?:nhung|nen|"
    rf"ma|day|do|a|nhe|"
    rf"nha|va|xin|ma toi|no|hay|cu|dang)(?![0-9a-z])))))"
)
_KIN_OF_THEIRS = compile_cue(
    rf"{SELF} (?:chinh )?la ({KIN}(?: cua)? (?:no|han|thang do|thang nay|thang ay|dua do|anh ta|ong ta|"
    rf"ong do|ong ay|anh do|"
    r"ba ta|ba do|nguoi do|nguoi nay|doi tuong|nan nhan|chau be|be|thang be|con be))"
)
_WINDOW = 24


def find_persons(page: Page) -> Iterator[Span]:
    """Find who the resident is by name, by family, by office and by birth."""
    for span in (*_find_names(page), *_find_family(page)):
        yield span
        born = _BIRTH_AFTER.match(page.folded, span.end)
        if born:
            yield Span(born.start(1), born.end(1), Rule.BIRTH)
    for cue in (_KIN_OF_MINE, _KIN_OF_THEIRS):
        for found in cue.finditer(page.folded):
            yield Span(found.start(1), found.end(1), Rule.RELATIVE)
    for found in _OFFICE.finditer(page.folded):
        yield Span(found.start(1), found.end(1), Rule.POSITION)
    for found in _BIRTH.finditer(page.folded):
        if not _ANOTHER_MEANT.search(page.folded[max(0, found.start() - _WINDOW) : found.start()]):
            yield Span(found.start(1), found.end(1), Rule.BIRTH)


def _find_names(page: Page) -> Iterator[Span]:
    for cues, trust in ((_NAMED, Trust.NAMED), (_KNOWN, Trust.KNOWN), ((_ALONE,), Trust.FULL_NAME)):
        for cue in cues:
            for found in cue.finditer(page.folded):
                name = read_name(page, found.end(), trust)
                if name and not _is_another(page, found.start(), is_label=found.group()[0] in "hkn"):
                    yield Span(*name, Rule.NAME)
    for found in _HERE.finditer(page.folded):
        name = read_name(page, found.start(1), Trust.KNOWN)
        if name and name[1] == found.end(1):
            yield Span(*name, Rule.NAME)


def _is_another(page: Page, at: int, *, is_label: bool) -> bool:
    before = page.folded[max(0, at - _WINDOW) : at]
    if is_label:
        return False
    return bool(
        _ANOTHER_SPEAKS.search(before)
        or (before[-1:] in " \t" and _ANOTHER_MEANT.search(before.rstrip()) and before.rstrip()[-1:].isalnum())
    )


def _find_family(page: Page) -> Iterator[Span]:
    for found in _FAMILY.finditer(page.folded):
        trust = Trust.FULL_NAME
        if found.group().endswith("ten"):
            trust = Trust.NAMED
        elif _FAMILY_NAMED.search(found.group()):
            trust = Trust.NAMED if " ten" in found.group() else Trust.KNOWN
        name = read_name(page, found.end(), trust)
        if name and not _ACCUSED.match(page.folded, name[1]):
            yield Span(*name, Rule.RELATIVE)
