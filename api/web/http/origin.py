"""A page of another site must not be able to post to ours.

A POST needs ``Sec-Fetch-Site: same-origin``, or an Origin that names the host it came to. Webhooks and custodians'
tools prove themselves by signatures and are not asked.
"""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

_ASKED = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SIGNED = ("/hooks/", "/custodian/")


class ForeignOrigin(Exception):
    """The request does not come from a page of ours."""


class SameOriginPosts:
    """Refuses foreign posts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises ForeignOrigin."""
        if scope["type"] == "http" and scope["method"] in _ASKED and not scope["path"].startswith(_SIGNED):
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            if not _is_same_origin(headers):
                raise ForeignOrigin
        await self._app(scope, receive, send)


def _is_same_origin(headers: dict[bytes, str]) -> bool:
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(headers.get(b"origin", ""))
    return origin.netloc != "" and origin.netloc == headers.get(b"host")
