"""A body over the limit is refused before it is read."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.http.numbers import find_number


class BodyTooLarge(Exception):
    """The body is over the limit."""


class LimitBody:
    """Counts what arrives, whatever the header promised."""

    def __init__(
        self, app: ASGIApp, *, largest_bytes: int, larger: Mapping[str, int], with_files: Mapping[str, int]
    ) -> None:
        """Limit every body to ``largest_bytes``, but for paths that begin with a key of ``larger``.

        A form that may bring files has the limit of ``with_files``; without any it is a form like all others.
        """
        self._app = app
        self._largest = largest_bytes
        self._larger = larger
        self._with_files = with_files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises BodyTooLarge."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        has_files = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        largest = self._find_limit(scope["path"], self._with_files if has_files else self._larger)
        announced = headers.get(b"content-length", b"0").decode("latin-1")
        if announced.isdigit() and find_number(announced, most=largest) is None:
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

    def _find_limit(self, path: str, limits: Mapping[str, int]) -> int:
        return next((limit for prefix, limit in limits.items() if path.startswith(prefix)), self._largest)
