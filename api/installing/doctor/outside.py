"""How the service looks from outside: https by its public address, and until when its certificate is good."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from api.installing.doctor.findings import Finding

_TIMEOUT_SECONDS = 10.0
_RENEW_BEFORE = timedelta(days=14)
_ANSWER_BYTES = 64


def check_outside(public_url: str, *, at: datetime, trusted: ssl.SSLContext | None = None) -> Iterator[Finding]:
    """Yield whether the public address answers by https, and for how long its certificate is good."""
    place = urlsplit(public_url)
    host, port = place.hostname or "", place.port or 443
    try:
        with (
            socket.create_connection((host, port), _TIMEOUT_SECONDS) as line,
            (trusted or ssl.create_default_context()).wrap_socket(line, server_hostname=host) as shielded,
        ):
            certificate = shielded.getpeercert() or {}
            shielded.sendall(f"GET /health/live HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode())
            answer = shielded.recv(_ANSWER_BYTES)
    except ssl.SSLCertVerificationError as error:
        yield Finding(
            "https", f"{public_url}: the certificate is refused ({error.verify_message})", "Look at the proxy's log"
        )
        return
    except OSError as error:
        mend = "Look whether the proxy runs, ports 80 and 443 are open, and the name leads here"
        yield Finding("https", f"{public_url} cannot be reached from this machine ({type(error).__name__})", mend)
        return
    if b" 200 " not in answer.split(b"\r\n")[0] + b" ":
        mend = "Look whether homthu serve runs, and whether the proxy passes the host on"
        yield Finding("https", f"{public_url}/health/live does not answer 200", mend)
    else:
        yield Finding("https", f"{public_url} answers")
    yield _check_end(str(certificate.get("notAfter", "")), at=at)


def _check_end(written: str, *, at: datetime) -> Finding:
    ends_at = datetime.fromtimestamp(ssl.cert_time_to_seconds(written), UTC)
    if ends_at - at < _RENEW_BEFORE:
        return Finding(
            "certificate", f"good until {ends_at:%Y-%m-%d}", "Caddy renews by itself: look at its log and at port 80"
        )
    return Finding("certificate", f"good until {ends_at:%Y-%m-%d}")
