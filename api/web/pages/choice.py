"""The language of a request stands in its path: ``/en/…``; without a prefix it is Vietnamese. No cookie."""

from gettext import NullTranslations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.pages.catalogs import DEFAULT_LANGUAGE, load_catalogs

_KEY = "homthu.language"


class LanguageInPath:
    """Takes the language's prefix off the path, and remembers it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            first, _slash, rest = scope["path"].lstrip("/").partition("/")
            if first in load_catalogs() and first != DEFAULT_LANGUAGE:
                scope = {**scope, "path": f"/{rest}", "raw_path": None, _KEY: first}
        await self._app(scope, receive, send)


def language_of(scope: Scope) -> str:
    """Return the language of the request."""
    return str(scope.get(_KEY, DEFAULT_LANGUAGE))


def texts_of(scope: Scope) -> NullTranslations:
    """Return the texts in the language of the request."""
    return load_catalogs()[language_of(scope)]


def path_in(language: str, path: str) -> str:
    """Return the path of the same page in ``language``."""
    return path if language == DEFAULT_LANGUAGE else f"/{language}{path}"


def find_preferred(header: str) -> str | None:
    """Return which of our languages the browser asks for first (RFC 9110, section 12.5.4), or None."""
    asked = [part.strip().partition(";q=") for part in header.lower().split(",")]
    ranked = sorted(asked, key=lambda part: -_weight(part[2]))
    primary = (tag.partition("-")[0] for tag, _sign, weight in ranked if _weight(weight) > 0)
    return next((tag for tag in primary if tag in load_catalogs()), None)


def _weight(typed: str) -> float:
    try:
        return float(typed or 1)
    except ValueError:
        return 0.0
