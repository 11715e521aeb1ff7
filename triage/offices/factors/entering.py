"""Passing the second step: the factor shown, and only then a session."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crypto.keys import Seed
from crypto.passkeys import Site
from crypto.tokens import Token
from triage.ground.errors import SecondFactorRefused
from triage.ground.vocabulary import FactorKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import start_session
from triage.offices.accounts.tables import Officer
from triage.offices.factors.apps import add_app, check_app
from triage.offices.factors.passkeys import add_passkey, check_passkey, list_passkeys
from triage.offices.factors.recovery_codes import count_recovery_codes, make_recovery_codes, use_recovery_code
from triage.offices.factors.rows import Holder, list_factors
from triage.offices.factors.steps import (
    Relief,
    Step,
    StepKind,
    begin_step,
    count_wrong_try,
    end_step,
    hold_step,
    let_enrol,
    resume_step,
)


@dataclass(frozen=True, slots=True)
class Entered:
    """An officer came in."""

    token: Token
    """The secret for the session's cookie."""
    officer_id: str
    recovery_codes: tuple[str, ...] = ()
    """Made with the first factor, to be shown once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the officer shows as second factor: what was typed, or a passkey's answer."""

    typed: str = ""
    answer: str = ""
    site: Site | None = None
    needs_passkey: bool = False
    """Whether nothing else lets anybody in: a false page can talk an officer out of a code, a passkey cannot."""

    @property
    def answered_at(self) -> Site | None:
        """Where a passkey answered; None where something was typed."""
        return self.site if self.answer else None


def begin_entering(
    session: Session, officer: Officer, seed: Seed, *, adds_factor: bool, at: datetime, relief: Relief | None = None
) -> Token:
    """Begin the second step. An officer who has a factor shows it first, also before another is added."""
    kind = StepKind.ANOTHER_FACTOR if adds_factor else StepKind.COMING_IN
    if not list_factors(session, officer.id):
        kind = StepKind.FIRST_FACTOR
    return begin_step(session, officer, seed, kind=kind, at=at, relief=relief)


def enter(session: Session, token: Token, shown: Shown, *, at: datetime) -> Entered | None:
    """Start a session if the second factor is right. The step ends with it.

    Return None where the factor was right and another is still to be added; commit, and ask again.
    Raises SessionEnded, or SecondFactorRefused, which is counted and journaled: commit before passing it on.
    """
    # Held before it is read: of many codes at once no more are tried than one after the other.
    hold_step(session, token)
    step = resume_step(session, token, at=at)
    show = _enrol if step.is_enrolling else _check
    try:
        codes = show(session, step, shown, at)
    except SecondFactorRefused:
        count_wrong_try(session, token)
        append(session, Entry(JournalEvent.SIGN_IN_FAILED, officer_id=step.officer.id, remark="second_factor"), at=at)
        raise
    is_owing = step.adds_factor or (shown.needs_passkey and shown.answered_at is None)
    if is_owing and not step.is_enrolling:
        let_enrol(session, token)
        return None
    end_step(session, token)
    return Entered(begin_session(session, step.officer, step.seed, at=at), step.officer.id, tuple(codes))


def begin_session(session: Session, officer: Officer, seed: Seed, *, at: datetime) -> Token:
    """Start a session and journal it. Call it only where every factor that is asked for was shown."""
    token = start_session(session, officer, seed, at=at)
    append(session, Entry(JournalEvent.SIGNED_IN, officer_id=officer.id), at=at)
    return token


def _check(session: Session, step: Step, shown: Shown, at: datetime) -> list[str]:
    holder = Holder(step.officer.id, step.seed)
    if shown.answered_at is not None:
        check_passkey(session, holder, shown.answer, site=shown.answered_at, challenge=step.challenge)
        return []
    typed = "".join(shown.typed.split())
    if typed.isdecimal():
        if shown.needs_passkey and list_passkeys(session, holder):
            # An officer who was talked out of a code would have let a thief make a passkey of their own.
            raise SecondFactorRefused
        check_app(session, holder, typed, at=at)
        return []
    use_recovery_code(session, holder, typed)
    append(session, Entry(JournalEvent.RECOVERY_CODE_USED, officer_id=step.officer.id), at=at)
    return []


def _enrol(session: Session, step: Step, shown: Shown, at: datetime) -> list[str]:
    holder = Holder(step.officer.id, step.seed)
    kind = FactorKind.APP
    if shown.answered_at is not None:
        kind = FactorKind.PASSKEY
        add_passkey(session, holder, shown.answer, site=shown.answered_at, challenge=step.challenge, at=at)
    elif shown.needs_passkey:
        raise SecondFactorRefused
    else:
        add_app(session, holder, step.app_secret, "".join(shown.typed.split()), at=at)
    append(session, Entry(JournalEvent.SECOND_FACTOR_ADDED, officer_id=step.officer.id, remark=kind), at=at)
    if count_recovery_codes(session, step.officer.id):
        return []
    append(session, Entry(JournalEvent.RECOVERY_CODES_MADE, officer_id=step.officer.id), at=at)
    return make_recovery_codes(session, holder)
