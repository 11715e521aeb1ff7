"""``/officer/second-step``: the second factor, between the passphrase and the session."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.cookies import SESSION, STEP
from api.web.http.forms import Form, PostedForm
from api.web.officer.entrance.coming_in import find_way_in, replace_session
from api.web.officer.entrance.known_browser import mark_browser
from api.web.officer.entrance.proof import forget_tries
from api.web.pages.qr import draw_shape
from api.web.visit.dependencies import CurrentVisit, ReadSession
from api.web.visit.visit import Visit
from crypto.one_time_codes import code_url
from crypto.passkeys import ask_for_known, ask_for_new
from crypto.tokens import Token
from triage.ground.errors import MoveRefused, SecondFactorRefused, SessionEnded
from triage.ground.vocabulary import FactorKind
from triage.offices.factors.entering import Shown, enter
from triage.offices.factors.passkeys import list_passkeys
from triage.offices.factors.rows import Holder, list_factors
from triage.offices.factors.steps import Step, resume_step

router = APIRouter(prefix="/officer/second-step")


@router.get("")
def show_step(visit: CurrentVisit, session: ReadSession) -> HTMLResponse:
    """Ask for the second factor; an officer who has none yet is asked to set one up."""
    return _ask(visit, session, _read_token(visit))


@router.post("")
def take_step(visit: CurrentVisit, form: PostedForm) -> Response:
    """Let the officer in, and show the recovery codes where they were made just now."""
    context, token = visit.context, _read_token(visit)
    shown = _read_shown(visit, form)
    with context.database.writing() as session:
        try:
            step = resume_step(session, token, at=visit.now())
            entered = enter(session, token, shown, at=visit.now())
        except SecondFactorRefused:
            session.commit()
            return _ask(visit, session, token, is_refused=True)
        if entered is None:
            session.commit()
            return visit.go("/officer/second-step")
        try:
            replace_session(visit, session, step.officer, step.relief)
        except MoveRefused:
            # Not committed: no officer has come in, and the one who had the desk has it still.
            return visit.go("/officer/handover?notice=MoveRefused")
        username, home = step.officer.username, find_way_in(session, step.officer)
        forget_tries(visit, username)
        session.commit()
    if entered.recovery_codes:
        response: Response = visit.show_officer("recovery_codes.html", {"codes": entered.recovery_codes})
    else:
        response = visit.go(home)
    STEP.delete(response, context.settings)
    SESSION.set(response, entered.token, context.settings)
    mark_browser(visit, response, username)
    return response


def _read_shown(visit: Visit, form: Form) -> Shown:
    settings = visit.context.settings
    return Shown(form["code"], form["passkey"], settings.passkey_site, needs_passkey=settings.passkeys_only)


def _read_token(visit: Visit) -> Token:
    token = STEP.read(visit.request, visit.context.settings)
    if token is None:
        raise SessionEnded
    return token


def _ask(visit: Visit, session: Session, token: Token, *, is_refused: bool = False) -> HTMLResponse:
    step = resume_step(session, token, at=visit.now())
    template = "enrol.html" if step.is_enrolling else "second_step.html"
    describe = _describe_enrolment if step.is_enrolling else _describe_question
    values = {"is_refused": is_refused, **describe(visit, session, step)}
    status = HTTPStatus.UNAUTHORIZED if is_refused else HTTPStatus.OK
    return visit.show_officer(template, values, status=status)


def _describe_enrolment(visit: Visit, session: Session, step: Step) -> dict[str, object]:
    settings, holder = visit.context.settings, Holder(step.officer.id, step.seed)
    secret, picture = "", ""
    if not settings.passkeys_only:
        secret = step.app_secret
        picture = draw_shape(code_url(secret, account=step.officer.username, issuer=f"homthu {settings.locality}"))
    question, account = "", (step.officer.id.encode(), step.officer.username)
    if settings.passkey_site is not None:
        known = list_passkeys(session, holder)
        question = ask_for_new(settings.passkey_site, step.challenge, account=account, known=known)
    return {"secret": secret, "qr_code": picture, "passkey_question": question}


def _describe_question(visit: Visit, session: Session, step: Step) -> dict[str, object]:
    site, question = visit.context.settings.passkey_site, ""
    known = list_passkeys(session, Holder(step.officer.id, step.seed))
    if site is not None and known:
        question = ask_for_known(site, step.challenge, known=known)
    kinds = {factor.kind for factor in list_factors(session, step.officer.id)}
    # Where a passkey is asked for and there is one, an app's code is not: the field is for recovery codes alone.
    is_app_good = not (visit.context.settings.passkeys_only and known)
    return {"has_app": FactorKind.APP in kinds and is_app_good, "passkey_question": question}
