"""``/officer/tips/<id>/disclosure``: asking the custodians to open the identity of one tip."""

from dataclasses import asdict
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.custodians.bundle import write_bundle
from api.custodians.slip import RequestFile, Slip
from api.web.http.forms import Form
from api.web.http.uploads import Uploaded, UploadedForm
from api.web.officer.tips.grounds import GroundsUnclear
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, WriteSession
from api.web.visit.derivations import derives
from api.web.visit.visit import Visit
from crypto.errors import KeyMalformed, TranscriptMalformed
from crypto.keys import PublicKey
from crypto.transcripts import Transcript
from intake.ground.text import TextUnreadable, clean
from triage.custody.disclosure.ask import ask, may_ask
from triage.custody.disclosure.fetch import fetch
from triage.custody.disclosure.of_tip import RequestOfTip, list_of_tip
from triage.custody.disclosure.transcript import (
    DOCUMENT_KINDS,
    LONGEST_TELL_AFTER_DAYS,
    Request,
    Subject,
    describe_subject,
    write_transcript,
)
from triage.custody.requests.asking import sign_plea
from triage.custody.requests.refusals import read_refusal
from triage.custody.requests.requests import Grounds, Plea
from triage.ground.errors import CustodyRefused
from triage.ground.vocabulary import Verdict
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.open import get_permission

router = APIRouter(prefix="/officer/tips/{tip_id}/disclosure")


@router.get("")
def show_disclosure(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Show what was asked, and the form."""
    return _render(visit, session, officer, tip_id)


@router.post("")
@derives
def ask_for_disclosure(
    visit: CurrentVisit, tip_id: str, upload: Uploaded, officer: CurrentOfficer, session: WriteSession
) -> Response:
    """Put the request before the custodians: the file that the asker's tool wrote, or its text."""
    form = upload.form
    get_permission(session, officer, tip_id, at=visit.now())
    rules = visit.context.settings.disclosure_rules
    try:
        plea = _read_plea(visit, session, officer, tip_id, _read_text(upload))
        ask(session, officer, tip_id, plea, rules=rules, at=visit.now())
    except GroundsUnclear as error:
        return _render(visit, session, officer, tip_id, problem=str(error), typed=form)
    except CustodyRefused as error:
        session.rollback()
        return _render(visit, session, officer, tip_id, problem=error.why, typed=form)
    return visit.go(f"/officer/tips/{tip_id}/disclosure")


@router.get("/slip")
def fetch_slip(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: WriteSession) -> Response:
    """Give the asker the tip's description, for the tool that writes the request off-line."""
    slip = Slip.model_construct(**asdict(_describe(visit, session, officer, tip_id)))
    headers = {"Content-Disposition": f'attachment; filename="disclosure-{tip_id[:8]}.slip.json"'}
    return Response(slip.model_dump_json(), media_type="application/json", headers=headers)


@router.get("/{disclosure_id}")
def fetch_bundle(
    visit: CurrentVisit, tip_id: str, disclosure_id: str, officer: CurrentOfficer, session: WriteSession
) -> Response:
    """Give the asker the sealed file, to be opened off-line."""
    try:
        bundle = fetch(session, officer, tip_id, disclosure_id, at=visit.now())
    except CustodyRefused as error:
        return _render(visit, session, officer, tip_id, problem=error.why)
    name = f"disclosure-{disclosure_id[:8]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(
        write_bundle(bundle, visit.context.settings.disclosure_rules.custodians),
        media_type="application/json",
        headers=headers,
    )


def _describe(visit: Visit, session: Session, officer: SignedIn, tip_id: str) -> Subject:
    permission, settings = get_permission(session, officer, tip_id, at=visit.now()), visit.context.settings
    return describe_subject(
        session,
        permission.tip,
        visit.locality.tree,
        installation=settings.public_url,
        asker=officer.officer,
        rules=settings.disclosure_rules,
    )


def _read_plea(visit: Visit, session: Session, officer: SignedIn, tip_id: str, raw: str) -> Plea:
    """Return what is asked, signed. Raises GroundsUnclear where the file is none, or not of this tip and asker."""
    try:
        file = RequestFile.model_validate_json(raw)
        transcript, key = Transcript.decode(file.transcript), PublicKey(file.public_key)
        told = dict(transcript.fields)
        grounds = Grounds(
            legal_basis=clean(file.legal_basis),
            document=clean(told["document"]),
            reason=clean(file.reason),
            asker=officer.officer.display_name,
            salt=file.salt,
        )
        request = Request(
            document_kind=told["document_kind"],
            grounds=grounds,
            public_key=key,
            asked_on=f"{date.fromisoformat(told['asked_on']):%Y-%m-%d}",
            tell_after_days=int(told["tell_after_days"]),
        )
    except (ValidationError, TranscriptMalformed, KeyMalformed, TextUnreadable, KeyError, ValueError):
        raise GroundsUnclear("no_key") from None
    is_usual = request.document_kind in DOCUMENT_KINDS and 0 <= request.tell_after_days <= LONGEST_TELL_AFTER_DAYS
    if not is_usual or transcript != write_transcript(_describe(visit, session, officer, tip_id), request):
        raise GroundsUnclear("other_request")
    return sign_plea(session, officer, transcript, grounds=grounds, public_key=key)


def _read_text(upload: UploadedForm) -> str:
    """Return the file's text, or what was pasted in its place."""
    try:
        return upload.content.decode() or upload.form["request"]
    except UnicodeDecodeError:
        raise GroundsUnclear("no_key") from None


def _read_refusals(requests: list[RequestOfTip], officer: SignedIn) -> dict[str, str]:
    """Return why custodians said no to the latest request, by their fingerprints; the asker alone can read it."""
    decisions = requests[0].decisions if requests else []
    said_no = (each for each in decisions if each.verdict == Verdict.REFUSE)
    return {each.custodian: read_refusal(each.statement, seed=officer.seed) for each in said_no}


def _render(
    visit: Visit, session: Session, officer: SignedIn, tip_id: str, *, problem: str = "", typed: Form | None = None
) -> HTMLResponse:
    permission = get_permission(session, officer, tip_id, at=visit.now())
    requests, custody = list_of_tip(session, tip_id, at=visit.now()), visit.context.custody
    values: dict[str, object] = {
        "officer": officer.officer,
        "tip": permission.tip,
        "may_ask": may_ask(permission),
        "requests": requests,
        "refusals": _read_refusals(requests, officer),
        "custodians": {each.public_key.fingerprint: each for each in custody.custodians},
        "needed": custody.needed,
        "wait_hours": visit.context.settings.disclosure_wait_hours,
        "problem": problem,
        "typed": Form() if typed is None else typed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return visit.show_officer("disclosure.html", values, status=status)
