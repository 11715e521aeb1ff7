"""Taking out of a text what says who wrote it, and nothing else. What is taken out is sealed with the identity."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from intake.folding.fold import Folded, fold_text
from intake.reading.masking.homes import find_homes
from intake.reading.masking.lists import NameLists, load_name_lists
from intake.reading.masking.numbers import find_numbers
from intake.reading.masking.page import Page, Rule, Span, lay_out_folded
from intake.reading.masking.persons import find_persons
from intake.reading.masking.signatures import find_signatures

MASK = "[…]"

_SAID_AGAIN = frozenset({Rule.NAME, Rule.SIGNATURE, Rule.NUMBER, Rule.ID_NUMBER, Rule.ONLINE_NAME})

# A name of one word may be another person's, or another word.
_LONG_ENOUGH = 8
_MOST_SAID_AGAIN = 20


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what identifies its writer, and what was taken out."""

    text: str = field(repr=False)
    """In NFC, with MASK in the place of each span."""
    rules: tuple[Rule, ...] = ()
    """What was recognised, in the order of the text."""
    taken: tuple[str, ...] = field(default=(), repr=False)
    """The words that were taken out, in the same order."""
    cuts: tuple[tuple[int, int, int], ...] = ()
    """Where each stood in the text before, in NFC, from and to; and how long what stands there now is."""


def mask(text: str, lists: NameLists | None = None, *, left_open: Collection[str] = ()) -> Masked:
    """Mask the resident's own name, family, numbers and house in ``text``; never the accused, never the area.

    Words that an officer who knows better wants ``left_open`` stay.
    """
    composed = unicodedata.normalize("NFC", text)
    spans = [
        span for span in find_spans(fold_text(composed), lists) if composed[span.start : span.end] not in left_open
    ]
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += [composed[end : span.start], MASK]
        end = span.end
    return Masked(
        text="".join([*parts, composed[end:]]),
        rules=tuple(span.rule for span in spans),
        taken=tuple(composed[span.start : span.end] for span in spans),
        cuts=tuple((span.start, span.end, len(MASK)) for span in spans),
    )


def find_spans(folded: Folded, lists: NameLists | None = None) -> list[Span]:
    """Return what says who wrote the text, from left to right, none inside another, by its places in the original."""
    page = lay_out_folded(folded, lists or load_name_lists())
    spans = _find_all(page)
    located = [Span(*folded.locate(span.start, span.end), span.rule) for span in [*spans, *_find_again(page, spans)]]
    return _merge(located)


def _find_all(page: Page) -> list[Span]:
    names = [*find_persons(page), *find_signatures(page)]
    return [*names, *find_numbers(page, names), *find_homes(page, names)]


def _find_again(page: Page, spans: Iterable[Span]) -> Iterator[Span]:
    """Find what was recognised once, wherever else it stands: a full name, a number, an address."""
    rules: dict[str, Rule] = {}
    for span in spans:
        words = page.folded[span.start : span.end]
        if span.rule in _SAID_AGAIN and len(words) >= _LONG_ENOUGH and len(rules) < _MOST_SAID_AGAIN:
            rules.setdefault(words, span.rule)
    if rules:
        again = re.compile(rf"(?<![0-9a-z])(?:{'|'.join(map(re.escape, rules))})(?![0-9a-z])")
        for found in again.finditer(page.folded):
            yield Span(found.start(), found.end(), rules[found.group()])


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            span = Span(last.start, max(last.end, span.end), last.rule)  # noqa: PLW2901, the widened one takes its place
        merged.append(span)
    return merged
