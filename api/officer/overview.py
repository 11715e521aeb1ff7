"""The posts at a glance: who holds which, which are vacant. No tips."""

from http import HTTPStatus

from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.visit import Visit
from crypto.comparison import comparison_digits
from crypto.keys import PublicKey
from triage.officers.sessions import SignedIn
from triage.posts.overview import list_posts


def render_overview(
    visit: Visit, signed_in: SignedIn, session: Session, *, link: str = "", notice: str = ""
) -> HTMLResponse:
    """Return the page of posts: an administrator's over all, a chief's over the commune.

    ``link`` is an invitation that was just made; ``notice`` names a sentence.
    """
    cost = visit.context.settings.passphrase_cost
    values: dict[str, object] = {
        "officer": signed_in.officer,
        "is_administrator": signed_in.is_administrator,
        "lines": list_posts(session, signed_in),
        "tree": visit.locality.tree,
        "digits": comparison_digits(PublicKey(signed_in.officer.public_key), cost=cost),
        "link": link,
        "notice": notice,
    }
    status = HTTPStatus.CONFLICT if notice == "digits_differ" else HTTPStatus.OK
    return visit.show_officer("people.html", values, status=status)
