"""Where exactly the resident lives: the house, never the village, and never the place of the event."""

from collections.abc import Iterator, Sequence

from intake.reading.masking.cues import SELF, compile_after, compile_before, compile_cue
from intake.reading.masking.page import Page, PageWord, Rule, Span

_NUMBERED = (
    r"(?:so nha|nha so|so|ngo|ngach|hem|kiet|phong tro|phong|can ho|can so|day tro|duong|ki ot|kiot|lo|chung cu|toa)"
)
_POSITION = (
    r"(?:ngay |o |nam |phia )?(?:ngay |o )?(?:doi dien|ben canh|ke ben|sat vach|dang sau|dang truoc|phia sau|"
    r"phia truoc|sau lung|dau ngo|cuoi ngo|dau xom|cuoi xom|dau lang|cuoi lang|dau duong|cuoi duong|dau thon|"
    r"cuoi thon|giua xom|trong ngo|mat duong|ben hong|canh|gan|sat|ke|sau|truoc|dau|cuoi|goc|cach|tang)"
)
_LIVE = (
    r"(?:song o|o|song|ngu|ngu tai|cu tru|thuong tru|tam tru|tro|o tro|thue|thue nha|thue tro|thue phong|o tai|"
    r"dang o|dang thue|hien o|dang tro|ban hang)"
)
_I_LIVE = compile_cue(
    rf"{SELF}(?: hien| dang| hien dang| cung| ben)? {_LIVE}(?: tai| o)?(?: nha)? ({_NUMBERED}|{_POSITION})"
)
_MY_HOUSE = compile_cue(rf"nha(?: cua)? {SELF}(?: thi| nam| lai)?(?: o| tai)? ({_NUMBERED}|{_POSITION})")
_MY_ADDRESS = compile_cue(rf"(?:dia chi|dc|d/c)(?: nha| cua){{0,2}} {SELF}(?: la| o)?")
_AFTER_NAME = compile_after(
    r"[\x20\t,.;\-]{1,4}(?:hien )?(?:nha|o|song o|dia chi|tru tai|thuong tru|tam tru|song tai)(?: o| tai)?[\x20:]{1,3}"
    rf"({_NUMBERED}|{_POSITION})(?![0-9a-z])"
)
_NEXT_DOOR = compile_after(r"[\x20\t,.;\-]{1,4}nha (?:ben canh|ke ben|doi dien|canh|ke|sat vach)")
_ANOTHER = compile_before(r"(?:doi dien|canh|gan|sat|sau|truoc|ben canh|sat vach|ke|den|vao|truoc cua|voi)")
_EVENT_PLACE = compile_after(
    r"[\x20\t]{0,3}(?:(?:cai|ngay|sat|voi) )?(?:nha (?:no|thang|ong|ba|han|bon|chung|con|anh|chi|do|nay|ay|vo chong|"
    r"hang xom|nghi|hang|tro)|quan|karaoke|xuong|cong ty|lo|bai|soi|song|tu diem|cho no|cai quan|tiem|nha may|trai|"
    r"khu dat|co so|kho|cua hang|hang|day tro|mo)(?![0-9a-z])"
)
_IS_NUMBERED = compile_after(_NUMBERED)
_MOST_WORDS = 8
_WINDOW = 24


def find_homes(page: Page, names: Sequence[Span]) -> Iterator[Span]:
    """Find the resident's house; ``names`` are the resident's names, after which an address may stand."""
    for cue in (_I_LIVE, _MY_HOUSE):
        for found in cue.finditer(page.folded):
            before = page.folded[max(0, found.start() - _WINDOW) : found.start()]
            if not _ANOTHER.search(before):
                yield _take(page, found.start(1), found.end(1))
    for found in _MY_ADDRESS.finditer(page.folded):
        end = _read_end(page, found.end())
        if end > found.end():
            word = page.read_word(found.end(), over=" \t:,")
            yield Span(word.start if word else found.end(), end, Rule.HOUSE)
    for name in names:
        after = _AFTER_NAME.match(page.folded, name.end)
        if after and not _NEXT_DOOR.match(page.folded, after.start()):
            yield _take(page, after.start(1), after.end(1))


def _take(page: Page, start: int, end: int) -> Span:
    """The position alone where the landmark is what the report is about; else with its landmark."""
    is_numbered = _IS_NUMBERED.fullmatch(page.folded, start, end)
    if not is_numbered and _EVENT_PLACE.match(page.folded, end):
        return Span(start, end, Rule.HOUSE)
    return Span(start, _read_end(page, end), Rule.HOUSE)


def _read_end(page: Page, at: int) -> int:
    end = at
    for _count in range(_MOST_WORDS):
        word = page.read_word(end, over=" \t:/") or _read_after_comma(page, end)
        if word is None or _is_end(word, page):
            break
        end = word.end
    return end


def _read_after_comma(page: Page, end: int) -> PageWord | None:
    word = page.read_word(end, over=" ,")
    return word if word and word.bare in ("ngo", "ngach", "hem", "duong", "kiet", "so", "to") else None


_GOES_ON = frozenset(
    (
        *("so", "ngo", "ngach", "hem", "duong", "nha", "pho", "chu", "ong", "ba", "anh", "chi", "co"),
        *("dau", "cuoi", "gan", "trong", "sau", "truoc"),
    )
)


def _is_end(word: PageWord, page: Page) -> bool:
    lists = page.lists
    if lists.area.has(word):
        return True
    return lists.stop.has(word) and word.bare not in _GOES_ON and not word.bare.isdigit()
