"""What is particular to requests to bring a post's key back, among all that custodians decide."""

from sqlmodel import Session

from crypto.contexts import Label
from triage.custody.recovery.shares import list_shares_of
from triage.custody.recovery.tables import Recovery, RecoveryDecision, RecoveryReason
from triage.custody.requests.requests import CustodyRequest, Docket, RequestKind, Shares
from triage.ground.keys import KeyDirectory
from triage.ground.vocabulary import Verdict
from triage.journal.events import JournalEvent


def _find_post(request: CustodyRequest) -> str:
    assert isinstance(request, Recovery)  # noqa: S101, the table below says so
    return request.post_id


def _is_objected_to(request: CustodyRequest) -> bool:
    return isinstance(request, Recovery) and request.refused_by is not None


def _list_shares(session: Session, request: CustodyRequest, custodian: str, keys: KeyDirectory) -> Shares:
    del keys
    return Shares(list_shares_of(session, _find_post(request), custodian))


RECOVERIES = Docket(
    kind=RequestKind.RECOVERY,
    requests=Recovery,
    reasons=RecoveryReason,
    decisions=RecoveryDecision,
    reason_label=Label.RECOVERY_REASON,
    subject_field="post",
    asked_event=JournalEvent.RECOVERY_ASKED,
    events={Verdict.APPROVE: JournalEvent.RECOVERY_APPROVED, Verdict.REFUSE: JournalEvent.RECOVERY_REFUSED},
    ready_event=JournalEvent.RECOVERY_READY,
    find_subject=_find_post,
    list_share_ids=lambda session, request, custodian: set(list_shares_of(session, _find_post(request), custodian)),
    list_shares=_list_shares,
    keeps_anything=lambda _session, _post_id: True,
    may_end_otherwise=_is_objected_to,
    journal_ids=lambda request: {"post_id": _find_post(request)},
)
