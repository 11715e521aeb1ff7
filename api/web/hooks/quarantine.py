"""An authentic call that cannot be read yet is kept, sealed to the worker: 202, and it is read again after a fix."""

from http import HTTPStatus

from fastapi import Response

from api.ground.logs import LogEvent, log_error
from api.ground.worker_key import find_worker_key
from api.web.hooks.call import AdapterT, PartnerCall
from api.web.http.metrics import TEXTS
from api.web.visit.visit import Visit
from intake.channels.partners.quarantine import seal_raw_call
from triage.channels.partners.quarantine import KeptCall, keep
from triage.ground.ids import new_id


def quarantine(visit: Visit, call: PartnerCall[AdapterT], error: BaseException, *, fault: str) -> Response:
    """Keep the call; ``fault`` says where it did not fit, never what stood there."""
    worker = find_worker_key(visit.context.keys, visit.now())
    quarantine_id = new_id()
    sealed = seal_raw_call(call.raw, call.partner.adapter, quarantine_id=quarantine_id, worker=worker)
    with visit.context.database.writing() as session:
        keep(session, KeptCall(quarantine_id, call.partner.name, worker.month, sealed, fault), at=visit.now())
        session.commit()
    log_error(LogEvent.CALL_QUARANTINED, error)
    TEXTS.labels("quarantined").inc()
    return Response(status_code=HTTPStatus.ACCEPTED)
