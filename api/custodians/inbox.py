"""``/custodian``: where custodians' tools call. Each call is signed; nothing here opens anything."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from api.custodians.messages import DecisionMade, DecisionSent, Inbox, KnownCustodian, RequestShown
from api.custodians.signing import check_call
from api.dependencies import CurrentVisit, ReadSession, WriteSession
from api.http.forms import FormUnreadable
from triage.disclosure.decide import decide
from triage.disclosure.statements import Statement
from triage.disclosure.tables import DisclosureDecision
from triage.disclosure.view import CustodiansRequest, list_for_custodian
from triage.errors import DisclosureRefused
from triage.journal.heads import read_head
from triage.vocabulary import Verdict

router = APIRouter(prefix="/custodian")


async def get_custodian(visit: CurrentVisit, request: Request) -> str:
    """Return the fingerprint of the custodian who calls. Raises CustodianUnknown."""
    settings, body = visit.context.settings, await request.body()
    url = f"{settings.public_url}{request.scope['path']}"
    custodians = settings.disclosure_rules.custodians
    return check_call(request.headers, (request.method, url, body), custodians=custodians, at=visit.now())


CurrentCustodian = Annotated[str, Depends(get_custodian)]


@router.get("/requests")
def show_inbox(visit: CurrentVisit, custodian: CurrentCustodian, session: ReadSession) -> Response:
    """Return every request, and the journal's newest head."""
    head, custody = read_head(session), visit.context.custody
    inbox = Inbox(
        custodians=[
            KnownCustodian.model_construct(
                fingerprint=each.public_key.fingerprint,
                name=each.name,
                body=each.body,
                public_key=each.public_key.raw,
            )
            for each in custody.custodians
        ],
        needed=custody.needed,
        head_number=head.number,
        head=head.head,
        requests=[
            _show(each, custodian)
            for each in list_for_custodian(session, custodian, keys=visit.context.keys, at=visit.now())
        ],
    )
    return Response(inbox.model_dump_json(), media_type="application/json")


async def read_decision(request: Request) -> DecisionSent:
    """Return the decision in the request's body. Raises FormUnreadable."""
    try:
        return DecisionSent.model_validate_json(await request.body())
    except ValidationError as error:
        raise FormUnreadable from error


@router.post("/decisions")
def take_decision(
    visit: CurrentVisit,
    custodian: CurrentCustodian,
    sent: Annotated[DecisionSent, Depends(read_decision)],
    session: WriteSession,
) -> Response:
    """Store a decision. Who signed it is what counts, whoever brings it."""
    del custodian
    try:
        decide(session, sent.statement, sent.signature, rules=visit.context.settings.disclosure_rules, at=visit.now())
    except ValidationError as error:
        raise FormUnreadable from error
    except DisclosureRefused as error:
        session.rollback()
        return JSONResponse({"why": error.why}, status_code=HTTPStatus.CONFLICT)
    return JSONResponse({"why": ""})


def _show(asked: CustodiansRequest, custodian: str) -> RequestShown:
    row = asked.disclosure
    # Base 64 is made when the message is written; what would be checked here is our own.
    return RequestShown.model_construct(
        id=row.id,
        tip=row.tip_id,
        asker=asked.asker.display_name,
        asker_key=asked.asker.public_key,
        asked_at=row.asked_at,
        open_at=row.open_at,
        expires_at=row.expires_at,
        state=asked.state,
        public_key=row.public_key,
        needed=row.needed,
        grounds=asked.reason_sealed,
        shares=asked.shares,
        file_shares=asked.file_shares,
        decisions=[_show_decision(decision, custodian) for decision in asked.decisions],
    )


def _show_decision(decision: DisclosureDecision, custodian: str) -> DecisionMade:
    said = Statement.model_validate_json(decision.statement)
    return DecisionMade.model_construct(
        custodian=decision.custodian,
        verdict=Verdict(decision.verdict),
        decided_at=decision.decided_at,
        reason=said.reasons.get(custodian),
    )
