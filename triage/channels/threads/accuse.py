"""A resident says afterwards that a tip is about police or officials: what follows is the inspectorate's alone.

What was read stays read, and what was written until now stays open to a kept key; so the tip gets a new seed.
"""

from datetime import datetime

from sqlmodel import Session, col, delete, or_

from crypto.keys import Key, Seed
from crypto.receipts import Receipt
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.channels.threads.open import open_thread
from triage.ground.insertion import Row
from triage.ground.keys import month_of
from triage.ground.vocabulary import Priority
from triage.journal.append import Entry, append
from triage.journal.changes import note_change_at
from triage.journal.events import JournalEvent
from triage.tips.installation import Installation
from triage.tips.record.access import seal_grant
from triage.tips.record.barring import list_barred
from triage.tips.record.messages import hold_tip
from triage.tips.record.placing import Place, place_tip
from triage.tips.record.receipts import lock_for_receipt
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.seeds import replace_seed
from triage.tips.record.tables import CandidateAccess, Tip, TipLink, TipReceipt
from triage.tips.record.ties import delete_outcomes
from triage.tips.routing.grants import Grant
from triage.tips.routing.reasons import Reason, ReasonCode


def mark_about_police(
    session: Session, receipt: Receipt, *, tree: AreaTree, installation: Installation, at: datetime
) -> bool:
    """Give the tip to the inspectorate alone, and say whether it was not there already.

    Raises ThreadUnknown, or NoTrustedPost where there is no inspectorate to give it to.
    """
    tip = hold_tip(session, open_thread(session, receipt, keys=installation.keys).tip.id)
    # Opened anew after the tip was held: another request may have changed its seed a moment ago.
    opened = open_thread(session, receipt, keys=installation.keys)
    if tip.register_name == INSPECTORATE_REGISTER:
        return False
    route = installation.router.route_to_inspectorate(
        session, priority=Priority(tip.priority), at=at, without=list_barred(session, tip.id)
    )
    fresh, outer = replace_seed(session, tip, opened.seed), installation.keys.make_content_key(month_of(at))
    _keep_only(session, receipt, fresh, tip, outer, at=at)
    _forget_what_tied_it(session, tip)
    accesses = [_seal(grant, fresh, tip, outer, at=at) for grant in route.grants]
    area_id = None if tip.area_id is None else AreaId(tip.area_id)
    tip.disposition, tip.closed_at, tip.resolve_by = None, None, None
    left = place_tip(session, tip, Place(area_id, route, accesses), tree=tree, at=at)
    append(session, Entry(JournalEvent.TIP_MARKED, tip_id=tip.id), at=at)
    note_change_at(session, tip.id, left)
    return True


def _keep_only(session: Session, receipt: Receipt, seed: Seed, tip: Tip, outer: Key, *, at: datetime) -> None:
    """Let this receipt open the tip anew; any other knows the old seed only, and goes."""
    session.exec(delete(TipReceipt).where(col(TipReceipt.tip_id) == tip.id, col(TipReceipt.digest) != receipt.digest))
    row = session.get_one(TipReceipt, receipt.digest)
    row.sqlmodel_update(dict(lock_for_receipt(seed, receipt, tip_id=tip.id, month=month_of(at), outer=outer)))
    session.add(row)


def _forget_what_tied_it(session: Session, tip: Tip) -> None:
    session.exec(delete(CandidateAccess).where(col(CandidateAccess.tip_id) == tip.id))
    session.exec(delete(TipLink).where(or_(col(TipLink.tip_id) == tip.id, col(TipLink.other_id) == tip.id)))
    delete_outcomes(session, tip.id)


def _seal(grant: Grant, seed: Seed, tip: Tip, outer: Key, *, at: datetime) -> Row:
    told = grant.because(Reason(ReasonCode.MARKED_BY_RESIDENT, (tip.area_id,) if tip.area_id else ()))
    sealed = seal_grant(told, seed, tip.id, outer)
    return {**sealed, "tip_id": tip.id, "month": month_of(at), "visible_at": grant.visible_at}
