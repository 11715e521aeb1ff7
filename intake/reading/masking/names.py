"""Reading a Vietnamese name that begins at a place in a text, and where it ends."""

from collections.abc import Iterator
from enum import IntEnum
from itertools import islice

from intake.reading.masking.page import Page, PageWord

_LONGEST = 5
_MIDDLE = ("van", "thi")
_TITLES = frozenset(("ong", "ba", "anh", "chi", "co", "chu", "bac", "chau", "be", "em", "cu", "thang", "con"))


class Trust(IntEnum):
    """How surely a name follows."""

    FULL_NAME = 1
    """Only a full name counts: what went before says little ("tôi …")."""
    KNOWN = 2
    """A name by its family name, its capital, or the list of given names ("tôi là …")."""
    NAMED = 3
    """Whatever follows is a name, unless it is a word of another kind ("tôi tên là …")."""


def read_name(page: Page, at: int, trust: Trust) -> tuple[int, int] | None:
    """Return start and end of the name at ``at``, or None."""
    words = list(islice(_read_words(page, at), _LONGEST + 1))
    if len(words) > 1 and words[0].bare in _TITLES and not words[0].is_capitalised:
        words = words[1:]
    if not words or _cannot_begin(words, page):
        return None
    count = _count_capitalised(words, page, trust) or _count_lower(words, page, trust)
    return (words[0].start, words[count - 1].end) if count else None


def _read_words(page: Page, at: int) -> Iterator[PageWord]:
    word = page.read_word(at, over=" \t\n:,-.\"'")
    is_first = True
    while word is not None:
        yield word
        # A name that has only begun goes on in the next line; one that may be complete does not.
        is_begun = word.bare in _MIDDLE or (is_first and page.is_family_name(word, None))
        is_first = False
        word = page.read_word(word.end, over=" \t'’\n" if is_begun else " \t'’")


def _is_other_word(word: PageWord, page: Page) -> bool:
    lists = page.lists
    if word.bare.isdigit() or lists.area.has(word):
        return True
    if word.is_capitalised and not page.is_shouted and _is_any_name(word, page):
        return False
    return lists.stop.has(word) and not (word.has_marks and _is_any_name(word, page))


def _cannot_begin(words: list[PageWord], page: Page) -> bool:
    is_full = len(words) > 1 and words[1].bare in ("van", "thi") and page.is_family_name(words[0], words[1])
    return _is_other_word(words[0], page) and not is_full


def _is_any_name(word: PageWord, page: Page) -> bool:
    return any(word.lowered in kind.marked for kind in (page.lists.family, page.lists.given, page.lists.middle))


def _is_role(word: PageWord, page: Page) -> bool:
    lists = page.lists
    if word.is_capitalised and lists.given.has(word):
        return word.lowered in lists.role.marked
    return lists.role.has(word)


def _count_capitalised(words: list[PageWord], page: Page, trust: Trust) -> int:
    if page.is_shouted or not words[0].is_capitalised:
        return 0
    lists = page.lists
    if (
        trust is not Trust.NAMED
        and _is_role(words[0], page)
        and not (page.is_family_name(words[0], None) and len(words) > 1 and words[1].is_capitalised)
    ):
        return 0
    count = 1
    while count < len(words) and words[count].is_capitalised and not lists.area.has(words[count]):
        count += 1
    if trust is Trust.FULL_NAME:
        return count if count > 1 and page.is_family_name(words[0], None) else 0
    if count == 1 and page.is_family_name(words[0], None):
        return max(count, _count_lower(words, page, trust))
    return min(count, _LONGEST)


def _count_lower(words: list[PageWord], page: Page, trust: Trust) -> int:
    following = words[1] if len(words) > 1 else None
    if page.is_family_name(words[0], following):
        return _count_full_name(words, page, trust)
    if trust is Trust.FULL_NAME:
        return 0
    given = page.lists.given
    named = [given.has(word) and not _is_other_word(word, page) for word in words[:3]]
    count = 2 if named[:2] == [True, True] else 1
    if trust is Trust.NAMED:
        return count
    is_closed = len(words) == count or _is_other_word(words[count], page)
    return count if named[0] and is_closed and not page.lists.role.has(words[0]) else 0


def _ends_full_name(word: PageWord, page: Page, *, is_given: bool) -> bool:
    """Whether ``word`` is no more of the name. After a family name and Văn or Thị, hardly any word is not."""
    return page.lists.area.has(word) if is_given else _is_other_word(word, page)


def _count_full_name(words: list[PageWord], page: Page, trust: Trust) -> int:
    has_middle = len(words) > 1 and words[1].bare in ("van", "thi")
    most = 4 if has_middle else 3
    count = before_given = 2 if has_middle else 1
    while count < min(len(words), most) and not _ends_full_name(
        words[count], page, is_given=has_middle and count == before_given
    ):
        count += 1
    if count == 1:
        is_given = page.lists.given.has(words[0])
        return 1 if trust is Trust.NAMED or (trust is Trust.KNOWN and is_given) else 0
    if trust is Trust.FULL_NAME and not has_middle:
        return 0
    return count
