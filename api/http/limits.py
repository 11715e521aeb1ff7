"""A body over the limit is refused before it is read."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyTooLarge(Exception):
    """The body is over the limit."""


class LimitBody:
    """Counts what arrives, whatever the header promised."""

    def __init__(self, app: ASGIApp, *, largest_bytes: int, larger: Mapping[str, int]) -> None:
        """Limit every body to ``largest_bytes``, but for paths that begin with a key of ``larger``."""
        self._app = app
        self._largest = largest_bytes
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises BodyTooLarge."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = self._find_limit(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > largest:
            raise BodyTooLarge
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                raise BodyTooLarge
            return message

        await self._app(scope, counted, send)

    def _find_limit(self, path: str) -> int:
        return next((limit for prefix, limit in self._larger.items() if path.startswith(prefix)), self._largest)
