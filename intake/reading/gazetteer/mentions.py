"""The places that a text names: each with its words, and how far it can be believed."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.reading.gazetteer.context import Context, FoundKind
from intake.reading.gazetteer.lineage import Level
from intake.reading.gazetteer.matching import Match
from intake.reading.gazetteer.tables import Role
from intake.reading.gazetteer.tokens import Gap, Page


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in the text, and the areas that are called so."""

    start: int
    """The kind word, where there is one."""
    end: int
    match: Match
    nodes: tuple[int, ...]
    """None where the words are the name of a person: then they are no other place either."""
    kind: FoundKind | None
    role: Role | None
    is_sure: bool = True
    """Whether it is a place even if nothing else says so."""
    is_plain: bool = False
    """Whether nothing but the name itself says that it is a place."""
    is_likely: bool = False
    """Not sure, but worth asking about: it may be a place as well as a person."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A kind word with a name after it that no area of the tree has."""

    start: int
    level: Level


def list_phrases(page: Page, mentions: list[Mention], context: Context) -> Iterator[list[Mention]]:
    """Yield the mentions that stand together as one address."""
    phrase = list[Mention]()
    for mention in mentions:
        if phrase and not _follows(page, phrase[-1], mention, context):
            yield phrase
            phrase = []
        phrase.append(mention)
    if phrase:
        yield phrase


def _follows(page: Page, first: Mention, second: Mention, context: Context) -> bool:
    if any(token.gap is Gap.END for token in page.tokens[first.end : second.start + 1]):
        return False
    return first.end == second.start or context.is_filler(page, first.end, second.start)
