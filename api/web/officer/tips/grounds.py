"""The form in which an officer gives reasons to the custodians."""

import secrets

from pydantic import ValidationError

from api.web.http.forms import Form
from intake.ground.text import TextUnreadable, clean
from triage.custody.requests.requests import Grounds
from triage.offices.accounts.sessions import SignedIn

_SALT_BYTES = 16


class GroundsUnclear(Exception):
    """A field of the form is empty, too long or unreadable; the key is none."""


def read_grounds(form: Form, officer: SignedIn) -> Grounds:
    """Return what was typed. Raises GroundsUnclear."""
    try:
        return Grounds(
            legal_basis=clean(form["legal_basis"]),
            document=clean(form["document"]),
            reason=clean(form["reason"]),
            asker=officer.officer.display_name,
            salt=secrets.token_hex(_SALT_BYTES),
        )
    except (ValidationError, TextUnreadable):
        raise GroundsUnclear("unclear") from None
