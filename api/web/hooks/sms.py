"""``/hooks/sms/<partner>``: texts, delivery reports, and the month's reckoning. A 2xx says that it is on disk."""

import json
import re
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from api.arrivals.sms import TextNotUnderstood
from api.web.hooks.call import PartnerCall, VerifiedCall
from api.web.hooks.quarantine import quarantine
from api.web.http.metrics import TEXTS
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit
from intake.channels.sms.adapters.protocol import Adapter
from intake.channels.sms.call import DeliveryReport, Fate, IncomingText
from intake.ground.errors import CallUnreadable
from triage.channels.partners.counts import list_days
from triage.channels.sms.outgoing import OutgoingState, report

router = APIRouter(prefix="/hooks/sms")

_STATES = {
    Fate.SENT: OutgoingState.SENT,
    Fate.DELIVERED: OutgoingState.DELIVERED,
    Fate.FAILED: OutgoingState.FAILED,
}
_MONTH = re.compile(r"\d{4}-\d{2}")


@router.post("/{partner}")
def take_call(visit: CurrentVisit, call: VerifiedCall) -> Response:
    """Take a text or a report. 200: it is on disk, or was before; 202: it could not be read, and is kept."""
    try:
        told = call.adapter.read(call.raw)
        # What was taken of a call that is kept for the sake of another text in it is known as a repeat later.
        answers = [_take(visit, call, each) for each in told if each is not None]
        if answers:
            return answers[-1]
        TEXTS.labels("ignored").inc()
    except CallUnreadable as error:
        return _quarantine(visit, call, error, fault=error.fault)
    except TextNotUnderstood as error:
        return _quarantine(visit, call, error.__cause__ or error, fault="the text was not understood")
    return _say_nothing(call)


@router.post("/{partner}/status")
def take_status(visit: CurrentVisit, call: VerifiedCall) -> Response:
    """Take a delivery report; a text that comes here by mistake is a text."""
    return take_call(visit, call)


@router.get("/{partner}/status")
def take_status_in_url(visit: CurrentVisit, call: VerifiedCall) -> Response:
    """Take a delivery report of Kannel's, which reports by GET: its URL holds an id of ours and a digit, no more."""
    return take_call(visit, call)


@router.post("/{partner}/days/{month}")
def show_days(visit: CurrentVisit, call: VerifiedCall, month: str) -> Response:
    """Return what came and went in a month, day by day, for the partner to compare with its own books."""
    if not _MONTH.fullmatch(month):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    with visit.context.database.reading() as session:
        days = [day.model_dump(exclude={"partner", "blocked"}) for day in list_days(session, call.partner.name, month)]
    return JSONResponse({"partner": call.partner.name, "month": month, "days": days})


def _take(visit: Visit, call: PartnerCall[Adapter], told: IncomingText | DeliveryReport) -> Response:
    take = _take_report if isinstance(told, DeliveryReport) else _take_text
    return take(visit, call, told)  # type: ignore[arg-type]  # as was just asked


def _take_text(visit: Visit, call: PartnerCall[Adapter], incoming: IncomingText) -> Response:
    if call.is_sandbox:
        decision = visit.context.texts.preview(incoming, call.partner, at=visit.now())
        would = {"would": decision.kind, "area": decision.area_id, "candidates": list(decision.candidates)}
        return _describe_sandbox(call, **would, automatic=decision.automatic)
    outcome = visit.context.texts.take(incoming, call.partner, at=visit.now())
    TEXTS.labels(outcome.value).inc()
    return _say_nothing(call)


def _take_report(visit: Visit, call: PartnerCall[Adapter], told: DeliveryReport) -> Response:
    if call.is_sandbox:
        return _describe_sandbox(call, would="report")
    with visit.context.database.writing() as session:
        report(session, told.outgoing_id, call.partner.name, _STATES[told.fate], at=visit.now())
        session.commit()
    return _say_nothing(call)


def _say_nothing(call: PartnerCall[Adapter]) -> Response:
    # The empty body is no oversight: some gateways send whatever stands here to the resident.
    return PlainTextResponse(call.adapter.answer)


def _quarantine(visit: Visit, call: PartnerCall[Adapter], error: BaseException, *, fault: str) -> Response:
    if call.is_sandbox:
        return _describe_sandbox(call, would="quarantine", fault=fault)
    return quarantine(visit, call, error, fault=fault)


def _describe_sandbox(call: PartnerCall[Adapter], **what: object) -> Response:
    described = {"sandbox": True, **what}
    if call.adapter.guarantees.passes_answers_on:
        return PlainTextResponse("", headers={"X-Sandbox": json.dumps(described)})
    return JSONResponse(described)
