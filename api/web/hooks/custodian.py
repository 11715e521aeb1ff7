"""``/custodian``: where custodians' tools call. Each call is signed; nothing here opens anything."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.custodians.messages import DecisionMade, DecisionSent, Inbox, KnownCustodian, RequestShown
from api.custodians.signing import check_call
from api.web.http.forms import FormUnreadable
from api.web.visit.dependencies import CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from triage.custody.disclosure.docket import DISCLOSURES
from triage.custody.recovery.docket import RECOVERIES
from triage.custody.requests.decide import Signed, decide
from triage.custody.requests.requests import CustodyDecision, RequestKind
from triage.custody.requests.statements import Statement
from triage.custody.requests.view import CustodiansRequest, list_for_custodian
from triage.ground.errors import CustodyRefused
from triage.ground.vocabulary import Verdict
from triage.journal.heads import read_head
from triage.offices.posts.tables import Post

router = APIRouter(prefix="/custodian")

DOCKETS = {docket.kind: docket for docket in (DISCLOSURES, RECOVERIES)}


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
            _show(each, custodian, _describe(visit, each, session))
            for docket in DOCKETS.values()
            for each in list_for_custodian(session, docket, custodian, keys=visit.context.keys, at=visit.now())
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
    """Store a decision. Who signed it is what counts, not who brings it."""
    del custodian
    try:
        said = Statement.model_validate_json(sent.statement)
    except ValidationError as error:
        raise FormUnreadable from error
    signed = Signed(sent.statement, sent.signature)
    try:
        rules = visit.context.settings.disclosure_rules
        decide(session, DOCKETS[said.kind], said, signed, rules=rules, at=visit.now())
    except CustodyRefused as error:
        session.rollback()
        return JSONResponse({"why": error.why}, status_code=HTTPStatus.CONFLICT)
    return JSONResponse({"why": ""})


def _describe(visit: Visit, asked: CustodiansRequest, session: Session) -> str:
    """Return which post it is about; of a tip nothing is said here."""
    if asked.docket.kind is RequestKind.DISCLOSURE:
        return ""
    post = session.get_one(Post, asked.docket.find_subject(asked.request))
    return f"{post.kind} {visit.locality.tree.address_or_blank(post.area_id)}".strip()


def _show(asked: CustodiansRequest, custodian: str, about: str) -> RequestShown:
    row = asked.request
    # Base 64 is made when the message is written; what would be checked here is our own.
    return RequestShown.model_construct(
        kind=asked.docket.kind,
        id=row.id,
        subject=asked.docket.find_subject(row),
        about=about,
        asker=asked.asker.display_name,
        asker_key=asked.asker.public_key,
        asked_at=row.asked_at,
        open_at=row.open_at,
        expires_at=row.expires_at,
        state=asked.state,
        public_key=row.public_key,
        needed=row.needed,
        transcript=row.transcript or b"",
        signature=row.signature or b"",
        voucher=row.voucher or b"",
        grounds=asked.reason_sealed,
        shares=asked.shares.items,
        file_shares=asked.shares.files,
        decisions=[_show_decision(decision, custodian) for decision in asked.decisions],
    )


def _show_decision(decision: CustodyDecision, custodian: str) -> DecisionMade:
    said = Statement.model_validate_json(decision.statement)
    return DecisionMade.model_construct(
        custodian=decision.custodian,
        verdict=Verdict(decision.verdict),
        decided_at=decision.decided_at,
        reason=said.reasons.get(custodian),
    )
