"""The round of destruction: what has had its time, and the keys that nothing needs any more. A little at a time, so
that residents and officers wait for none of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.ground.database import Database
from api.ground.settings import Settings
from api.storage.retention.kept_head import KeptHead
from api.storage.retention.purge_list import PurgeList
from triage.custody.keeping.enclosing import enclose_shares
from triage.ground.keys import KeyDirectory, month_of
from triage.retention.destroy import destroy_content, destroy_identity
from triage.retention.due import Due, Periods, find_due
from triage.retention.month_keys import destroy_month_key, list_spent, move_rows
from triage.tips.record.messages import hold_tip

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a round would do now."""

    due: Due
    months: list[str]


@dataclass(slots=True)
class Report:
    """What a round did."""

    contents: int = 0
    identities: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """Does the rounds."""

    database: Database
    keys: KeyDirectory
    periods: Periods
    purges: PurgeList
    kept: KeptHead

    def look(self, *, at: datetime) -> Outlook:
        """Return what a round would do, and change nothing."""
        with self.database.reading() as session:
            return Outlook(find_due(session, self.periods, at=at), list_spent(session, at=at))

    def run(self, *, at: datetime) -> Report:
        """Do a round."""
        report = Report()
        self.enclose(at=at)
        while self._destroy_some(report, at=at):
            pass
        with self.database.reading() as session:
            spent = list_spent(session, at=at)
        for month in spent:
            self._destroy_key(month, at=at)
            report.months += 1
        with self.database.reading() as session:
            self.purges.extend(session)
            self.kept.keep(session)
        if report.contents or report.identities or report.months:
            self.database.forget_deleted()
        return report

    def enclose(self, *, at: datetime) -> None:
        """Put custodians' shares that came in meanwhile under the month's key."""
        done = _AT_ONCE
        while done:
            with self.database.writing() as session:
                done = enclose_shares(session, self.keys, month=month_of(at), at_most=_AT_ONCE)
                session.commit()

    def _destroy_some(self, report: Report, *, at: datetime) -> int:
        with self.database.reading() as session:
            due = find_due(session, self.periods, at=at, at_most=_AT_ONCE)
        others = [tip_id for tip_id in due.identities if tip_id not in set(due.content)]
        contents = sum(self._destroy(tip_id, destroy_content, at=at) for tip_id in due.content)
        identities = sum(self._destroy(tip_id, destroy_identity, at=at) for tip_id in others)
        report.contents += contents
        report.identities += identities
        return contents + identities

    def _destroy(self, tip_id: str, destroy: Callable[..., None], *, at: datetime) -> bool:
        """Destroy it if it is still due once it is held: a chief may keep it, or an officer reopen it, meanwhile."""
        with self.database.writing() as session:
            hold_tip(session, tip_id)
            due = find_due(session, self.periods, at=at, only=tip_id)
            if tip_id not in (due.content if destroy is destroy_content else due.identities):
                return False
            destroy(session, tip_id, at=at)
            session.commit()
        return True

    def _destroy_key(self, month: str, *, at: datetime) -> None:
        moved = 1
        while moved:
            with self.database.writing() as session:
                moved = move_rows(session, self.keys, month, at=at, at_most=_AT_ONCE)
                if not moved:
                    destroy_month_key(session, self.keys, month, at=at)
                session.commit()


def make_retention(settings: Settings, database: Database, keys: KeyDirectory) -> Retention:
    """Put it together as the settings say."""
    return Retention(
        database, keys, settings.retention_periods, PurgeList(settings.key_directory), KeptHead(settings.key_directory)
    )
