"""A page of another site must not be able to post to ours.

A browser says where a POST comes from: ``Sec-Fetch-Site`` must be ``same-origin``, or else the Origin, or else the
Referer, must name our host. A resident has no session that another site could misuse, so a small browser that says
nothing at all is believed there; on officers' pages it is not. Webhooks and custodians' tools prove themselves by
signatures and are not asked.
"""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from api.ground.hosts import host_of, normalise_host
from api.web.http.hosts import list_hosts

_ASKED = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SIGNED = ("/hooks/", "/custodian/")


class ForeignOrigin(Exception):
    """The request does not come from a page of ours."""


class SameOriginPosts:
    """Refuses foreign posts."""

    def __init__(self, app: ASGIApp, *, public_url: str, onion_url: str) -> None:
        self._app = app
        self._hosts = list_hosts(public_url, onion_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises ForeignOrigin."""
        if scope["type"] == "http" and scope["method"] in _ASKED and not scope["path"].startswith(_SIGNED):
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            if not self._is_same_origin(headers, is_silence_believed=not scope["path"].startswith("/officer")):
                raise ForeignOrigin
        await self._app(scope, receive, send)

    def _is_same_origin(self, headers: dict[bytes, str], *, is_silence_believed: bool) -> bool:
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        told = headers.get(b"origin", headers.get(b"referer"))
        if told is None:
            return is_silence_believed
        try:
            parts = urlsplit(told)
        except ValueError:
            # An address that cannot be read is none of ours.
            return False
        return parts.netloc != "" and host_of(told) in {
            *self._hosts,
            normalise_host(headers.get(b"host", ""), parts.scheme),
        }
