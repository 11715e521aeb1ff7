"""Between the passphrase and the session: who typed the right passphrase and still owes the second factor."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.locking import lock_seed, unlock_seed
from crypto.one_time_codes import as_code_secret
from crypto.tokens import Token
from triage.ground.errors import SessionEnded
from triage.offices.accounts.sessions import check_account
from triage.offices.accounts.tables import Officer
from triage.offices.factors.tables import SignInStep

GOOD_FOR = timedelta(minutes=10)
_MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Relief:
    """The desk that an officer on the way in takes over."""

    leaving_id: str
    """The officer whose session ends."""
    seen_waiting: int
    """How many tips waited when the next officer looked."""


@dataclass(frozen=True, slots=True)
class Step:
    """An officer on the way in. The seed is good for the second factor, and for nothing else before that."""

    officer: Officer
    seed: Seed = field(repr=False)
    is_enrolling: bool
    challenge: bytes = field(repr=False)
    """What a passkey has to answer: it belongs to this step alone."""
    app_secret: str = field(repr=False)
    """What an app that is added in this step takes, in base 32: it belongs to this step alone, and stands nowhere."""
    adds_factor: bool = False
    relief: Relief | None = None


class StepKind(StrEnum):
    """What a step is for."""

    COMING_IN = "coming_in"
    """A factor is asked for."""
    FIRST_FACTOR = "first_factor"
    """The account has none: one is added."""
    ANOTHER_FACTOR = "another_factor"
    """A factor is asked for, and then another added."""


def begin_step(
    session: Session, officer: Officer, seed: Seed, *, kind: StepKind, at: datetime, relief: Relief | None = None
) -> Token:
    """Return the secret for the browser's cookie. Steps that were never ended are forgotten."""
    leaving = None if relief is None else session.get(Officer, relief.leaving_id)
    token = Token.generate()
    session.exec(delete(SignInStep).where(col(SignInStep.began_at) < at - GOOD_FOR))
    session.add(
        SignInStep(
            digest=token.digest,
            officer_id=officer.id,
            seed_locked=lock_seed(seed, key=token.locking_key, context=_context(officer.id)),
            generation=officer.generation,
            is_enrolling=kind is StepKind.FIRST_FACTOR,
            adds_factor=kind is StepKind.ANOTHER_FACTOR,
            began_at=at,
            relieves_id=None if leaving is None else leaving.id,
            relieves_generation=None if leaving is None else leaving.generation,
            seen_waiting=0 if relief is None else relief.seen_waiting,
        )
    )
    session.flush()
    return token


def resume_step(session: Session, token: Token, *, at: datetime) -> Step:
    """Return who is on the way in. Raises SessionEnded, also after too many wrong codes."""
    row = session.get(SignInStep, token.digest)
    officer = None if row is None else session.get(Officer, row.officer_id)
    if row is None or officer is None or officer.closed_at is not None or row.generation != officer.generation:
        raise SessionEnded
    leaving = None if row.relieves_id is None else session.get(Officer, row.relieves_id)
    if leaving is not None and leaving.generation != row.relieves_generation:
        # The officer who began the take-over had the leaving officer's open page: that way in has ended too.
        raise SessionEnded
    if at - row.began_at > GOOD_FOR or row.tries >= _MOST_TRIES:
        raise SessionEnded
    try:
        seed = unlock_seed(row.seed_locked, key=token.locking_key, context=_context(officer.id))
    except Unopenable as error:
        raise SessionEnded from error
    if seed.public_key.raw != officer.public_key:
        # The account got another key meanwhile.
        raise SessionEnded
    check_account(officer, row)
    challenge = token.locking_key.derive_key(bind(Label.PASSKEY_CHALLENGE, officer.id)).reveal()
    relief = None if row.relieves_id is None else Relief(row.relieves_id, row.seen_waiting)
    secret = token.locking_key.derive_key(bind(Label.APP_SECRET, officer.id)).reveal()
    return Step(officer, seed, row.is_enrolling, challenge, as_code_secret(secret), row.adds_factor, relief)


def hold_step(session: Session, token: Token) -> None:
    """Let no other transaction try a code in the step until this one's end, and read it as it stands now."""
    session.get(SignInStep, token.digest, with_for_update=True, populate_existing=True)


def count_wrong_try(session: Session, token: Token) -> None:
    """Count a wrong code."""
    row = session.get(SignInStep, token.digest, with_for_update=True, populate_existing=True)
    if row is not None:
        row.tries += 1
        session.add(row)
        session.flush()


def let_enrol(session: Session, token: Token) -> None:
    """Let an officer who showed one factor add another, in the same step."""
    row = session.get_one(SignInStep, token.digest, with_for_update=True, populate_existing=True)
    row.is_enrolling = True
    session.add(row)
    session.flush()


def forget_step(session: Session, token: Token) -> None:
    """End the step, if it is there."""
    session.exec(delete(SignInStep).where(col(SignInStep.digest) == token.digest))


def end_step(session: Session, token: Token) -> None:
    """End the step. Raises SessionEnded where it has ended already: one step gives one session."""
    gone = session.exec(delete(SignInStep).where(col(SignInStep.digest) == token.digest))
    if gone.rowcount == 0:
        raise SessionEnded


def _context(officer_id: str) -> Context:
    return bind(Label.SIGN_IN_STEP, officer_id)
