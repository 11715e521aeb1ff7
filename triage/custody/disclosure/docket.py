"""What is particular to requests to open an identity, among all that custodians decide."""

from sqlmodel import Session

from crypto.contexts import Label
from triage.custody.disclosure.tables import Disclosure, DisclosureDecision, DisclosureReason
from triage.custody.disclosure.transcript import list_named
from triage.custody.disclosure.view import keeps_anything, list_file_shares, list_share_ids, list_shares
from triage.custody.requests.requests import CustodyRequest, Docket, RequestKind, Shares
from triage.ground.keys import KeyDirectory
from triage.ground.vocabulary import Verdict
from triage.journal.events import JournalEvent


def _find_tip(request: CustodyRequest) -> str:
    assert isinstance(request, Disclosure)  # noqa: S101, the table below says so
    return request.tip_id


def _list_share_ids(session: Session, request: CustodyRequest, custodian: str) -> set[str]:
    return list_share_ids(session, _find_tip(request), custodian) & list_named(request.transcript)


def _list_shares(session: Session, request: CustodyRequest, custodian: str, keys: KeyDirectory) -> Shares:
    tip_id, named = _find_tip(request), list_named(request.transcript)
    identities = list_shares(session, tip_id, custodian, keys=keys)
    files = list_file_shares(session, tip_id, custodian, keys=keys)
    return Shares(
        {item: share for item, share in identities.items() if item in named},
        {item: share for item, share in files.items() if item in named},
    )


DISCLOSURES = Docket(
    kind=RequestKind.DISCLOSURE,
    requests=Disclosure,
    reasons=DisclosureReason,
    decisions=DisclosureDecision,
    reason_label=Label.DISCLOSURE_REASON,
    subject_field="tip",
    asked_event=JournalEvent.DISCLOSURE_ASKED,
    events={Verdict.APPROVE: JournalEvent.DISCLOSURE_APPROVED, Verdict.REFUSE: JournalEvent.DISCLOSURE_REFUSED},
    ready_event=JournalEvent.DISCLOSURE_READY,
    find_subject=_find_tip,
    list_share_ids=_list_share_ids,
    list_shares=_list_shares,
    keeps_anything=keeps_anything,
    may_end_otherwise=lambda _request: False,
    journal_ids=lambda request: {"tip_id": _find_tip(request)},
)
