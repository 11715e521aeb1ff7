"""HEAD is answered like GET, without a body (RFC 9110, section 9.3.2): proxies and monitors ask so."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AnswerHeads:
    """Asks the application for the page, and sends its head only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)
