"""Headers that every response carries."""

from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_WITHOUT_PAGE = "default-src 'none'; frame-ancestors 'none'"
_NOT_FOR_RESIDENTS = frozenset({"officer", "hooks", "health"})
_TRANSPORT = "max-age=63072000; includeSubDomains"


class SecurityHeaders:
    """Adds them. A response that is no page gets a policy that allows nothing."""

    def __init__(self, app: ASGIApp, *, is_https: bool, onion_url: str) -> None:
        self._app = app
        self._onion_url = onion_url
        self._always = {**_ALWAYS, **({"Strict-Transport-Security": _TRANSPORT} if is_https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        # The body of such a request may never come: some proxies would send the next request in its place.
        may_lack_body = scope["type"] == "http" and any(name == b"expect" for name, _value in scope["headers"])

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if may_lack_body:
                    headers["Connection"] = "close"
                for name, value in self._always.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _WITHOUT_PAGE)
                if self._onion_url and is_residents(scope["path"]):
                    headers["Onion-Location"] = self._onion_url + quote(scope["path"])
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def is_residents(path: str) -> bool:
    """Say whether residents see the page. Officers sign in by https, which cookies need."""
    # The first part may be the language.
    return _NOT_FOR_RESIDENTS.isdisjoint(path.split("/")[1:3])
