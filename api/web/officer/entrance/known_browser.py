"""Browsers in which an officer has come in before: there, strangers' attempts at the account do not throttle its owner.

Or anybody could keep an officer out by trying passphrases all day (OWASP's device cookies). The mark proves nothing but
that: a thief of it still needs the passphrase and the second factor, and the tries with it are counted too. It
ends with the account's other ways in, as after another passphrase.
"""

import secrets

from fastapi import Response

from api.web.http.cookies import KNOWN_BROWSER
from api.web.visit.visit import Visit
from crypto.codes import digest
from crypto.contexts import Label, bind
from crypto.tokens import Token
from triage.offices.accounts.accounts import find_generation, normalise_username


def is_known_browser(visit: Visit, username: str) -> bool:
    """Say whether the account of this name has come in with this browser since its ways in were last ended.

    A name that no account has takes the same query and the same digest.
    """
    shown = KNOWN_BROWSER.read(visit.request, visit.context.settings)
    return shown is not None and secrets.compare_digest(shown.reveal(), _mark(visit, username).reveal())


def mark_browser(visit: Visit, response: Response, username: str) -> None:
    """Let the browser be known from now on. Call it only where every factor was shown."""
    KNOWN_BROWSER.set(response, _mark(visit, username), visit.context.settings)


def _mark(visit: Visit, username: str) -> Token:
    with visit.context.database.reading() as session:
        generation = find_generation(session, username)
    marked = f"{normalise_username(username)}|{generation}".encode(errors="surrogatepass")
    return Token(digest(marked, key=visit.context.keys.pepper, context=bind(Label.KNOWN_BROWSER)))
