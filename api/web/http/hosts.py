"""Which hosts this service answers for: its public address, its onion address, and this machine for probes and hooks.

What a caller names as ``Host`` stands in redirects and is compared with the origin of forms, so another host's request
is answered 421 (RFC 9110, 15.5.20), without an echo.
"""

from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from api.ground.hosts import host_of, normalise_host

# Health checks and gateways on this machine call it by its loopback address.
_NEAR_PATHS = ("/health/", "/hooks/")
_ANSWER = b"This address is not served here.\n"


class KnownHosts:
    """Answers requests to other hosts by itself."""

    def __init__(self, app: ASGIApp, *, public_url: str, onion_url: str) -> None:
        self._app = app
        self._hosts = list_hosts(public_url, onion_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on where its host is known."""
        if scope["type"] != "http" or self._is_known(scope):
            await self._app(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(_ANSWER))]
        await send({"type": "http.response.start", "status": 421, "headers": headers})
        await send({"type": "http.response.body", "body": _ANSWER})

    def _is_known(self, scope: Scope) -> bool:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            return False
        host = normalise_host(hosts[0])
        if host in self._hosts or _without_port(host) in self._hosts:
            return True
        return scope["path"].startswith(_NEAR_PATHS) and _is_near(_without_port(host))


def list_hosts(*urls: str) -> frozenset[str]:
    """Return the hosts of our own addresses, each with and without its port: a proxy may listen on another."""
    return frozenset(name for url in urls if url for name in (host_of(url), _without_port(host_of(url))))


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name if colon and port.isascii() and port.isdigit() else host


def _is_near(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
