"""Signed-in browsers: starting, resuming and ending a session."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, SQLModel, col, delete, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.locking import lock_seed, unlock_seed
from crypto.tokens import Token
from intake.ground.local_time import to_the_hour
from triage.ground.errors import RowForged, SessionEnded
from triage.ground.row_proofs import check_row
from triage.ground.vocabulary import OfficerRole
from triage.offices.accounts.tables import Officer, OfficerSession

IDLE_AFTER = timedelta(minutes=60)
ENDS_AFTER = timedelta(hours=12)

# Each request would otherwise write a row.
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An officer at work: who, and the seed that opens what the officer holds."""

    officer: Officer
    seed: Seed = field(repr=False)

    @property
    def id(self) -> str:
        """The officer's id."""
        return self.officer.id

    @property
    def is_cashier(self) -> bool:
        """Whether the account is a cashier's, who pays rewards out and sees nothing else."""
        return self.officer.role == OfficerRole.CASHIER

    @property
    def is_administrator(self) -> bool:
        """Whether the account is an administrator's, who reads no tips."""
        return self.officer.role == OfficerRole.ADMINISTRATOR


def start_session(session: Session, officer: Officer, seed: Seed, *, at: datetime) -> Token:
    """Return the secret for the browser's cookie. The database keeps its digest, and the seed locked under it."""
    token = Token.generate()
    session.add(
        OfficerSession(
            digest=token.digest,
            officer_id=officer.id,
            seed_locked=lock_seed(seed, key=token.locking_key, context=_context(officer.id)),
            generation=officer.generation,
            started_at=at,
            seen_at=at,
        )
    )
    session.exec(delete(OfficerSession).where(col(OfficerSession.started_at) < at - ENDS_AFTER))
    session.flush()
    return token


def resume_session(session: Session, token: Token, *, at: datetime) -> SignedIn:
    """Return who is signed in. Raises SessionEnded."""
    row = session.get(OfficerSession, token.digest)
    officer = None if row is None else session.get(Officer, row.officer_id)
    if row is None or officer is None or officer.closed_at is not None or row.generation != officer.generation:
        raise SessionEnded
    if at - row.seen_at > IDLE_AFTER or at - row.started_at > ENDS_AFTER:
        raise SessionEnded
    try:
        seed = unlock_seed(row.seed_locked, key=token.locking_key, context=_context(officer.id))
    except Unopenable as error:
        raise SessionEnded from error
    if seed.public_key.raw != officer.public_key:
        # The seed in the row must be the account's own: anybody who writes rows can lock a seed of their own there.
        raise SessionEnded
    check_account(officer, row)
    return SignedIn(officer, seed)


def check_account(officer: Officer, *others: SQLModel) -> None:
    """Return quietly where the account and its ``others`` stand as this service stored them. Raises RowForged."""
    for row in (officer, *others):
        try:
            check_row(row)
        except RowForged as error:
            raise RowForged(error.table, officer.id) from None


def is_note_due(session: Session, token: Token, *, at: datetime) -> bool:
    """Whether the session's row should be told that the officer is still there."""
    row = session.get(OfficerSession, token.digest)
    return row is not None and at - row.seen_at > _NOTED_EVERY


def note_session(session: Session, token: Token, *, at: datetime) -> None:
    """Keep the session from going idle."""
    row = session.get(OfficerSession, token.digest)
    if row is not None:
        row.seen_at = at
        session.add(row)


def end_session(session: Session, token: Token) -> None:
    """End the session: the locked seed is deleted, and the cookie opens nothing any more."""
    session.exec(delete(OfficerSession).where(col(OfficerSession.digest) == token.digest))


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of an officer's sessions, as its officer sees it: to the hour."""

    handle: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


def list_sessions(session: Session, officer_id: str, token: Token, *, at: datetime) -> list[OwnSession]:
    """Return the officer's sessions that have not expired, the newest first. ``token`` is of the one that asks."""
    rows = session.exec(
        select(OfficerSession)
        .where(
            OfficerSession.officer_id == officer_id,
            col(OfficerSession.started_at) >= at - ENDS_AFTER,
            col(OfficerSession.seen_at) >= at - IDLE_AFTER,
        )
        .order_by(col(OfficerSession.started_at).desc())
    )
    return [
        OwnSession(row.digest.hex(), to_the_hour(row.started_at), to_the_hour(row.seen_at), row.digest == token.digest)
        for row in rows
    ]


def end_one(session: Session, officer_id: str, handle: str) -> None:
    """End one of the officer's own sessions; what is none of theirs is passed over."""
    sessions = session.exec(select(OfficerSession).where(OfficerSession.officer_id == officer_id)).all()
    for row in sessions:
        if row.digest.hex() == handle:
            session.delete(row)
    session.flush()


def end_every_way(session: Session, officer: Officer, *, keep: Token | None = None) -> None:
    """End every token of a way into the account (see SECURITY.md) but the session of ``keep``.

    The account's generation is raised, and each token is good for the generation in which it was made: so one that is
    being made in another transaction meanwhile is never good. The row of ``keep`` is taken over into the new one.
    """
    former = officer.generation
    session.flush()
    session.refresh(officer, with_for_update=True)
    kept = None if keep is None else session.get(OfficerSession, keep.digest)
    officer.generation += 1
    session.add(officer)
    if kept is not None and kept.officer_id == officer.id and kept.generation == former == officer.generation - 1:
        kept.generation = officer.generation
        session.add(kept)
    session.flush()
    session.exec(
        delete(OfficerSession).where(
            col(OfficerSession.officer_id) == officer.id, col(OfficerSession.generation) != officer.generation
        )
    )


def _context(officer_id: str) -> Context:
    return bind(Label.SESSION, officer_id)
