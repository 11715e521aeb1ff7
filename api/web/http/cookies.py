"""The officer's cookies: the only ones there are. Residents get none."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request, Response

from api.ground.settings import Settings
from crypto.errors import KeyMalformed
from crypto.tokens import Token
from triage.offices.accounts.sessions import ENDS_AFTER
from triage.offices.factors.steps import GOOD_FOR


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that carries one secret, and goes to this host only."""

    name: str
    lives: timedelta

    def set(self, response: Response, token: Token, settings: Settings) -> None:
        """Give the browser the secret."""
        response.set_cookie(
            self.name_in(settings),
            token.reveal(),
            max_age=int(self.lives.total_seconds()),
            path="/",
            secure=_is_https(settings),
            httponly=True,
            samesite="lax",
        )

    def read(self, request: Request, settings: Settings) -> Token | None:
        """Return the secret, or None."""
        text = request.cookies.get(self.name_in(settings))
        try:
            return None if text is None else Token.parse(text)
        except KeyMalformed:
            return None

    def delete(self, response: Response, settings: Settings) -> None:
        """Take the secret from the browser."""
        name = self.name_in(settings)
        response.delete_cookie(name, path="/", secure=_is_https(settings), httponly=True, samesite="lax")

    def name_in(self, settings: Settings) -> str:
        """Return the cookie's whole name."""
        # The prefix makes browsers refuse the cookie from a sister host; they allow it over https only (RFC 6265bis).
        return f"__Host-{self.name}" if _is_https(settings) else self.name


SESSION = Cookie("homthu", ENDS_AFTER)
STEP = Cookie("homthu-step", GOOD_FOR)
# As long as browsers keep any.
KNOWN_BROWSER = Cookie("homthu-known", timedelta(days=400))


def _is_https(settings: Settings) -> bool:
    return settings.public_url.startswith("https://")
