"""E-mail: one message to the locality's own mail server. To officers it says that there is something new, no more."""

import secrets
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from api.ground.logs import LogEvent, log_error
from api.worker.send_result import SendResult

_TIMEOUT_SECONDS = 15.0
_SMTPS_PORT, _SUBMISSION_PORT = 465, 587
_NEAR = ("127.0.0.1", "::1", "localhost")
_PERMANENT = 500
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Mailer:
    """Mails."""

    server: str
    """``smtps://user@host``, or ``smtp://user@host`` with STARTTLS; plain only on this machine."""
    sender: str
    password: str = field(default="", repr=False)

    def mail(self, to: str, words: str, *, text: str = "", stop_url: str = "") -> SendResult:
        """Mail the words as subject, and ``text`` under them, or the words again.

        ``stop_url`` is where the subscriber asks for no more (RFC 2369), also by one click (RFC 8058).
        """
        message = self._write(to, words, text=text or words, stop_url=stop_url)
        try:
            with self._connect() as connection:
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            return SendResult.GONE if all(code >= _PERMANENT for code in codes) else SendResult.RETRY
        except (smtplib.SMTPException, OSError) as error:
            log_error(LogEvent.ALERT_WAITS, error)
            return SendResult.RETRY
        return SendResult.SENT

    def _write(self, to: str, words: str, *, text: str, stop_url: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, words
        message["Date"] = format_datetime(datetime.now(UTC))
        # Random, not of the time, the process and the machine's name, as the library makes it.
        message["Message-ID"] = f"<{secrets.token_hex(_ID_BYTES)}@{self.sender.rpartition('@')[2].strip('<> ')}>"
        # No machine answers it with "I am on leave" (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        if stop_url:
            message["List-Unsubscribe"] = f"<{stop_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(text)
        return message

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.server)
        host, context = parts.hostname or "", ssl.create_default_context()
        connection: smtplib.SMTP
        if parts.scheme == "smtps":
            connection = smtplib.SMTP_SSL(host, parts.port or _SMTPS_PORT, timeout=_TIMEOUT_SECONDS, context=context)
        else:
            connection = smtplib.SMTP(host, parts.port or _SUBMISSION_PORT, timeout=_TIMEOUT_SECONDS)
            if host not in _NEAR:
                connection.starttls(context=context)
        if parts.username:
            connection.login(parts.username, self.password)
        return connection
