"""The officer's cookie: the only one there is. Residents get none."""

from fastapi import Request, Response

from api.settings import Settings
from crypto.errors import KeyMalformed
from crypto.tokens import Token
from triage.officers.sessions import ENDS_AFTER


def set_cookie(response: Response, token: Token, settings: Settings) -> None:
    """Give the browser its session."""
    response.set_cookie(
        _name(settings),
        token.reveal(),
        max_age=int(ENDS_AFTER.total_seconds()),
        path="/",
        secure=_is_https(settings),
        httponly=True,
        samesite="lax",
    )


def read_cookie(request: Request, settings: Settings) -> Token | None:
    """Return the session's token, or None."""
    text = request.cookies.get(_name(settings))
    try:
        return None if text is None else Token.parse(text)
    except KeyMalformed:
        return None


def delete_cookie(response: Response, settings: Settings) -> None:
    """Take the session from the browser."""
    response.delete_cookie(_name(settings), path="/", secure=_is_https(settings), httponly=True, samesite="lax")


def _name(settings: Settings) -> str:
    # The prefix makes browsers refuse the cookie from a sister host; they allow it over https only (RFC 6265bis).
    return "__Host-homthu" if _is_https(settings) else "homthu"


def _is_https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
