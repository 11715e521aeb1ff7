"""The posts at a glance: who holds which, which are vacant. No tips."""

from http import HTTPStatus

from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.forms import Form
from api.web.visit.visit import Visit
from crypto.comparison import comparison_digits
from crypto.keys import PublicKey
from triage.desk.alerts.pulse import find_silence
from triage.desk.alerts.waiting import read_waiting
from triage.desk.key_errands.errands import list_key_errands
from triage.desk.thanks.cashiers import is_chief
from triage.offices.accounts.sessions import SignedIn
from triage.offices.holders.overview import list_posts
from triage.offices.posts.missing import list_without_post

_STATUSES = {
    "digits_differ": HTTPStatus.CONFLICT,
    "key_rejected": HTTPStatus.CONFLICT,
    "key_waits": HTTPStatus.CONFLICT,
    "name": HTTPStatus.UNPROCESSABLE_ENTITY,
}


def render_overview(
    visit: Visit,
    signed_in: SignedIn,
    session: Session,
    *,
    link: str = "",
    notice: str = "",
    typed: Form | None = None,
) -> HTMLResponse:
    """Return the page of posts: an administrator's over all, a chief's over the commune.

    ``link`` is an invitation that was just made; ``notice`` names a sentence, and ``typed`` is what
    a refused form held.
    """
    cost = visit.context.settings.passphrase_cost
    lines, rules = list_posts(session, signed_in), visit.context.settings.disclosure_rules
    trusted = visit.context.installation.router.trusted
    values: dict[str, object] = {
        "officer": signed_in.officer,
        "is_administrator": signed_in.is_administrator,
        "is_chief": is_chief(session, signed_in.id),
        "lines": lines,
        "waiting": read_waiting(session) if signed_in.is_administrator else {},
        "is_worker_silent": signed_in.is_administrator and bool(find_silence(session, at=visit.now())),
        "without_post": list_without_post(session, signed_in.id, visit.locality.tree),
        "errands": list_key_errands(session, lines, trusted=trusted, rules=rules),
        "tree": visit.locality.tree,
        "digits": comparison_digits(PublicKey(signed_in.officer.public_key), cost=cost),
        "link": link,
        "notice": notice,
        "typed": Form() if typed is None else typed,
    }
    return visit.show_officer("people.html", values, status=_STATUSES.get(notice, HTTPStatus.OK))
