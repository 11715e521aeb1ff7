"""``/officer/contacts``: a chief enters to whom the commune's warnings are sent. None of them ever hears of a tip."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.ground.worker_key import find_worker_key
from api.web.http.forms import Form, PostedForm
from api.web.pages.form_errors import field_errors
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from intake.areas.tables import AreaId
from intake.channels.sms.numbers import can_be_answered, to_e164
from intake.channels.warnings.contact import LONGEST_NAME, ContactForm, ContactKind, GroupKind
from intake.ground.alert_address import is_email
from triage.ground.errors import MoveRefused, WorkerKeyMissing
from triage.offices.accounts.sessions import SignedIn
from triage.warnings.contacts import Reach, add_contact, delete_contact, list_chiefs_areas, list_contacts

router = APIRouter(prefix="/officer/contacts")


class ContactRefused(Exception):
    """What was given is no address of its kind, or nothing can be sent there."""


@router.get("")
def show_contacts(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show the contacts of the chief's areas, and the form for a new one."""
    return _render(visit, officer, session, Form())


@router.post("")
def add(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Add a contact. Whatever is wrong, what was typed stays on the page."""
    areas = list_chiefs_areas(session, officer.id, visit.locality.tree)
    try:
        filled, partner = _check(visit, ContactForm.model_validate(form))
        reach = Reach(find_worker_key(visit.context.keys, visit.now()), partner)
        add_contact(session, officer, filled, reach=reach, areas=areas, at=visit.now())
    except ValidationError as error:
        return _render(visit, officer, session, form, errors=field_errors(error))
    except ContactRefused:
        return _render(visit, officer, session, form, errors={"where": "refused"})
    except MoveRefused:
        return _render(visit, officer, session, form, errors={"area": "refused"})
    except WorkerKeyMissing:
        return _render(visit, officer, session, form, errors={"worker": "missing"})
    return visit.go("/officer/contacts")


@router.post("/delete")
def delete(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Forget a contact."""
    areas = list_chiefs_areas(session, officer.id, visit.locality.tree)
    delete_contact(session, officer, form["contact"], areas=areas, at=visit.now())
    return visit.go("/officer/contacts")


def _check(visit: Visit, form: ContactForm) -> tuple[ContactForm, str]:
    """Return the form with its address in one form, and the gateway that serves it. Raises ContactRefused."""
    if form.kind is ContactKind.EMAIL:
        if not is_email(form.where) or not visit.context.settings.mail_server:
            raise ContactRefused
        return form, ""
    number, partner = to_e164(form.where), _find_partner(visit, form.area)
    if number is None or partner is None or not can_be_answered(form.where):
        raise ContactRefused
    return form.model_copy(update={"where": number}), partner


def _find_partner(visit: Visit, area: str) -> str | None:
    tree = visit.locality.tree
    lineage = [node.id for node in tree.lineage(AreaId(area))] if area in tree.nodes else []
    return visit.context.partners.find_sender(lineage)


def _render(
    visit: Visit, officer: SignedIn, session: Session, form: Form, *, errors: dict[str, str] | None = None
) -> HTMLResponse:
    tree = visit.locality.tree
    areas = list_chiefs_areas(session, officer.id, tree)
    values: dict[str, object] = {
        "officer": officer.officer,
        "areas": areas,
        "contacts": list_contacts(session, areas),
        "groups": list(GroupKind),
        "has_mail": bool(visit.context.settings.mail_server),
        "has_texts": _find_partner(visit, areas[0].id) is not None,
        "tree": tree,
        "form": form,
        "errors": errors or {},
        "longest_name": LONGEST_NAME,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return visit.show_officer("contacts.html", values, status=status)
