"""``/officer/warnings``: officers write to the people, chiefs approve."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.web.http.forms import Form, PostedForm
from api.web.http.uploads import Uploaded, UploadedForm
from api.web.pages.form_errors import field_errors
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from intake.attachments.errors import FileRefused, Why
from intake.attachments.making_safe import make_safe
from intake.channels.warnings.form import LONGEST_TEXT, LONGEST_TITLE, WarningForm
from triage.ground.errors import MoveRefused
from triage.offices.accounts.sessions import SignedIn
from triage.warnings.write import approve_warning, draft_warning, list_own_areas, list_warnings_of, take_warning_back

router = APIRouter(prefix="/officer/warnings")


@router.get("")
def show_own(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show the officer's warnings, and the form for a new one."""
    return _render(visit, officer, session, Form())


@router.post("")
def draft(visit: CurrentVisit, officer: CurrentOfficer, uploaded: Uploaded, session: WriteSession) -> Response:
    """Keep a draft. Whatever is wrong, what was typed stays on the page."""
    form = uploaded.form
    try:
        filled, picture = WarningForm.model_validate(form), _read_picture(uploaded)
        draft_warning(session, officer, filled, picture, tree=visit.locality.tree, at=visit.now())
    except ValidationError as error:
        return _render(visit, officer, session, form, errors=field_errors(error))
    except FileRefused:
        return _render(visit, officer, session, form, errors={"picture": uploaded.name})
    except MoveRefused:
        return _render(visit, officer, session, form, errors={"area": "missing"})
    return visit.go("/officer/warnings")


@router.post("/approve")
def approve(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Publish a draft."""
    approve_warning(session, officer, form["warning"], tree=visit.locality.tree, at=visit.now())
    return visit.go("/officer/warnings")


@router.post("/take-back")
def take_back(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Delete one, published or not."""
    take_warning_back(session, officer, form["warning"], tree=visit.locality.tree, at=visit.now())
    return visit.go("/officer/warnings")


def _read_picture(uploaded: UploadedForm) -> bytes | None:
    if not uploaded.files:
        return None
    made = make_safe(uploaded.content, uploaded.name)
    if made.media_type != "image/jpeg":
        raise FileRefused(Why.UNKNOWN_KIND)
    return made.content


def _render(
    visit: Visit, officer: SignedIn, session: Session, form: Form, *, errors: dict[str, str] | None = None
) -> HTMLResponse:
    tree = visit.locality.tree
    values: dict[str, object] = {
        "officer": officer.officer,
        "areas": list_own_areas(session, officer.id, tree),
        "lines": list_warnings_of(session, officer.id, tree),
        "tree": tree,
        "form": form,
        "errors": errors or {},
        "longest_title": LONGEST_TITLE,
        "longest_text": LONGEST_TEXT,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return visit.show_officer("warnings.html", values, status=status)
