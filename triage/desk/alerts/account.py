"""Alerts about an officer's own account: what was changed there, and that a stranger is trying to get in.

The worker reads them from the journal. Signing in waits for nothing, so no answer takes longer because the name
exists, and a thief who changes an account cannot keep its holder from hearing of it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from triage.desk.alerts.outbox import queue_about_account
from triage.desk.alerts.tables import AccountWatch
from triage.ground.insertion import insert_if_absent
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail, JournalHead

SUSPICIOUS = 5
"""As many wrong tries in an hour, and its holder hears of them."""

_TRIES_WITHIN = timedelta(hours=1)
_SHOWN = 12
_LOOKED_BACK = 200
_AT_ONCE = 2_000

CHANGES = frozenset(
    {
        JournalEvent.PASSPHRASE_CHANGED,
        JournalEvent.SECOND_FACTOR_ADDED,
        JournalEvent.SECOND_FACTOR_REMOVED,
        JournalEvent.RECOVERY_CODES_MADE,
        JournalEvent.RECOVERY_CODE_USED,
        JournalEvent.ACCOUNT_RENEWED,
    }
)
_OWN = CHANGES | {
    JournalEvent.SIGNED_IN,
    JournalEvent.SIGN_IN_FAILED,
    JournalEvent.SESSIONS_ENDED,
    JournalEvent.ALERTS_CHANGED,
}


def queue_account_alerts(session: Session, *, at: datetime) -> int:
    """Queue what the journal says of accounts since the last time, and return to how many officers. The caller commits.

    What stands in the journal before the first time is no news.
    """
    watch = session.exec(select(AccountWatch).with_for_update()).first()
    # Read under the lock: a head from before another worker's turn would lead back, and be told twice.
    head = session.exec(select(JournalHead.number)).first() or 0
    if watch is None:
        insert_if_absent(session, AccountWatch, {"id": 1, "number": head})
        return 0
    if watch.number == head:
        return 0
    until = min(head, watch.number + _AT_ONCE)
    lines = session.exec(
        select(JournalDetail)
        .where(
            col(JournalDetail.number) > watch.number,
            col(JournalDetail.number) <= until,
            col(JournalDetail.event).in_(CHANGES | {JournalEvent.SIGN_IN_FAILED}),
            col(JournalDetail.officer_id).is_not(None),
        )
        .order_by(col(JournalDetail.number))
    ).all()
    told = {line.officer_id or "" for line in lines if line.event in CHANGES or _is_suspicious(session, line)}
    queue_about_account(session, told, at=at)
    watch.number = until
    session.add(watch)
    session.flush()
    return len(told)


def list_own(session: Session, officer_id: str) -> Sequence[JournalDetail]:
    """Return the newest lines about the officer's account, the newest first."""
    return session.exec(_select_own(officer_id, _OWN).limit(_SHOWN)).all()


def count_tries_before(session: Session, officer_id: str) -> int:
    """Return how many tries failed between the last two times that the officer signed in."""
    tries, is_in = 0, False
    events = {JournalEvent.SIGNED_IN, JournalEvent.SIGN_IN_FAILED}
    for line in session.exec(_select_own(officer_id, events).limit(_LOOKED_BACK)):
        if line.event == JournalEvent.SIGNED_IN:
            if is_in:
                break
            is_in = True
        elif is_in:
            tries += 1
    return tries


def _select_own(officer_id: str, events: Collection[JournalEvent]) -> SelectOfScalar[JournalDetail]:
    return (
        select(JournalDetail)
        .where(col(JournalDetail.officer_id) == officer_id, col(JournalDetail.event).in_(events))
        .order_by(col(JournalDetail.number).desc())
    )


def _is_suspicious(session: Session, line: JournalDetail) -> bool:
    """Whether the line is the one try too many: each hour's fifth, and no other, is told."""
    if line.event != JournalEvent.SIGN_IN_FAILED:
        return False
    count = select(func.count()).where(
        col(JournalDetail.officer_id) == line.officer_id,
        col(JournalDetail.event) == JournalEvent.SIGN_IN_FAILED,
        col(JournalDetail.number) <= line.number,
        col(JournalDetail.at) > line.at - _TRIES_WITHIN,
    )
    return session.exec(count).one() == SUSPICIOUS
