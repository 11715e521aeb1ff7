"""Opening many tips in one go: to search them, to compare them. What is opened is journaled by the caller.

A tip's first opening takes a public-key operation. Then its seed is kept locked under the post's own key as well, and
the next time costs a third of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from sqlmodel import Session, col, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Key, Seed
from crypto.locking import lock, lock_seed, unlock, unlock_seed
from triage.ground.errors import KeyDestroyed
from triage.ground.insertion import Row
from triage.ground.keys import KeyDirectory
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import open_held
from triage.tips.record.access import open_access
from triage.tips.record.barring import list_barred_from
from triage.tips.record.tables import Tip, TipAccess, TipKey

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A tip whose seed is at hand."""

    tip: Tip
    seed: Seed = field(repr=False)


@dataclass(slots=True)
class BulkOpener:
    """Opens tips for one officer, in one session."""

    session: Session
    keys: KeyDirectory
    seeds: dict[str, Seed] = field(repr=False)
    """Of the officer's posts, by the ids of their keys."""
    officer_id: str
    _outer: dict[str, Key] = field(default_factory=dict, repr=False)
    """The month keys met so far: reading one looks at its file each time."""
    fresh: list[Row] = field(default_factory=list, repr=False)
    """Rows of ``tip_key`` that would make the next time quicker; a caller with a session that writes stores them."""

    @classmethod
    def begin(cls, session: Session, officer: SignedIn, keys: KeyDirectory) -> Self:
        """Open the officer's posts."""
        held = open_held(session, officer.id, officer.seed)
        return cls(session, keys, {opened.key.id: opened.seed for opened in held}, officer.id)

    def open_all(self, tip_ids: Sequence[str]) -> Iterator[Unlocked]:
        """Yield the tips in their order; one that does not open, or that is barred from the officer, is passed over."""
        for start in range(0, len(tip_ids), _AT_ONCE):
            some = tip_ids[start : start + _AT_ONCE]
            found = self._read(some)
            for tip_id in some:
                for tip, access, kept in found.get(tip_id, ())[:1]:
                    try:
                        yield Unlocked(tip, self._open(tip, access, kept))
                    except (Unopenable, KeyDestroyed):
                        continue

    def _read(self, tip_ids: Sequence[str]) -> dict[str, list[tuple[Tip, TipAccess, TipKey | None]]]:
        query = (
            select(Tip, TipAccess, TipKey)
            .join(TipAccess, col(TipAccess.tip_id) == col(Tip.id))
            .join(
                TipKey,
                (col(TipKey.tip_id) == col(Tip.id)) & (col(TipKey.post_key_id) == col(TipAccess.post_key_id)),
                isouter=True,
            )
            .where(
                col(Tip.id).in_(tip_ids),
                col(TipAccess.post_key_id).in_(self.seeds),
                col(Tip.id).not_in(list_barred_from(self.officer_id)),
            )
        )
        found: dict[str, list[tuple[Tip, TipAccess, TipKey | None]]] = {}
        for tip, access, kept in self.session.exec(query):
            found.setdefault(tip.id, []).append((tip, access, kept))
        return found

    def _open(self, tip: Tip, access: TipAccess, kept: TipKey | None) -> Seed:
        post_seed = self.seeds[access.post_key_id]
        if kept is not None:
            return _unlock(kept, post_seed, self._find_outer(kept.month))
        seed = open_access(tip, access, post_seed=post_seed, keys=self.keys)
        self.fresh.append(_lock(seed, access, post_seed, self._find_outer(access.month)))
        return seed

    def _find_outer(self, month: str) -> Key:
        if month not in self._outer:
            self._outer[month] = self.keys.content_key(month)
        return self._outer[month]


def _lock(seed: Seed, access: TipAccess, post_seed: Seed, outer: Key) -> Row:
    inner = lock_seed(seed, key=post_seed.as_key(), context=_context(Label.TIP_KEY, access.tip_id, access.post_key_id))
    # Under the access's own month: the two are destroyed together.
    locked = lock(inner, key=outer, context=_context(Label.TIP_KEY_OUTER, access.tip_id, access.post_key_id))
    return {"tip_id": access.tip_id, "post_key_id": access.post_key_id, "locked": locked, "month": access.month}


def _unlock(row: TipKey, post_seed: Seed, outer: Key) -> Seed:
    inner = unlock(row.locked, key=outer, context=_context(Label.TIP_KEY_OUTER, row.tip_id, row.post_key_id))
    return unlock_seed(inner, key=post_seed.as_key(), context=_context(Label.TIP_KEY, row.tip_id, row.post_key_id))


def _context(label: Label, tip_id: str, post_key_id: str) -> Context:
    return bind(label, tip_id, post_key_id)
