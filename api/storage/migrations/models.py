"""All tables together, as migrations and tests compare them."""

from sqlmodel import SQLModel

import intake.areas.tables
import intake.ground.categories
import triage.channels.hotline.tables
import triage.channels.letters.tables
import triage.channels.partners.tables
import triage.channels.sms.tables
import triage.channels.threads.tables
import triage.custody.disclosure.tables
import triage.custody.keeping.tables
import triage.custody.recovery.tables
import triage.desk.alerts.tables
import triage.desk.casework.tables
import triage.desk.queue.tables
import triage.desk.thanks.tables
import triage.ground.days
import triage.journal.tables
import triage.offices.accounts.tables
import triage.offices.duty.tables
import triage.offices.factors.tables
import triage.offices.holders.tables
import triage.offices.posts.tables
import triage.retention.tables
import triage.tips.attachments.tables
import triage.tips.delivery.tables
import triage.tips.record.tables
import triage.warnings.tables

__all__ = ["metadata"]

_TABLES = (
    intake.areas.tables,
    intake.ground.categories,
    triage.channels.hotline.tables,
    triage.channels.letters.tables,
    triage.channels.partners.tables,
    triage.channels.sms.tables,
    triage.channels.threads.tables,
    triage.custody.disclosure.tables,
    triage.custody.keeping.tables,
    triage.custody.recovery.tables,
    triage.desk.alerts.tables,
    triage.desk.casework.tables,
    triage.desk.queue.tables,
    triage.desk.thanks.tables,
    triage.ground.days,
    triage.journal.tables,
    triage.offices.accounts.tables,
    triage.offices.duty.tables,
    triage.offices.factors.tables,
    triage.offices.holders.tables,
    triage.offices.posts.tables,
    triage.retention.tables,
    triage.tips.attachments.tables,
    triage.tips.delivery.tables,
    triage.tips.record.tables,
    triage.warnings.tables,
)

metadata = SQLModel.metadata
