"""One request to a gateway: what is asked, how long is waited, and what the answer means."""

import time
from dataclasses import dataclass
from datetime import datetime

import httpx

from api.ground.logs import LogEvent, log_error
from intake.channels.partners.partner import Partner
from intake.channels.sms.adapters.protocol import Adapter, Handed, OutgoingText

_PATIENCE_SECONDS = 20.0
_LARGEST_ANSWER_BYTES = 65_536
# No request left: the gateway cannot have the text.
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A text opened, on its way through one request."""

    id: str
    attempt: int
    partner: Partner
    adapter: Adapter
    text: OutgoingText


@dataclass(frozen=True, slots=True)
class Wire:
    """The way to the gateways."""

    client: httpx.Client
    public_url: str

    def hand_over(self, parcel: Parcel, *, at: datetime) -> Handed:
        """Hand the text over, and return what the gateway said."""
        status_url = f"{self.public_url}/hooks/sms/{parcel.partner.name}/status"
        request = parcel.adapter.write(parcel.text, parcel.partner, status_url=status_url, at=at)
        asking = self.client.stream(
            "POST",
            request.url,
            content=request.content,
            headers=request.headers,
            auth=request.account or httpx.USE_CLIENT_DEFAULT,
        )
        try:
            with asking as answer:
                return parcel.adapter.read_answer(answer.status_code, _read_briefly(answer))
        except _NOT_REACHED as error:
            log_error(LogEvent.TEXT_WAITS, error)
            return Handed.AGAIN
        except httpx.HTTPError as error:
            log_error(LogEvent.TEXT_WAITS, error)
            return Handed.UNSURE


def _read_briefly(answer: httpx.Response) -> bytes:
    """Return the beginning of the answer: a gateway that has much to say, or says it slowly, is not waited for."""
    read = b""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for chunk in answer.iter_bytes():
        read += chunk
        if len(read) > _LARGEST_ANSWER_BYTES or time.monotonic() > deadline:
            break
    return read
