"""Another key for an account whose passphrase is lost. Nothing that was sealed to the old key opens with the new one:
each post waits until a holder who can open it has compared the digits of the new key with its holder.
"""

from datetime import datetime

from sqlmodel import Session, col, delete

from crypto.keys import Seed
from crypto.tokens import Token
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.accounts import PassphraseLock, relock
from triage.offices.accounts.sessions import end_every_way
from triage.offices.accounts.tables import Officer
from triage.offices.factors.recovery_codes import forget_recovery_codes
from triage.offices.factors.rows import forget_factors
from triage.offices.factors.tables import SignInStep
from triage.offices.holders.tables import Invitation
from triage.offices.posts.holdings import end_holdings, list_held


def renew_account(
    session: Session, officer: Officer, lock: PassphraseLock, *, invitation: Invitation, at: datetime
) -> None:
    """Give the account a fresh key under the passphrase chosen. Raises PassphraseWeak.

    Sessions end, second factors are forgotten, and the posts that the officer holds wait for a comparison of digits:
    the post of the invitation by that invitation, each other one by a line of its own.
    """
    relock(session, officer, Seed.generate(), lock)
    end_every_way(session, officer)
    session.exec(delete(SignInStep).where(col(SignInStep.officer_id) == officer.id))
    forget_factors(session, officer.id)
    forget_recovery_codes(session, officer.id)
    # Another link that was made for the same loss must not take the account over later.
    session.exec(
        delete(Invitation).where(
            col(Invitation.renews_id) == officer.id,
            col(Invitation.officer_id).is_(None),
            col(Invitation.digest) != invitation.digest,
        )
    )
    for held in {post.id for post in list_held(session, officer.id)} - {invitation.post_id}:
        session.add(_wait_for_digits(officer, held, at=at))
    end_holdings(session, officer.id, at=at)
    append(session, Entry(JournalEvent.ACCOUNT_RENEWED, officer_id=officer.id, post_id=invitation.post_id), at=at)


def _wait_for_digits(officer: Officer, post_id: str, *, at: datetime) -> Invitation:
    return Invitation(
        # This token is given out nowhere: there is no link to follow any more, only digits to compare.
        digest=Token.generate().digest,
        username=officer.username,
        display_name=officer.display_name,
        role=officer.role,
        post_id=post_id,
        made_at=at,
        expires_at=at,
        officer_id=officer.id,
        renews_id=officer.id,
    )
