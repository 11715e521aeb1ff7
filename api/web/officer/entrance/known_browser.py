"""Browsers in which an officer has come in before: there, strangers' tries at the account make nobody wait.

Or anybody could keep an officer out by trying passphrases all day (OWASP's device cookies). The mark proves nothing but
that: whoever has it still needs the passphrase and the second factor, and the tries with it are counted too.
"""

import secrets

from fastapi import Response

from api.web.http.cookies import KNOWN_BROWSER
from api.web.visit.visit import Visit
from crypto.codes import digest
from crypto.contexts import Label, bind
from crypto.tokens import Token
from triage.offices.accounts.accounts import normalise_username


def is_known_browser(visit: Visit, username: str) -> bool:
    """Return whether the account of this name has come in with this browser. As quick for a name that nobody has."""
    shown = KNOWN_BROWSER.read(visit.request, visit.context.settings)
    return shown is not None and secrets.compare_digest(shown.reveal(), _mark(visit, username).reveal())


def mark_browser(visit: Visit, response: Response, username: str) -> None:
    """Let the browser be known from now on. Call it only where every factor was shown."""
    KNOWN_BROWSER.set(response, _mark(visit, username), visit.context.settings)


def _mark(visit: Visit, username: str) -> Token:
    name = normalise_username(username).encode(errors="surrogatepass")
    return Token(digest(name, key=visit.context.keys.pepper, context=bind(Label.KNOWN_BROWSER)))
