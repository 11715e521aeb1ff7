"""Connections that keep the server waiting are ended: half a head, a body that trickles, an answer that is not read.

uvicorn itself limits only the pause between two requests. A phone on a slow line sends some kilobytes a second; one
that sends less than one for a while has lost its line, or wants to hold a place.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import ClassVar

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class _WatchedFlow(FlowControl):
    """Ends a connection whose other side does not read what it asked for."""

    def __init__(self, transport: asyncio.Transport, unread_seconds: float) -> None:
        super().__init__(transport)
        self._unread_seconds = unread_seconds
        self._timer: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Begin to wait for the other side to read."""
        super().pause_writing()
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._unread_seconds, self._transport.abort)

    def resume_writing(self) -> None:
        """The other side reads again."""
        super().resume_writing()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with an end to each wait."""

    head_seconds: ClassVar[float] = 15.0
    body_window_seconds: ClassVar[float] = 20.0
    body_bytes_per_second: ClassVar[int] = 1024
    unread_seconds: ClassVar[float] = 60.0
    limits_addresses: ClassVar[bool] = False
    """Only where no proxy stands in front: behind one, all connections have its address."""
    max_connections_of_address: ClassVar[int] = 512

    _open: ClassVar[Counter[str]] = Counter()

    _timer: asyncio.TimerHandle | None = None
    _received_bytes = 0
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the other side some seconds for the head of its request."""
        super().connection_made(transport)
        self.flow = _WatchedFlow(transport, self.unread_seconds)
        self._address = self.client[0] if self.limits_addresses and self.client else ""
        if self._address:
            self._open[self._address] += 1
            if self._open[self._address] > self.max_connections_of_address:
                transport.abort()
                return
        self._wait(self.head_seconds, self._abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait(0, None)
        if self._address:
            self._open[self._address] -= 1
            if not self._open[self._address]:
                del self._open[self._address]
            self._address = ""
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Give another request on the same connection as long for its head as the first."""
        super().on_message_begin()
        self._wait(self.head_seconds, self._abort)

    def on_headers_complete(self) -> None:
        """Begin to measure how fast the body comes."""
        super().on_headers_complete()
        self._received_bytes = 0
        self._wait(self.body_window_seconds, self._check_body)

    def on_body(self, body: bytes) -> None:
        """Count."""
        self._received_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for nothing: the rest is ours."""
        self._wait(0, None)
        super().on_message_complete()

    def _check_body(self) -> None:
        is_slow = self._received_bytes < self.body_bytes_per_second * self.body_window_seconds
        # Where we have not asked for the body, or do not read, the sender waits for us.
        is_waited_for = self.flow.read_paused or self.cycle.waiting_for_100_continue
        if is_slow and not is_waited_for:
            self._abort()
            return
        self._received_bytes = 0
        self._wait(self.body_window_seconds, self._check_body)

    def _wait(self, seconds: float, then: Callable[[], None] | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if then is not None:
            self._timer = self.loop.call_later(seconds, then)

    def _abort(self) -> None:
        self.transport.abort()


class AddressLimitingProtocol(DeadlineProtocol):
    """The same where no proxy stands in front: each address has so many connections and no more."""

    limits_addresses = True
