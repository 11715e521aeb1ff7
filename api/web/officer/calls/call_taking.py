"""Taking a call that was typed: from the form to one call of intake and one of triage."""

from sqlmodel import Session

from api.ground.worker_key import find_worker_key
from api.web.http.forms import Form
from api.web.http.metrics import TIPS
from api.web.officer.calls.call_reading import list_left_open
from api.web.visit.visit import Visit
from crypto.receipts import Receipt
from intake.areas.tables import AreaId
from intake.channels.hotline.form import AnswerWay, CallForm
from intake.channels.hotline.typed import CallTypist
from intake.channels.sms.numbers import can_be_answered
from intake.submission import TipId
from triage.channels.hotline.enter import EnteredCall, enter_call
from triage.channels.hotline.recordings import find_claimed
from triage.channels.hotline.ringing import find_picked_up
from triage.channels.hotline.tables import RecordingRow, RingingCallRow
from triage.offices.accounts.sessions import SignedIn
from triage.tips.record.receipts import get_receipt


class CallerUnreachable(Exception):
    """No text can reach the caller, to whom one is being promised: said while the caller is on the line."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        """``no_telephone`` or ``no_gateway``."""


def take_call(visit: Visit, officer: SignedIn, form: Form, session: Session) -> Receipt | None:
    """Take the call, and return the receipt to be read out, if one was asked for.

    Raises pydantic.ValidationError, ReceiptMistyped, CallerUnreachable, or ThreadUnknown for an earlier receipt that is
    unknown.
    """
    filled, minted = CallForm.model_validate(form), Receipt.parse(form["receipt"])
    earlier = Receipt.parse(filled.earlier_receipt) if filled.earlier_receipt else None
    ringing = find_picked_up(session, form["ringing"], officer.id)
    recording = find_claimed(session, form["recording"], officer.id)
    tip_id = _find_tip_id(session, minted, earlier, ringing or recording)
    wants_receipt = filled.answer is AnswerWay.RECEIPT and earlier is None
    typist, area_id = _make_typist(visit), _find_area(visit, filled)
    sender = _find_sender(visit, area_id)
    _check_answer(filled, sender)
    entered = EnteredCall(
        submission=typist.build(
            filled,
            tip_id=tip_id,
            area_id=area_id,
            categories=visit.locality.category_codes,
            receipt=minted if wants_receipt else None,
            left_open=list_left_open(form),
        ),
        form=minted,
        officer_id=officer.id,
        reply_address=typist.seal_reply(filled, sender, tip_id),
        earlier=earlier,
        ringing=ringing,
        recording=recording,
    )
    _enter(visit, entered, session)
    return minted if wants_receipt else None


def _check_answer(filled: CallForm, sender: str | None) -> None:
    if filled.answer is not AnswerWay.TEXT:
        return
    if not can_be_answered(filled.contact):
        raise CallerUnreachable("no_telephone")
    if sender is None:
        raise CallerUnreachable("no_gateway")


def _find_tip_id(
    session: Session, minted: Receipt, earlier: Receipt | None, waiting: RingingCallRow | RecordingRow | None
) -> TipId:
    if earlier is not None:
        return TipId(get_receipt(session, earlier).tip_id)
    return TipId(minted.tip_id_bytes.hex() if waiting is None else waiting.tip_id)


def _make_typist(visit: Visit) -> CallTypist:
    context = visit.context
    return CallTypist(
        names=context.texts.names,
        words=context.texts.words,
        custody=context.custody,
        worker=find_worker_key(context.keys, visit.now()),
        policy=context.settings.identity_policy,
    )


def _find_sender(visit: Visit, area_id: AreaId | None) -> str | None:
    lineage = () if area_id is None else tuple(node.id for node in visit.locality.tree.lineage(area_id))
    return visit.context.partners.find_sender(lineage)


def _enter(visit: Visit, entered: EnteredCall, session: Session) -> None:
    with visit.context.database.reading() as reading:
        is_new = enter_call(
            entered,
            reading=reading,
            writing=session,
            tree=visit.locality.tree,
            installation=visit.context.installation,
            at=visit.now(),
        )
    TIPS.labels("new" if is_new else "repeated").inc()


def _find_area(visit: Visit, filled: CallForm) -> AreaId | None:
    """Return the area that was chosen; what is no area is none, and the duty desk asks on."""
    if filled.area in visit.locality.tree.nodes:
        return AreaId(filled.area)
    if filled.area:
        return None
    return visit.locality.gazetteer.find(f"{filled.what}\n{filled.where}").area_id
