"""The language of a request stands in its path: ``/en/…``; without a prefix it is Vietnamese. No cookie."""

from gettext import NullTranslations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.language.catalogs import DEFAULT_LANGUAGE, load_catalogs

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
