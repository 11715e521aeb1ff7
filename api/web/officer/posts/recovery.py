"""``/officer/recovery``: bringing a top post back whose holders have all lost their passphrases, or are gone."""

from contextlib import suppress
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.forms import Form, PostedForm
from api.web.officer.tips.grounds import GroundsUnclear, read_grounds
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.derivations import derives
from api.web.visit.visit import Visit
from crypto.errors import SignatureRejected
from crypto.keys import PublicKey
from crypto.transcripts import comparison_groups
from intake.ground.local_time import to_local
from triage.custody.recovery.ask import ask_for_post, list_objectionable, list_tops, object_to
from triage.custody.recovery.take import OwnRecovery, list_own, take_post
from triage.custody.recovery.transcript import describe_post, write_transcript
from triage.custody.requests.asking import check_asker, sign_plea
from triage.custody.requests.requests import PENDING, Plea
from triage.ground.errors import CustodyRefused, PostKeyRejected, TipUnavailable
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
        rules = visit.context.settings.disclosure_rules
        plea = _make_plea(visit, session, officer, form)
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
    """A holder of the post is there: the request is over."""
    object_to(session, officer, recovery_id, at=visit.now())
    return visit.go("/officer/recovery")


def _make_plea(visit: Visit, session: Session, officer: SignedIn, form: Form) -> Plea:
    """Return what is asked, signed in the officer's session. Raises GroundsUnclear or TipUnavailable."""
    grounds = read_grounds(form, officer)
    post = session.get(Post, form["post"])
    if post is None:
        raise TipUnavailable
    settings = visit.context.settings
    transcript = write_transcript(
        describe_post(session, post, visit.locality.tree),
        grounds,
        asker=officer.officer,
        rules=settings.disclosure_rules,
        installation=settings.public_url,
        asked_on=f"{to_local(visit.now()):%Y-%m-%d}",
    )
    key = PublicKey(officer.officer.public_key)
    return sign_plea(session, officer, transcript, grounds=grounds, public_key=key)


def _count_digits(own: list[OwnRecovery], officer: SignedIn) -> dict[str, str]:
    """Return the digits of each request that waits, by its id: only of what this officer's own key has signed."""
    key, found = PublicKey(officer.officer.public_key), dict[str, str]()
    for row in (each.recovery for each in own if each.state in PENDING):
        with suppress(SignatureRejected):
            check_asker(row.transcript or b"", row.signature or b"", key)
            found[row.id] = comparison_groups(row.transcript or b"")
    return found


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
        "digits": _count_digits(own, officer),
        "custodians": {each.public_key.fingerprint: each for each in custody.custodians},
        "needed": custody.needed,
        "wait_hours": settings.disclosure_wait_hours,
        "problem": problem,
        "typed": Form() if typed is None else typed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return visit.show_officer("recovery.html", values, status=status)
