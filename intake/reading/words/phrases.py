"""A phrase of a table: the words that may be written, one place after the other. ``data/README.md`` tells how."""

from dataclasses import dataclass
from functools import cache

from intake.reading.words.letters import Letters, read_letters

# The tables hold each word many times: one object stands for all of them (10 MB otherwise).
_read_table_word = cache(read_letters)
# A sentence is no phrase: what is longer was probably pasted by mistake.
_MOST_ELEMENTS = 12


class CellUnreadable(ValueError):
    """A cell of a table is not written as its README says. The message never repeats the cell."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a phrase: what may be written there, each of one or several words."""

    choices: tuple[tuple[Letters, ...], ...]
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of a table."""

    elements: tuple[Element, ...]
    group: str
    needs_marks: bool
    """Whether it is looked for only where marks were typed, because without them it is mostly another word."""


def read_elements(cell: str) -> tuple[Element, ...]:
    """Read words, ``a/b`` for either, ``(a)`` for what may be missing, and ``a_b`` for two words of one choice.

    Raises CellUnreadable.
    """
    elements = tuple(map(_read_element, cell.split()))
    if not elements or len(elements) > _MOST_ELEMENTS or all(element.is_optional for element in elements):
        raise CellUnreadable("the phrase is empty, too long, or of nothing but words that may be missing")
    return elements


def _read_element(written: str) -> Element:
    is_optional = written.startswith("(") and written.endswith(")")
    inner = written[1:-1] if is_optional else written
    choices = tuple(tuple(map(_read_table_word, choice.split("_"))) for choice in inner.split("/"))
    if not all(word.bare.isalnum() for choice in choices for word in choice):
        raise CellUnreadable("a phrase has something other than words, /, _ and brackets around a whole word")
    return Element(choices, is_optional)
