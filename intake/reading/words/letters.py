"""One Vietnamese word: its letters, and the marks on them as far as they were typed."""

import unicodedata
from dataclasses import dataclass, field

from intake.folding.syllables import spell_with_i

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class Letters:
    """A word taken apart, so that marks that were left out can be told from marks that differ."""

    bare: str
    """Lower case, without marks, đ as d, y as i where both are written (xử lý, xử lí; Quý, Quí)."""
    marks: frozenset[tuple[int, str]] = frozenset()
    """Breve, circumflex, horn and the stroke of đ, each with the place of its letter."""
    tone: str = ""
    """At most one, without its place: hòa and hoà are one word."""
    typed: str = field(default="", compare=False)
    """As it was typed."""
    has_marks: bool = field(default=False, compare=False)
    """Whether any mark was typed."""

    def fits(self, meant: "Letters") -> bool:
        """Whether a writer who meant ``meant`` may have typed this: no other letter, no mark that is not there."""
        return self.bare == meant.bare and self.tone in ("", meant.tone) and self.marks <= meant.marks


def read_letters(word: str) -> Letters:
    """Take one word apart, in whatever case and composition."""
    bare: list[str] = []
    marks: set[tuple[int, str]] = set()
    tone = ""
    for character in unicodedata.normalize("NFD", word.lower()):
        if character == "đ":
            marks.add((len(bare), character))
            bare.append("d")
        elif character in _TONES:
            tone = character
        elif unicodedata.combining(character):
            marks.add((len(bare) - 1, character))
        else:
            bare.append(character)
    return Letters(spell_with_i("".join(bare)), frozenset(marks), tone, word, bool(marks or tone))
