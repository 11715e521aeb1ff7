"""The worker's hourly round: keys made ahead, what has had its time forgotten, keys that nothing needs destroyed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.ground.clock import Clock
from api.process import Ground
from api.storage.retention.run import make_retention
from api.worker.keys import WorkerKeyDirectory
from triage.channels.hotline.upkeep import forget_calls, list_call_months, list_caller_months, list_recording_months
from triage.channels.sms.upkeep import forget_texting, list_arrival_months, list_number_months, list_worker_months
from triage.channels.threads.handles import forget_handles
from triage.desk.alerts.outbox import forget_alerts, list_alert_months
from triage.desk.casework.drafts import forget_drafts
from triage.ground.keys import DigestUse, month_of
from triage.journal.heads import publish_head
from triage.warnings.outbox import forget_messages, list_contact_months

# A web process may have begun with last month's key, and arrivals are known under both in a month's first days.
_KEPT_ANYWAY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Keeps keys and rows no longer than they are needed."""

    ground: Ground
    seeds: WorkerKeyDirectory
    clock: Clock

    def do_round(self) -> None:
        """Do all of it once."""
        at = self.clock.now()
        self.seeds.make_ahead(self.ground.keys, at=at)
        with self.ground.database.writing() as session:
            forget_calls(session, at=at)
            forget_handles(session, at=at)
            forget_texting(session, at=at)
            forget_alerts(session, at=at)
            forget_messages(session, at=at)
            forget_drafts(session, at=at)
            publish_head(session, at=at)
            session.commit()
        make_retention(self.ground.settings, self.ground.database, self.ground.keys).run(at=at)
        with self.ground.database.reading() as session:
            needed = {
                DigestUse.NUMBER: list_number_months(session) | list_caller_months(session),
                DigestUse.ARRIVAL: list_arrival_months(session) | list_call_months(session),
            }
            needed_seeds = (
                list_worker_months(session)
                | list_recording_months(session)
                | list_alert_months(session)
                | list_contact_months(session)
            )
        keys = self.ground.keys
        for use, months in needed.items():
            for month in _list_old(keys.list_digest_months(use), at=at):
                if month not in months:
                    keys.destroy_digest_key(use, month)
        for month in _list_old(self.seeds.list_months(), at=at):
            if month not in needed_seeds:
                self.seeds.destroy(month)


def _list_old(months: Iterable[str], *, at: datetime) -> list[str]:
    return [month for month in months if month < month_of(at - _KEPT_ANYWAY)]
