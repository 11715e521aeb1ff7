"""``/hooks/hotline/<partner>``: calls that ring, transcriptions, recordings. A 2xx says that it is on disk."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.arrivals.sms import TextNotUnderstood
from api.web.hooks.call import PartnerCall, VerifiedHotlineCall
from api.web.hooks.quarantine import quarantine
from api.web.http.metrics import TEXTS
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit
from intake.channels.hotline.adapters.protocol import HotlineAdapter
from intake.channels.hotline.transcription import Ringing, Transcription
from intake.ground.errors import CallUnreadable

router = APIRouter(prefix="/hooks/hotline")

_Call = PartnerCall[HotlineAdapter]


@router.post("/{partner}")
def take_call(visit: CurrentVisit, call: VerifiedHotlineCall) -> Response:
    """Take what an operator tells. 200: it is on disk, or was before; 202: it could not be read, and is kept."""
    try:
        told = call.adapter.read(call.raw)
        if isinstance(told, Transcription):
            return _take(visit, call, told)
        if isinstance(told, Ringing):
            return _announce(visit, call, told)
        TEXTS.labels("ignored").inc()
    except CallUnreadable as error:
        return _quarantine(visit, call, error, fault=error.fault)
    except TextNotUnderstood as error:
        return _quarantine(visit, call, error.__cause__ or error, fault="the call was not understood")
    return Response()


def _take(visit: Visit, call: _Call, told: Transcription) -> Response:
    if call.is_sandbox:
        heard = visit.context.calls.preview(told, call.partner)
        return _describe(would="tip" if told.segments else "recording", area=heard.area_id, danger=bool(heard.urgency))
    outcome = visit.context.calls.take(told, call.partner, at=visit.now())
    TEXTS.labels(outcome.value).inc()
    return Response()


def _announce(visit: Visit, call: _Call, ringing: Ringing) -> Response:
    if call.is_sandbox:
        return _describe(would="ringing")
    visit.context.calls.announce(ringing, call.partner, at=visit.now())
    return Response()


def _quarantine(visit: Visit, call: _Call, error: BaseException, *, fault: str) -> Response:
    if call.is_sandbox:
        return _describe(would="quarantine", fault=fault)
    return quarantine(visit, call, error, fault=fault)


def _describe(**what: object) -> Response:
    return JSONResponse({"sandbox": True, **what})
