"""Numbers and addresses by which the resident can be reached or looked up, told from those of a fraudster."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from intake.reading.masking.cues import FILL, OTHERS, RELATIVE, SELF, compile_after, compile_before, compile_cue
from intake.reading.masking.names import Trust, read_name
from intake.reading.masking.page import Page, Rule, Span

_NUMBER = re.compile(r"(?<![0-9a-z])\+?[0-9](?:[ .\-]?[0-9]){8,13}(?![0-9a-z])")
_EMAIL = re.compile(r"(?<![0-9a-z])[0-9a-z._%+\-]{1,64}@[0-9a-z\-]{1,40}(?:\.[a-z]{2,10}){1,3}")
_HANDLE = re.compile(r"[ \t\n:@=\-]{1,4}([0-9a-z./_\-]{3,60})")
_NETWORKS = (
    r"(?:facebook|fb|zalo|zaloapp|t|telegram|tiktok|instagram|youtube|youtu|messenger|m|wa|whatsapp|viber|"
    r"line|twitter|x|threads|"
    r"linkedin|skype|discord|snapchat|ig|insta|locket|weibo|wechat|vk|pinterest|linktr|blogspot|github|gmail)"
)
_WWW = re.compile(r"(?<![0-9a-z.@/])www\.[^\s<>\"']{1,300}")
_URL = re.compile(
    rf"(?<![0-9a-z.@])(?:(?:https?|zalo|tg|fb|viber)://|"
    rf"(?:[a-z0-9\-]{{1,20}}\.){{0,2}}{_NETWORKS}\.[a-z]{{2,4}}/)[^\s<>\"']{{1,300}}"
)
# Each with what stands in all that it finds, because to look for that is quick.
_PATTERNS = ((_NUMBER, ""), (_EMAIL, "@"), (_URL, "/"), (_WWW, "www."))
_URL_END = ".,;:!?)]}”’"

_REACH = (
    r"(?:link|duong dan|trang|trang ca nhan|profile|tiktok|tik tok|insta|instagram|ig|youtube|kenh|"
    r"kenh youtube|messenger|mess|"
    r"skype|wechat|whatsapp|line|id|id zalo|twitter|linkedin|nick tiktok|so|sdt|dt|so dt|so dien thoai|"
    r"dien thoai|di dong|so di dong|zalo|so zalo|so may|phone|viber|telegram|"
    r"tele|mail|gmail|email|e-mail|"
    r"hom thu|fb|face|facebook|nick|nick zalo|nick fb|acc|tk|stk|so tk|so tai khoan|tai khoan|cccd|so cccd|"
    r"cmnd|cmt|so cmnd|can cuoc|so can cuoc|"
    r"can cuoc cong dan|chung minh|chung minh thu|so cmt|ho chieu|lien he|lh)"
)
_CALL = (
    r"(?:goi|alo|alo lai|lien he|lien lac|nhan|nhan tin|phone|call|bao|ib|ket ban|tra loi|phan hoi|hoi am|dien|"
    r"goi dien)"
)
_OWN = compile_before(rf"{_REACH}(?: {_REACH})?(?: ca nhan| rieng)?(?: cua)?(?: {RELATIVE})? {SELF}{FILL}{{0,4}}")
_OWN_HAVE = compile_before(
    rf"{SELF}(?: co| dung| xai| de lai)?(?: so| sdt| zalo| dt| dien thoai| mail| email| gmail| cccd| cmnd| stk|"
    rf" can cuoc| so dien thoai){FILL}{{0,3}}"
)
_CALL_ME = compile_before(
    rf"{_CALL}(?: lai| rieng| dien| tin| ngay){{0,2}}(?: cho| voi| qua| den| toi| rieng|"
    rf" lai){{0,3}} {SELF}(?: (?:khi can|neu can|nhe|nha|luc nao cung duoc|bat cu luc nao))?{FILL}{{0,4}}"
)
_IF_NEEDED = compile_before(
    rf"(?:can gi|can|co gi|can thiet|can them|can hoi|muon biet|muon hoi|neu can|khi can|lien he lai|goi lai|"
    rf"hoi them|de lai|xin de lai)"
    rf"(?:,? them|,? thong tin|,? vui long| thi| xin| cu| hay| ro| gi| cac anh| anh| chi| lai|"
    rf" so){{0,4}}(?: {_CALL}){{0,2}}(?: lai| cho){{0,2}}{FILL}{{0,3}}"
)
_LABEL = compile_before(
    r"(?:sdt|so dt|dt|dien thoai|so dien thoai|lh|lien he|tel|zalo|so|email|mail|gmail|cccd|cmnd|cmt|"
    r"so cccd)(?: lien he| la)?"
)
_NOT_MINE = compile_cue(OTHERS)
_NAMES_ANOTHER = compile_cue(r"chu quan|chu nha|chu tro|ten|anh|chi|thang|con|co|shop|nha nghi|khach san|cong ty")
_AFTER_OF_OTHERS = compile_after(
    r"[\x20\t,]{0,3}(?:nay )?(?:la )?(?:cua|so) (?:no|thang|han|doi tuong|ong|ba|bon|con|chung|ke)(?![0-9a-z])"
)
_AFTER_OWN = compile_after(
    rf"[\x20\t\n,.:(\-]{{0,4}}(?:(?:day|nay|do) )?(?:la )?{_REACH}(?: ca nhan| rieng)?(?: cua)? {SELF}(?![0-9a-z])"
)
_AFTER_NOT_MINE = compile_after(
    r"[\x20\t,]{0,3}(?:nay )?(?:cho vay|lua|quay roi|goi |nhan tin|doi no|doa|do no|la so lua)"
)
_HANDLE_CUE = compile_cue(
    rf"(?:zalo|fb|face|facebook|nick|telegram|tele|nick zalo|nick fb|tiktok|tik tok|insta|instagram|ig|"
    rf"youtube|viber|skype|"
    rf"messenger|mess|wechat|whatsapp|line|acc|tai khoan|tai khoan (?:facebook|fb|zalo|tiktok|telegram|instagram)|"
    rf"id|username)(?: ca nhan| rieng)?(?: cua)? {SELF}(?: ten| la| ten la)?"
)
_DOCUMENT = re.compile(r"(?:cccd|cmnd|cmt|can cuoc|chung minh|ho chieu)[^\n]{0,25}$")
_ACCOUNT = re.compile(r"(?:stk|tai khoan|so tk|(?<![a-z])tk)[^\n]{0,25}$")

_SENTENCE_END = re.compile(r"[.!?\n]")
_ONLY_LABEL = re.compile(
    r"[ \t,.;:()\n\-]{0,6}(?:(?:sdt|so dt|dt|dien thoai|so dien thoai|so|lh|zalo|tel|cccd|cmnd|"
    r"so cccd)[ \t:.]{0,4}){0,2}"
)

_BEFORE = 70
_NEAR_NAME = 24
# With one of these it is a name in a network, and no person's.
_NO_HANDLE = frozenset("0123456789._/")


def find_numbers(page: Page, known: Sequence[Span]) -> Iterator[Span]:
    """Find the resident's own numbers, mail addresses and names in networks; ``known`` are names found before."""
    ends = sorted(span.end for span in known)
    for pattern in (each for each, sign in _PATTERNS if sign in page.folded):
        for found in pattern.finditer(page.folded):
            end = found.start() + len(found.group().rstrip(_URL_END)) if pattern in (_URL, _WWW) else found.end()
            before = page.folded[max(0, found.start() - _BEFORE) : found.start()]
            if _follows_a_name(page, ends, found.start()) or _is_own(page, before, end):
                yield Span(found.start(), end, _choose_rule(before, is_online=pattern is not _NUMBER))
    for found in _HANDLE_CUE.finditer(page.folded):
        yield from _find_handle(page, found.end())


def _follows_a_name(page: Page, ends: Sequence[int], start: int) -> bool:
    nearest = bisect_right(ends, start) - 1
    if nearest < 0 or start - ends[nearest] > _NEAR_NAME:
        return False
    return bool(_ONLY_LABEL.fullmatch(page.folded, ends[nearest], start))


def _is_own(page: Page, before: str, end: int) -> bool:
    if _AFTER_OF_OTHERS.match(page.folded, end):
        return False
    if _OWN.search(before) or _AFTER_OWN.match(page.folded, end):
        return True
    sentence = _SENTENCE_END.split(before)[-1]
    if _AFTER_NOT_MINE.match(page.folded, end) or _NOT_MINE.search(sentence):
        return False
    if any(cue.search(before) for cue in (_OWN_HAVE, _CALL_ME, _IF_NEEDED)):
        return True
    return not _NAMES_ANOTHER.search(sentence) and _stands_alone_at_the_end(page, before, end)


def _stands_alone_at_the_end(page: Page, before: str, end: int) -> bool:
    if len(page.folded) - end > _NEAR_NAME or _NOT_MINE.search(before):
        return False
    return bool(_LABEL.search(before)) or before.rstrip(" \t")[-1:] in ("\n", ".")


def _choose_rule(before: str, *, is_online: bool) -> Rule:
    if is_online:
        return Rule.ONLINE_NAME
    if _DOCUMENT.search(before):
        return Rule.ID_NUMBER
    return Rule.ID_NUMBER if _ACCOUNT.search(before) else Rule.NUMBER


def _find_handle(page: Page, at: int) -> Iterator[Span]:
    found = _HANDLE.match(page.folded, at)
    is_handle = found and ("@" in found.group() or not _NO_HANDLE.isdisjoint(found.group(1).rstrip("./")))
    if found and is_handle:
        if not _NUMBER.match(page.folded, found.start(1)):
            yield Span(found.start(1), found.end(1), Rule.ONLINE_NAME)
        return
    name = read_name(page, at, Trust.KNOWN)
    if name:
        yield Span(*name, Rule.ONLINE_NAME)
