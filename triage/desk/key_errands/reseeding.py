"""New seeds for open tips, after an officer has left and the post got another key.

The leaver may have kept the seed of every tip that the old key opened. What was read stays read; what follows is
written under a seed that the leaver never had. Officers and receipts that open the tip go on opening it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, select

from crypto.errors import Unopenable
from crypto.keys import PublicKey
from triage.ground.errors import KeyDestroyed
from triage.ground.insertion import Row, insert_all
from triage.ground.keys import month_of
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.create import OpenPost
from triage.offices.posts.filling import get_fillable_post, open_versions
from triage.offices.posts.tables import PostKey
from triage.offices.posts.trust import read_current
from triage.tips.installation import Installation
from triage.tips.record.access import open_access, seal_grant, unlock_reason
from triage.tips.record.messages import hold_tip
from triage.tips.record.receipts import open_receipt_key, seal_for_receipt
from triage.tips.record.seeds import replace_seed
from triage.tips.record.tables import CandidateAccess, Tip, TipAccess, TipReceipt
from triage.tips.routing.grants import Grant

# Some seconds of work, after which the officer who waits sees how far it has come.
AT_ONCE = 200

_Access = TypeVar("_Access", TipAccess, CandidateAccess)
_Row = TypeVar("_Row", TipAccess, CandidateAccess, TipReceipt)


def count_former(session: Session, post_ids: Collection[str], current: Collection[str]) -> dict[str, int]:
    """Return how many open tips each post still opens with none of the keys in ``current`` but with a former one."""
    query = (
        select(TipAccess.post_id, func.count(func.distinct(col(TipAccess.tip_id))))
        .where(col(TipAccess.post_id).in_(post_ids), *_is_former(current))
        .group_by(col(TipAccess.post_id))
    )
    return dict(session.exec(query).all())


def replace_seeds(
    session: Session, officer: SignedIn, post_id: str, *, installation: Installation, at: datetime
) -> int:
    """Give some of the post's open tips new seeds, and return how many were done.

    Raises TipUnavailable where the post is not the officer's to look after, PostKeyRejected where a key that the tips
    go to is not what was signed: then nothing is changed.
    """
    post = get_fillable_post(session, officer, post_id)
    opened = {version.key.id: version for version in open_versions(session, officer, post)}
    current = read_current(session, post.id, installation.router.trusted)
    query = (
        select(TipAccess)
        .where(TipAccess.post_id == post.id, col(TipAccess.post_key_id).in_(opened), *_is_former([current.id]))
        .order_by(col(TipAccess.accepted_at), col(TipAccess.tip_id))
        .limit(AT_ONCE)
    )
    work = _Work(session, installation, at)
    done = [work.replace(access, opened[access.post_key_id]) for access in session.exec(query).all()]
    return sum(done)


def _is_former(current: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Say of an access that it is an open tip's, under none of the current keys, and can be made anew.

    Where a receipt has no public half the tip keeps its seed: its resident would be shut out.
    """
    shut_out = select(TipReceipt.tip_id).where(
        col(TipReceipt.tip_id) == col(TipAccess.tip_id), col(TipReceipt.key_locked).is_(None)
    )
    return (
        col(TipAccess.is_closed).is_(False),
        col(TipAccess.post_key_id).not_in(current),
        ~shut_out.correlate(TipAccess).exists(),
    )


@dataclass
class _Work:
    """The tips of one post, one after the other."""

    session: Session
    installation: Installation
    at: datetime
    _current: dict[str, PostKey] = field(default_factory=dict)

    def replace(self, access: TipAccess, opened: OpenPost) -> bool:
        """Give the tip a new seed; False where it does not open, which is journaled."""
        tip = hold_tip(self.session, access.tip_id)
        accesses, candidates = self._list(TipAccess, tip), self._list(CandidateAccess, tip)
        try:
            former = open_access(tip, access, post_seed=opened.seed, keys=self.installation.keys)
            rows: list[TipAccess | CandidateAccess] = [*accesses, *candidates]
            receipts = [(row, open_receipt_key(row, former)) for row in self._list(TipReceipt, tip)]
            reasons = {id(row): unlock_reason(row, seed=former) for row in rows}
        except (Unopenable, KeyDestroyed):
            append(self.session, Entry(JournalEvent.TIP_DAMAGED, tip_id=tip.id), at=self.at)
            return False
        fresh, outer = replace_seed(self.session, tip, former), self.installation.keys.make_content_key(self._month)

        def seal(row: TipAccess | CandidateAccess) -> Row:
            key = self._find_current(row.post_id)
            grant = Grant(row.post_id, key.id, PublicKey(key.public_key), reasons[id(row)], self.at)
            return {"tip_id": tip.id, "month": self._month, **seal_grant(grant, fresh, tip.id, outer)}

        self._swap(TipAccess, tip, [{**seal(row), **_shown(row, accesses)} for row in _one_a_post(accesses)])
        areas = {row.area_id: [each for each in candidates if each.area_id == row.area_id] for row in candidates}
        waiting = [{**seal(row), "area_id": area} for area, some in areas.items() for row in _one_a_post(some)]
        self._swap(CandidateAccess, tip, waiting)
        for receipt, public_key in receipts:
            seal_for_receipt(receipt, public_key, fresh, month=self._month, outer=outer)
            self.session.add(receipt)
        append(self.session, Entry(JournalEvent.TIP_SEED_REPLACED, tip_id=tip.id, post_id=opened.post.id), at=self.at)
        return True

    @property
    def _month(self) -> str:
        return month_of(self.at)

    def _list(self, table: type[_Row], tip: Tip) -> Sequence[_Row]:
        return self.session.exec(select(table).where(table.tip_id == tip.id)).all()

    def _swap(self, table: type[_Access], tip: Tip, rows: Sequence[Row]) -> None:
        self.session.exec(delete(table).where(col(table.tip_id) == tip.id))
        insert_all(self.session, table, rows)

    def _find_current(self, post_id: str) -> PostKey:
        if post_id not in self._current:
            self._current[post_id] = read_current(self.session, post_id, self.installation.router.trusted)
        return self._current[post_id]


def _one_a_post(rows: Sequence[_Access]) -> list[_Access]:
    """Return one row of each post: under its newest key all of a post's holders open the tip."""
    return list({row.post_id: row for row in rows}.values())


def _shown(row: TipAccess, rows: Sequence[TipAccess]) -> Row:
    """Return when and how the post's queue shows the tip: as soon, and as openly, as any of its rows did."""
    same = [each for each in rows if each.post_id == row.post_id]
    return {
        "visible_at": min(each.visible_at for each in same),
        "is_hidden": all(each.is_hidden for each in same),
        "is_closed": row.is_closed,
        "priority": row.priority,
        "accepted_at": row.accepted_at,
        "is_taken": row.is_taken,
        "due_at": row.due_at,
    }
