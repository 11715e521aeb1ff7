"""``/officer/recovery``: bringing a top post back whose holders have all lost their passphrases, or are gone."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.forms import Form, PostedForm
from api.web.officer.tips.grounds import GroundsUnclear, read_grounds
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.derivations import derives
from api.web.visit.visit import Visit
from crypto.comparison import comparison_digits
from crypto.keys import PublicKey
from triage.custody.recovery.ask import ask_for_post, list_objectionable, list_tops, object_to
from triage.custody.recovery.take import list_own, take_post
from triage.custody.requests.requests import Plea
from triage.ground.errors import CustodyRefused, PostKeyRejected
from triage.offices.accounts.names import names_of
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Post

router = APIRouter(prefix="/officer/recovery")


@router.get("")
@derives
def show_recovery(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show what was asked for, what others ask for of the officer's own posts, and the form."""
    return _render(visit, session, officer)


@router.post("")
@derives
def ask_for_recovery(visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession) -> Response:
    """Put the request before the custodians."""
    try:
        plea = Plea(read_grounds(form, officer), PublicKey(officer.officer.public_key))
        rules = visit.context.settings.disclosure_rules
        ask_for_post(session, officer, form["post"], plea, rules=rules, at=visit.now())
    except GroundsUnclear as error:
        return _render(visit, session, officer, problem=str(error), typed=form)
    except CustodyRefused as error:
        session.rollback()
        return _render(visit, session, officer, problem=error.why, typed=form)
    return visit.go("/officer/recovery")


@router.post("/{recovery_id}/take")
@derives
def take(visit: CurrentVisit, recovery_id: str, officer: CurrentOfficer, session: WriteSession) -> Response:
    """Take the post, with the shares that enough custodians gave."""
    trusted = visit.context.installation.router.trusted
    try:
        take_post(session, officer, recovery_id, trusted=trusted, at=visit.now())
    except CustodyRefused as error:
        session.rollback()
        return _render(visit, session, officer, problem=error.why)
    except PostKeyRejected:
        session.rollback()
        return _render(visit, session, officer, problem="shares")
    return visit.go("/officer/people")


@router.post("/{recovery_id}/object")
@derives
def object_as_holder(visit: CurrentVisit, recovery_id: str, officer: CurrentOfficer, session: WriteSession) -> Response:
    """Somebody who holds the post is there: the request is over."""
    object_to(session, officer, recovery_id, at=visit.now())
    return visit.go("/officer/recovery")


def _render(
    visit: Visit, session: Session, officer: SignedIn, *, problem: str = "", typed: Form | None = None
) -> HTMLResponse:
    settings, custody = visit.context.settings, visit.context.custody
    held = {post.id for post in list_held(session, officer.id)}
    own, others = list_own(session, officer.id, at=visit.now()), list_objectionable(session, officer.id, at=visit.now())
    values: dict[str, object] = {
        "officer": officer.officer,
        "tree": visit.locality.tree,
        "own": own,
        "objectionable": [(row, session.get_one(Post, row.post_id)) for row in others],
        "names": names_of(session, [*(row.officer_id for row in others), *(each.recovery.refused_by for each in own)]),
        "tops": [post for post in list_tops(session) if post.id not in held],
        "digits": comparison_digits(PublicKey(officer.officer.public_key), cost=settings.passphrase_cost),
        "custodians": {each.public_key.fingerprint: each for each in custody.custodians},
        "needed": custody.needed,
        "wait_hours": settings.disclosure_wait_hours,
        "problem": problem,
        "typed": Form() if typed is None else typed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return visit.show_officer("recovery.html", values, status=status)
