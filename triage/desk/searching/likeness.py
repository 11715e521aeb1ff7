"""Which other tips may tell of the same thing: compared in the officer's session, and nothing of it is stored.

Words that stand in few of the compared tips (a name, a number plate, a lane) weigh more than those that stand in many
(the inverse document frequency of Spärck Jones, 1972); likeness is the cosine of the weighted words, together with
place, kind and nearness in time.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlmodel import Session, col, or_, select

from intake.folding.plain import list_words
from triage.desk.searching.search import read_texts
from triage.ground.keys import KeyDirectory
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.bulk import BulkOpener, Unlocked
from triage.tips.opening.open import OpenTip
from triage.tips.opening.reach import ask_reach
from triage.tips.record.tables import Tip

_WITHIN = timedelta(days=30)
_MOST_COMPARED = 200
_MOST_SUGGESTED = 5
# Of 100. Tried on the demo's tips: by words alone, pairs that tell of one thing have 22 and more, others 16 and less.
_ENOUGH = 28
_SAME_AREA, _SAME_CATEGORY, _SAME_DAY = 8, 4, 4
_DAY = timedelta(days=1)

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another tip, and how alike it is, of 100."""

    tip: Tip
    likeness: int


def find_alike(
    session: Session, opened: OpenTip, officer: SignedIn, *, keys: KeyDirectory, without: frozenset[str], at: datetime
) -> list[Alike]:
    """Return the tips that the officer may open and that are most like this one; those in ``without`` are known."""
    tip = opened.tip
    nearby = _list_nearby(session, tip, officer.id, without | {tip.id}, at=at)
    others = list(BulkOpener.begin(session, officer, keys).open_all(nearby))
    texts = read_texts(session, [Unlocked(tip, opened.seed), *others])
    mine, *theirs = weigh_words([texts[tip.id], *(texts[other.tip.id] for other in others)])
    alike = [
        Alike(other.tip, _add_up(tip, other.tip, compare(mine, words)))
        for other, words in zip(others, theirs, strict=True)
    ]
    enough = (each for each in alike if each.likeness >= _ENOUGH)
    return sorted(enough, key=lambda each: -each.likeness)[:_MOST_SUGGESTED]


def weigh_words(texts: Sequence[str]) -> list[Weights]:
    """Return the words and pairs of words of each text, each with its weight among these texts; of length one."""
    counted = [Counter(_pieces(text)) for text in texts]
    frequency = Counter(piece for counts in counted for piece in counts)
    return [
        _shorten({piece: _weigh(count, frequency[piece], len(texts)) for piece, count in counts.items()})
        for counts in counted
    ]


def compare(mine: Weights, theirs: Weights) -> float:
    """Return how alike two texts are: 0 where they share no word, 1 where they are one."""
    return sum(weight * theirs.get(piece, 0.0) for piece, weight in mine.items())


def _pieces(text: str) -> list[str]:
    words = list_words(text)
    # Vietnamese writes a word's syllables apart: two of them together say more than each.
    return [*words, *(" ".join(pair) for pair in pairwise(words))]


def _weigh(count: int, frequency: int, of: int) -> float:
    return (1 + math.log(count)) * math.log((1 + of) / frequency)


def _shorten(weights: Weights) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {piece: weight / length for piece, weight in weights.items()}


def _add_up(tip: Tip, other: Tip, likeness: float) -> int:
    added = _SAME_AREA * (tip.area_id == other.area_id) + _SAME_CATEGORY * (tip.category == other.category)
    added += _SAME_DAY * (abs(tip.accepted_at - other.accepted_at) < _DAY)
    return min(100, int(likeness * 100) + added)


def _list_nearby(session: Session, tip: Tip, officer_id: str, known: frozenset[str], *, at: datetime) -> list[str]:
    query = (
        select(Tip.id)
        .where(
            col(Tip.id).in_(ask_reach(officer_id, at=at)),
            col(Tip.id).not_in(known),
            col(Tip.accepted_at).between(tip.accepted_at - _WITHIN, tip.accepted_at + _WITHIN),
            or_(col(Tip.area_id) == tip.area_id, col(Tip.category) == tip.category, col(Tip.area_id).is_(None)),
        )
        .order_by(col(Tip.accepted_at).desc())
        .limit(_MOST_COMPARED)
    )
    return list(session.exec(query))
