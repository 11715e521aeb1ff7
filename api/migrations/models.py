"""All tables together, as migrations and tests compare them."""

from sqlmodel import SQLModel

import intake.areas.tables
import intake.categories
import triage.alerts.tables
import triage.attachments.tables
import triage.casework.tables
import triage.custody.tables
import triage.delivery.tables
import triage.disclosure.tables
import triage.duty.tables
import triage.factors.tables
import triage.hotline.tables
import triage.journal.tables
import triage.letters.tables
import triage.live.tables
import triage.officers.tables
import triage.posts.tables
import triage.recovery.tables
import triage.retention.tables
import triage.texting.tables
import triage.thanks.tables
import triage.threads.tables
import triage.tips.tables
import triage.warnings.tables

__all__ = ["metadata"]

_TABLES = (
    intake.areas.tables,
    intake.categories,
    triage.alerts.tables,
    triage.attachments.tables,
    triage.casework.tables,
    triage.custody.tables,
    triage.delivery.tables,
    triage.disclosure.tables,
    triage.duty.tables,
    triage.factors.tables,
    triage.hotline.tables,
    triage.journal.tables,
    triage.letters.tables,
    triage.live.tables,
    triage.officers.tables,
    triage.posts.tables,
    triage.recovery.tables,
    triage.retention.tables,
    triage.texting.tables,
    triage.thanks.tables,
    triage.threads.tables,
    triage.tips.tables,
    triage.warnings.tables,
)

metadata = SQLModel.metadata
