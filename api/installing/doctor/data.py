"""The database, and what stands in it: schema, the worker's pulse, backups, gateways, posts and areas."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select

from api.ground.database import Database
from api.ground.settings import Settings
from api.installing.doctor.findings import Finding
from api.storage.migrations.state import find_revision, is_known, newest
from triage.channels.partners.tables import PartnerDay
from triage.desk.alerts.pulse import Beat, find_silence
from triage.ground.vocabulary import PostKind
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer
from triage.offices.posts.readiness import find_gaps
from triage.offices.posts.tables import Holding, Post
from triage.offices.posts.trust import TrustedKeys

_BACKUP_EVERY = timedelta(days=2)
_CLOCKS_APART = timedelta(minutes=2)
_QUIET = timedelta(days=7)
_SILENCE = {
    Beat.TURN: "it has not looked for work for three minutes, or never: no alert and no text goes out",
    Beat.ROUND: "no hourly round for three hours, or never: keys are not made, and nothing is destroyed on time",
}


def check_data(settings: Settings, database: Database, *, at: datetime) -> Iterator[Finding]:
    """Yield what there is to say of the database and of what stands in it."""
    try:
        with database.reading() as session:
            schema = _check_schema(session)
            yield schema
            if not schema.is_fault:
                yield from _check_rows(session, settings, at=at)
    except DBAPIError as error:
        kind = type(error.orig).__name__
        yield Finding(
            "database", f"does not answer ({kind})", "Start it, and look at HOMTHU_DATABASE_URL and its password"
        )


def _check_schema(session: Session) -> Finding:
    revision = find_revision(session.connection())
    if revision is None:
        return Finding("schema", "the database is empty", "homthu init founds an installation")
    if not is_known(revision):
        return Finding(
            "schema", f"{revision} is newer than this program", "Install the version that made it, or a newer one"
        )
    if revision != newest():
        return Finding("schema", f"{revision} is older than this program's {newest()}", "Back up, then: homthu migrate")
    return Finding("schema", revision)


def _check_rows(session: Session, settings: Settings, *, at: datetime) -> Iterator[Finding]:
    yield from _check_worker(session, at=at)
    yield _check_clock(session, at=at)
    yield _check_backup(session, at=at)
    yield from _check_gateways(session, at=at)
    yield from _check_posts(session, TrustedKeys(settings.trusted_posts))
    for each in settings.custody.custodians:
        yield Finding("custodian", f"{each.name} ({each.body}): {each.public_key.fingerprint}")


def _check_worker(session: Session, *, at: datetime) -> Iterator[Finding]:
    silent = find_silence(session, at=at)
    for what in silent:
        yield Finding("worker", _SILENCE[what], "Look at its log (journalctl -u homthu-worker), and start it again")
    if not silent:
        yield Finding("worker", "works")


def _check_clock(session: Session, *, at: datetime) -> Finding:
    last = session.exec(select(JournalDetail.at).order_by(col(JournalDetail.number).desc()).limit(1)).first()
    if last is not None and at < last - _CLOCKS_APART:
        mend = "Set it (timedatectl set-ntp true): deadlines and key months hang on it"
        return Finding(
            "clock", f"shows {at:%Y-%m-%d %H:%M} UTC, and the journal's last line is of {last:%Y-%m-%d %H:%M}", mend
        )
    return Finding("clock", f"{at:%Y-%m-%d %H:%M} UTC")


def _check_backup(session: Session, *, at: datetime) -> Finding:
    query = select(JournalDetail.at).where(JournalDetail.event == JournalEvent.BACKED_UP)
    last = session.exec(query.order_by(col(JournalDetail.number).desc()).limit(1)).first()
    mend = "homthu backup, each day by a timer; the key directory by another way (docs/backup.md)"
    if last is None:
        return Finding("backup", "there is none", mend)
    if at - last > _BACKUP_EVERY:
        return Finding("backup", f"the last is of {last:%Y-%m-%d}", mend)
    return Finding("backup", f"of {last:%Y-%m-%d}")


def _check_gateways(session: Session, *, at: datetime) -> Iterator[Finding]:
    query = select(PartnerDay).where(PartnerDay.received > 0).order_by(col(PartnerDay.day))
    last = {row.partner: row.day for row in session.exec(query)}
    for partner, day in sorted(last.items()):
        if day < f"{at - _QUIET:%Y-%m-%d}":
            mend = "Send a text to its number; homthu partner try tells what the gateway should get"
            yield Finding("gateway", f"{partner}: nothing came since {day}", mend)
        else:
            yield Finding("gateway", f"{partner}: last on {day}")
    if not last:
        yield Finding("gateway", "none has called yet")


def _check_posts(session: Session, trusted: TrustedKeys) -> Iterator[Finding]:
    gaps = find_gaps(session, trusted)
    for gap in gaps:
        yield Finding("posts", gap, "Invite a second holder (/officer/people), or put the key into trusted_posts again")
    areas, vacant = _count_areas(session)
    if vacant:
        mend = "The chief invites them at /officer/people; until then their tips go to the chief"
        yield Finding("areas", f"{vacant} of {areas} residential areas have no officer", mend)
    if not gaps and not vacant:
        yield Finding("posts", "every post has its holders")


def _count_areas(session: Session) -> tuple[int, int]:
    """Return how many residential areas have a post, and how many of those no officer: a province has thousands."""
    held = (
        select(Holding.post_id)
        .join(Officer, col(Officer.id) == col(Holding.officer_id))
        .where(col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
    )
    areas = select(func.count()).select_from(Post).where(Post.kind == PostKind.RESIDENTIAL)
    return session.exec(areas).one(), session.exec(areas.where(col(Post.id).not_in(held))).one()
