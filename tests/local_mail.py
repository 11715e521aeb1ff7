"""A mail server on this machine's loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.server import find_port


@dataclass
class LocalMail:
    """What was mailed. An address in ``unknown`` is refused for good, one in ``busy`` for now."""

    url: str = ""
    mailed: list[EmailMessage] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802, the library's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 no such mailbox"
        if address in self.busy:
            return "450 mailbox busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802, as above
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mailed.append(message)
        return "250 taken"


@contextmanager
def run_mail() -> Iterator[LocalMail]:
    """Serve until the context ends."""
    mail = LocalMail()
    controller = Controller(mail, hostname="127.0.0.1", port=find_port())
    controller.start()
    mail.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield mail
    finally:
        controller.stop()
