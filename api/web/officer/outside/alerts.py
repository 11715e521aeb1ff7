"""``/officer/alerts``: where an officer hears outside the pages that there is something new, and whether it arrives."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.ground.worker_key import find_worker_key
from api.web.http.forms import Form, PostedForm
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession
from api.web.visit.visit import Visit
from intake.areas.tables import AreaId
from intake.channels.sms.numbers import can_be_answered, to_e164
from intake.ground.alert_address import is_email, is_push_service
from triage.desk.alerts.addresses import (
    Address,
    AddressKind,
    add_address,
    delete_address,
    get_own,
    list_addresses,
    renew_push_address,
)
from triage.desk.alerts.outbox import queue_test
from triage.ground.errors import MoveRefused, WorkerKeyMissing
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_held

router = APIRouter(prefix="/officer/alerts")

_LONGEST = 1_000


class AddressRefused(Exception):
    """What was given is no address of its kind."""


@router.get("")
def show_alerts(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession, done: str = "") -> HTMLResponse:
    """Show the addresses, and what became of what was sent there."""
    return _render(visit, officer, session, notice="tested" if done == "test" else "")


@router.post("")
def add(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Add an address."""
    with visit.context.database.writing() as session:
        try:
            address = _read(visit, session, officer, form)
            add_address(
                session,
                officer,
                address,
                is_urgent_only=bool(form["urgent_only"]),
                worker=find_worker_key(visit.context.keys, visit.now()),
                at=visit.now(),
            )
        except (AddressRefused, MoveRefused, WorkerKeyMissing) as error:
            session.rollback()
            return _render(visit, officer, session, notice=type(error).__name__)
        session.commit()
    return visit.go("/officer/alerts")


@router.post("/renew")
def renew(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Take the address that a browser's push service gave in place of the last; its service worker tells of it."""
    with visit.context.database.writing() as session:
        try:
            address = _read(visit, session, officer, form)
            worker = find_worker_key(visit.context.keys, visit.now())
            renew_push_address(session, officer, address, worker=worker, at=visit.now())
        except (AddressRefused, MoveRefused, WorkerKeyMissing):
            session.rollback()
            return Response(status_code=HTTPStatus.CONFLICT)
        session.commit()
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/test")
def test(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Send a test."""
    with visit.context.database.writing() as session:
        try:
            queue_test(session, get_own(session, officer, form["address"]), at=visit.now())
        except MoveRefused:
            return visit.go("/officer/alerts")
        session.commit()
    return visit.go("/officer/alerts?done=test")


@router.post("/delete")
def delete(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Forget an address."""
    with visit.context.database.writing() as session:
        try:
            delete_address(session, officer, form["address"], at=visit.now())
        except MoveRefused:
            return visit.go("/officer/alerts")
        session.commit()
    return visit.go("/officer/alerts")


def _read(visit: Visit, session: Session, officer: SignedIn, form: Form) -> Address:
    """Return the address that the form holds. Raises AddressRefused."""
    where = form["where"].strip()
    if len(where) > _LONGEST or not where.isprintable():
        raise AddressRefused
    if form["kind"] == AddressKind.PUSH and is_push_service(where, visit.context.settings.push_services):
        return Address(AddressKind.PUSH, where, form["p256dh"][:_LONGEST], form["auth"][:_LONGEST])
    if form["kind"] == AddressKind.EMAIL and is_email(where) and visit.context.settings.mail_server:
        return Address(AddressKind.EMAIL, where)
    number, partner = to_e164(where), _find_partner(visit, session, officer)
    if form["kind"] == AddressKind.SMS and number and can_be_answered(where) and partner:
        return Address(AddressKind.SMS, number, partner=partner)
    raise AddressRefused


def _find_partner(visit: Visit, session: Session, officer: SignedIn) -> str | None:
    """Return the gateway that serves one of the officer's areas, or the whole locality."""
    tree = visit.locality.tree
    areas = [post.area_id for post in list_held(session, officer.id) if post.area_id in tree.nodes]
    lineage = [node.id for area_id in areas for node in tree.lineage(AreaId(str(area_id)))]
    return visit.context.partners.find_sender(lineage)


def _render(visit: Visit, officer: SignedIn, session: Session, *, notice: str = "") -> HTMLResponse:
    values: dict[str, object] = {
        "officer": officer.officer,
        "addresses": list_addresses(session, officer.id),
        "push_key": visit.context.keys.find_push_key(),
        "has_mail": bool(visit.context.settings.mail_server),
        "has_texts": _find_partner(visit, session, officer) is not None,
        "notice": notice,
    }
    is_wrong = notice not in ("", "tested")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return visit.show_officer("alerts.html", values, status=status)
