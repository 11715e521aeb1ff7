"""Making an account, and proving that one is its holder."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Key, Seed
from crypto.passphrases import has_cost, lock_under_passphrase, unlock_with_passphrase
from crypto.stretching import PassphraseCost
from triage.ground.errors import RowForged, SignInRefused, UsernameTaken
from triage.ground.ids import new_id
from triage.ground.row_proofs import check_row
from triage.ground.vocabulary import OfficerRole
from triage.offices.accounts.strength import check_strength
from triage.offices.accounts.tables import Officer

_NO_ACCOUNT = "nobody"


class Writing(Protocol):
    """What gives sessions that write."""

    def writing(self) -> Session:
        """Return a session; its caller commits."""
        ...


def create_account(
    session: Session,
    *,
    username: str,
    display_name: str,
    role: OfficerRole,
    lock: "PassphraseLock",
    at: datetime,
) -> Officer:
    """Make an account with a fresh key. Raises PassphraseWeak or UsernameTaken."""
    check_strength(lock.passphrase, [username, display_name])
    officer_id, seed = new_id(), Seed.generate()
    officer = Officer(
        id=officer_id,
        username=normalise_username(username),
        display_name=display_name,
        role=role,
        public_key=seed.public_key.raw,
        seed_locked=lock.lock(seed, _context(officer_id)),
        created_at=at,
    )
    session.add(officer)
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise UsernameTaken from error
    return officer


def relock(session: Session, officer: Officer, seed: Seed, lock: "PassphraseLock") -> None:
    """Lock a seed, the officer's own or a fresh one, under a passphrase just chosen. Raises PassphraseWeak."""
    check_strength(lock.passphrase, [officer.username, officer.display_name])
    officer.public_key, officer.seed_locked = seed.public_key.raw, lock.lock(seed, _context(officer.id))
    session.add(officer)
    session.flush()


def renew_lock(database: "Writing", officer: Officer, seed: Seed, lock: "PassphraseLock") -> None:
    """Lock the seed anew where its envelope is of another cost than today's; the passphrase stays as it is.

    The work is done before the transaction begins. An account that was locked anew meanwhile is left alone.
    """
    before = officer.seed_locked
    if lock.is_current(before):
        return
    after = lock.lock(seed, _context(officer.id))
    with database.writing() as session:
        session.exec(
            update(Officer)
            .where(col(Officer.id) == officer.id, col(Officer.seed_locked) == before)
            .values(seed_locked=after)
        )
        session.commit()


class PassphraseLock:
    """A passphrase that an officer just chose, with what it takes to lock something under it."""

    __slots__ = ("_cost", "_pepper", "passphrase")

    def __init__(self, passphrase: str, *, pepper: Key, cost: PassphraseCost) -> None:
        self.passphrase = passphrase
        self._pepper = pepper
        self._cost = cost

    def lock(self, seed: Seed, context: Context) -> bytes:
        """Lock a seed."""
        return lock_under_passphrase(
            seed, passphrase=self.passphrase, pepper=self._pepper, context=context, cost=self._cost
        )

    def is_current(self, seed_locked: bytes) -> bool:
        """Whether something is locked at the cost that this lock would use."""
        return has_cost(seed_locked, self._cost)

    def unlock(self, seed_locked: bytes, officer_id: str) -> Seed:
        """Return the officer's seed. Raises crypto.errors.Unopenable."""
        return unlock_with_passphrase(
            seed_locked, passphrase=self.passphrase, pepper=self._pepper, context=_context(officer_id)
        )

    def __repr__(self) -> str:
        return "<PassphraseLock>"


def authenticate(session: Session, username: str, lock: PassphraseLock) -> tuple[Officer, Seed]:
    """Return the officer and the seed that the passphrase unlocks.

    Raises SignInRefused. An unknown name is tried on the account that is next to it, whose passphrase opens nothing
    for a made-up name: so it takes what a known name takes, also where accounts are locked at several costs.
    """
    name = normalise_username(username)
    # Columns and not the account: to put that together is time that only a known name would take.
    found = session.exec(
        select(Officer.id, Officer.username, Officer.seed_locked, Officer.closed_at)
        .order_by(col(Officer.username) < name, col(Officer.username))
        .limit(1)
    ).first()
    if found is None:
        raise SignInRefused(None)
    officer_id, next_name, seed_locked, closed_at = found
    is_known = next_name == name
    try:
        seed = lock.unlock(seed_locked, officer_id if is_known and closed_at is None else _NO_ACCOUNT)
    except Unopenable as error:
        raise SignInRefused(officer_id if is_known else None) from error
    officer = session.get_one(Officer, officer_id)
    if seed.public_key.raw != officer.public_key:
        # The public key in the database is not the one of this seed: it was replaced.
        raise SignInRefused(officer_id)
    try:
        check_row(officer)
    except RowForged as error:
        raise SignInRefused(officer_id, is_forged=True) from error
    return officer, seed


def find_generation(session: Session, username: str) -> int | None:
    """Return the generation of the open account of this name, or None."""
    query = select(Officer.generation).where(
        Officer.username == normalise_username(username), col(Officer.closed_at).is_(None)
    )
    return session.exec(query).first()


def normalise_username(username: str) -> str:
    """Return the form under which a user name is stored."""
    return username.strip().lower()


def _context(officer_id: str) -> Context:
    return bind(Label.OFFICER_SEED, officer_id)
