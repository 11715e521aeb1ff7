"""``/officer/people``: a chief's posts, who holds them, inviting and confirming officers."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.http.forms import PostedForm
from api.web.officer.tips.overview import render_overview
from api.web.visit.dependencies import AnySignedIn, CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.derivations import derives
from api.web.visit.visit import Visit
from crypto.tokens import Token
from intake.ground.text import TextUnreadable, clean
from triage.custody.recovery.shares import renew_shares
from triage.desk.key_errands.reseeding import replace_seeds
from triage.ground.errors import DigitsDiffer, MoveRefused, PostKeyRejected
from triage.offices.holders.invitations import Confirmation, Invitee
from triage.offices.holders.recruiting import confirm_for_post, invite_to_post, renew_for_post
from triage.offices.posts.missing import make_post
from triage.offices.posts.renewing import renew_post_key
from triage.offices.posts.trust import TrustedKeys

router = APIRouter(prefix="/officer/people")

_LONGEST_NAME = 80


class NameRefused(Exception):
    """A name is empty, too long or unreadable."""


@router.get("")
@derives
def show_people(visit: CurrentVisit, signed_in: AnySignedIn, session: ReadSession) -> HTMLResponse:
    """Show the posts."""
    return render_overview(visit, signed_in, session)


@router.post("/invite")
def invite(visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Make a link for a new officer, and show it once."""
    try:
        invitee = Invitee(username=read_name(form["username"]), display_name=read_name(form["display_name"]))
    except NameRefused:
        return render_overview(visit, officer, session, notice="name", typed=form)
    token = invite_to_post(session, officer, form["post"], invitee, at=visit.now())
    return render_overview(visit, officer, session, link=_link(visit, token))


@router.post("/renew")
def renew(visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Make a link for a holder who has lost the passphrase, and show it once."""
    token = renew_for_post(session, officer, form["post"], form["holder"], at=visit.now())
    return render_overview(visit, officer, session, link=_link(visit, token))


@router.post("/renew-key")
def renew_key(visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Make another version of a post's key, after an officer who knew the last has left."""
    try:
        renew_post_key(session, officer, form["post"], trusted=_trusted(visit), at=visit.now())
    except MoveRefused:
        return render_overview(visit, officer, session, notice="key_waits")
    except PostKeyRejected:
        session.rollback()
        return render_overview(visit, officer, session, notice="key_rejected")
    return render_overview(visit, officer, session, notice="key_renewed")


@router.post("/make-post")
def make_post_of_area(
    visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession
) -> HTMLResponse:
    """Make the post of an area that has none."""
    try:
        make_post(session, officer, form["area"], visit.locality.tree, trusted=_trusted(visit), at=visit.now())
    except (MoveRefused, PostKeyRejected):
        session.rollback()
        return render_overview(visit, officer, session, notice="key_rejected")
    return render_overview(visit, officer, session, notice="post_made")


@router.post("/renew-shares")
def renew_shares_of_post(
    visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession
) -> HTMLResponse:
    """Give the custodians shares of a top post's key."""
    renew_shares(session, officer, form["post"], rules=visit.context.settings.disclosure_rules, at=visit.now())
    return render_overview(visit, officer, session, notice="shares_kept")


@router.post("/replace-seeds")
def replace_seeds_of_post(
    visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession
) -> HTMLResponse:
    """Give open tips new seeds, some at a time: the page says how many are left."""
    try:
        replace_seeds(session, officer, form["post"], installation=visit.context.installation, at=visit.now())
    except PostKeyRejected:
        session.rollback()
        return render_overview(visit, officer, session, notice="key_rejected")
    return render_overview(visit, officer, session, notice="seeds_replaced")


@router.post("/confirm")
@derives
def confirm(visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Give the post to the officer whose digits were typed."""
    confirmation = Confirmation(officer_id=form["officer"], digits=form["digits"])
    cost = visit.context.settings.passphrase_cost
    try:
        confirm_for_post(session, officer, form["post"], confirmation, cost=cost, at=visit.now())
    except DigitsDiffer:
        return render_overview(visit, officer, session, notice="digits_differ")
    except PostKeyRejected:
        # A page and no error: the journal's line about it has to be committed.
        return render_overview(visit, officer, session, notice="key_rejected")
    return render_overview(visit, officer, session, notice="confirmed")


def _trusted(visit: Visit) -> TrustedKeys:
    return visit.context.installation.router.trusted


def _link(visit: Visit, token: Token) -> str:
    return f"{visit.context.settings.public_url}/officer/invitations/{token.reveal()}"


def read_name(typed: str) -> str:
    """Return a name as it is kept. Raises NameRefused."""
    try:
        name = clean(typed)
    except TextUnreadable:
        name = ""
    if not name or len(name) > _LONGEST_NAME:
        raise NameRefused
    return name
