"""Proving oneself by the passphrase: at sign-in, and again before what a passer-by at an open screen must not do."""

from api.web.officer.entrance.known_browser import is_known_browser
from api.web.visit.visit import Visit
from crypto.keys import Seed
from triage.ground.errors import SignInRefused
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.accounts import PassphraseLock, authenticate
from triage.offices.accounts.tables import Officer


def prove_passphrase(visit: Visit, username: str, passphrase: str) -> tuple[Officer, Seed]:
    """Return the officer and the seed that the passphrase unlocks.

    Raises api.flood.tries.TriesTooFast, or SignInRefused, alike for a wrong passphrase and for an unknown name. The try
    counts until somebody calls :func:`forget_tries`.
    """
    context = visit.context
    context.tries.take(username, is_known_browser=is_known_browser(visit, username), at=visit.now())
    try:
        with context.database.reading() as session:
            officer, seed = authenticate(session, username, make_lock(visit, passphrase))
            session.expunge(officer)
    except SignInRefused as refused:
        # The journal counts the failure, and does not repeat what was typed as a name: it may be a passphrase. A line
        # is written for a name that nobody has, too, so that both take as long.
        with context.database.writing() as session:
            append(session, Entry(JournalEvent.SIGN_IN_FAILED, officer_id=refused.officer_id), at=visit.now())
            session.commit()
        raise
    return officer, seed


def forget_tries(visit: Visit, username: str) -> None:
    """Forget the tries of somebody who has shown every factor that was asked for."""
    visit.context.tries.forget(username, is_known_browser=is_known_browser(visit, username))


def make_lock(visit: Visit, passphrase: str) -> PassphraseLock:
    """Return the passphrase with what it takes to lock or unlock something under it."""
    context = visit.context
    return PassphraseLock(passphrase, pepper=context.keys.pepper, cost=context.settings.passphrase_cost)
