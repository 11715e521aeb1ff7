"""Proving oneself by the passphrase: at sign-in, and again before what a passer-by at an open screen must not do."""

from api.web.http.address import sender_of
from api.web.officer.entrance.known_browser import is_known_browser
from api.web.visit.tries import Attempt
from api.web.visit.visit import Visit
from crypto.keys import Seed
from triage.ground.errors import RowForged, SignInRefused
from triage.journal.append import Entry, append
from triage.journal.chain import touch_head
from triage.journal.events import JournalEvent
from triage.offices.accounts.accounts import PassphraseLock, authenticate, renew_lock
from triage.offices.accounts.tables import Officer


def prove_passphrase(visit: Visit, username: str, passphrase: str) -> tuple[Officer, Seed]:
    """Return the officer and the seed that the passphrase unlocks.

    Raises api.web.visit.tries.TriesTooFast, or SignInRefused, alike for a wrong passphrase and for an unknown name. The
    attempt counts until forget_tries is called.
    """
    context = visit.context
    context.tries.take(_describe_attempt(visit, username), at=visit.now())
    lock = make_lock(visit, passphrase)
    try:
        with context.database.reading() as session:
            officer, seed = authenticate(session, username, lock)
            session.expunge(officer)
    except SignInRefused as refused:
        if refused.is_forged:
            journal_forged(visit, RowForged("officer", refused.officer_id))
        else:
            _journal_refusal(visit, refused.officer_id)
        raise
    renew_lock(context.database, officer, seed, lock)
    return officer, seed


def journal_forged(visit: Visit, error: RowForged) -> None:
    """Journal that a row was written by hand."""
    with visit.context.database.writing() as session:
        append(session, Entry(JournalEvent.ROW_FORGED, officer_id=error.officer_id, remark=error.table), at=visit.now())
        session.commit()


def _journal_refusal(visit: Visit, officer_id: str | None) -> None:
    """Journal the failure without what was typed as a name: it may be a passphrase.

    Attempts on names that no account has are gathered, many in one line; each still writes and commits as much as one
    on a known name, so that both take as long.
    """
    gathered = 1 if officer_id is not None else visit.context.tries.gather_made_up(at=visit.now())
    with visit.context.database.writing() as session:
        if gathered:
            remark = str(gathered) if gathered > 1 else ""
            append(session, Entry(JournalEvent.SIGN_IN_FAILED, officer_id=officer_id, remark=remark), at=visit.now())
        else:
            touch_head(session)
        session.commit()


def forget_tries(visit: Visit, username: str) -> None:
    """Forget the attempts of an officer who has shown every factor that was asked for."""
    visit.context.tries.forget(_describe_attempt(visit, username))


def _describe_attempt(visit: Visit, username: str) -> Attempt:
    sender = sender_of(visit.request, proxies_in_front=visit.context.settings.proxies_in_front)
    return Attempt(username, sender.address, is_known_browser=is_known_browser(visit, username))


def make_lock(visit: Visit, passphrase: str) -> PassphraseLock:
    """Return the passphrase with what it takes to lock or unlock something under it."""
    context = visit.context
    return PassphraseLock(passphrase, pepper=context.keys.pepper, cost=context.settings.passphrase_cost)
