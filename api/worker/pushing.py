"""Web push: one request to the push service of an officer's browser."""

import base64
import binascii
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from api.ground.logs import LogEvent, log_error
from api.worker.send_result import SendResult
from crypto.errors import KeyMalformed
from crypto.keys import Key
from crypto.push import encrypt_for_browser, sign_for_push_service
from intake.ground.alert_address import is_push_service
from triage.desk.alerts.addresses import Address

_KEPT_SECONDS = 12 * 3600
# RFC 8292 allows a day at most.
_SIGNED_FOR = timedelta(hours=12)
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_AGAIN = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)


@dataclass(frozen=True, slots=True)
class Pusher:
    """Pushes."""

    client: httpx.Client
    find_key: Callable[[], Key]
    """Of the worker's, made when it first runs."""
    contact: str
    """Where the push service's people reach ours: the service's own URL."""
    hosts: Collection[str]
    """The push services that may be asked: an officer's browser names the URL, and it must not lead into our house."""

    def push(self, address: Address, words: str, *, topic: str, is_urgent: bool, at: datetime) -> SendResult:
        """Push the words to the browser; where several of a topic wait, only the last of them is kept."""
        if not is_push_service(address.where, self.hosts):
            return SendResult.GONE
        try:
            body = encrypt_for_browser(
                words.encode(),
                browser_key=_decode(address.browser_key),
                browser_secret=_decode(address.browser_secret),
            )
        except (KeyMalformed, binascii.Error, ValueError):
            return SendResult.GONE
        try:
            # Only the status counts, so nothing else of the answer is read.
            headers = self._headers(address, topic, is_urgent, at)
            with self.client.stream("POST", address.where, content=body, headers=headers) as answer:
                return _read(answer.status_code)
        except httpx.HTTPError as error:
            log_error(LogEvent.ALERT_WAITS, error)
            return SendResult.RETRY

    def _headers(self, address: Address, topic: str, is_urgent: bool, at: datetime) -> dict[str, str]:  # noqa: FBT001, a fact
        parts = urlsplit(address.where)
        signed = sign_for_push_service(
            self.find_key(),
            audience=f"{parts.scheme}://{parts.netloc}",
            contact=self.contact,
            expires_at=at + _SIGNED_FOR,
        )
        return {
            "Authorization": signed,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS),
            "Urgency": "high" if is_urgent else "normal",
            "Topic": topic,
        }


def _read(status: int) -> SendResult:
    if httpx.codes.is_success(status):
        return SendResult.SENT
    if status in _GONE:
        return SendResult.GONE
    return SendResult.RETRY if status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR else SendResult.REFUSED


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
