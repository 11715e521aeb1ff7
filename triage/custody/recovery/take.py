"""Taking a post whose key enough custodians gave back: the shares are joined in the officer's own session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from crypto.errors import SharesRejected, Unopenable
from crypto.transcripts import digest_transcript
from triage.custody.recovery.docket import RECOVERIES
from triage.custody.recovery.shares import join_seed, open_resealed
from triage.custody.recovery.tables import Recovery, RecoveryDecision, RecoveryReason
from triage.custody.requests.requests import CustodyDecision, find_state, list_decisions
from triage.custody.requests.statements import Statement
from triage.ground.errors import CustodyRefused, TipUnavailable
from triage.ground.vocabulary import DisclosureState, Verdict
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.create import OpenPost
from triage.offices.posts.holdings import give_post
from triage.offices.posts.tables import Post, PostKey
from triage.offices.posts.trust import TrustedKeys, read_current, read_versions


@dataclass(frozen=True, slots=True)
class OwnRecovery:
    """A request as the asker sees it."""

    recovery: Recovery
    post: Post
    state: DisclosureState
    decisions: Sequence[CustodyDecision]


def list_own(session: Session, officer_id: str, *, at: datetime) -> list[OwnRecovery]:
    """Return what the officer asked for, the newest first."""
    query = (
        select(Recovery, Post)
        .join(Post, col(Post.id) == col(Recovery.post_id))
        .where(Recovery.officer_id == officer_id)
        .order_by(col(Recovery.asked_at).desc())
    )
    return [
        OwnRecovery(row, post, find_state(row, at=at), list_decisions(session, RECOVERIES, row.id))
        for row, post in session.exec(query)
    ]


def take_post(session: Session, officer: SignedIn, recovery_id: str, *, trusted: TrustedKeys, at: datetime) -> None:
    """Join the shares and give the post, under every version of its key, to the officer who asked.

    Raises TipUnavailable to all others, CustodyRefused where it is not ready (``not_ready``) or the shares of its
    present key do not join (``shares``), PostKeyRejected where that key is not the one that the settings pin.
    """
    row = session.get(Recovery, recovery_id, with_for_update=True, populate_existing=True)
    if row is None or row.officer_id != officer.id:
        raise TipUnavailable
    if find_state(row, at=at) is not DisclosureState.READY or row.taken_at is not None:
        raise CustodyRefused("not_ready")
    post, current = session.get_one(Post, row.post_id), read_current(session, row.post_id, trusted)
    opened = [each for key in read_versions(session, post.id) if (each := _open(session, officer, row, post, key))]
    if current.id not in {each.key.id for each in opened}:
        raise CustodyRefused("shares")
    for each in opened:
        give_post(session, officer.officer, each, at=at)
    row.taken_at = at
    session.add(row)
    session.exec(delete(RecoveryDecision).where(col(RecoveryDecision.recovery_id) == row.id))
    session.exec(delete(RecoveryReason).where(col(RecoveryReason.recovery_id) == row.id))
    append(session, Entry(JournalEvent.RECOVERY_TAKEN, officer_id=officer.id, post_id=post.id), at=at)


def _open(session: Session, officer: SignedIn, row: Recovery, post: Post, key: PostKey) -> OpenPost | None:
    """Return the post under that key; None where the shares of it do not join, as of a key without shares."""
    shares = []
    for decision in list_decisions(session, RECOVERIES, row.id):
        resealed = Statement.model_validate_json(decision.statement).shares.get(key.id)
        if decision.verdict != Verdict.APPROVE or resealed is None:
            continue
        try:
            share = open_resealed(
                resealed,
                seed=officer.seed,
                recovery_id=row.id,
                custodian=decision.custodian,
                key_id=key.id,
                transcript=digest_transcript(row.transcript or b""),
            )
        except Unopenable:
            continue
        shares.append(share)
    try:
        return OpenPost(post, key, join_seed(shares, key))
    except SharesRejected:
        return None
