"""A calendar file that reminds of looking again, in words that tell a passer-by nothing."""

import secrets
from datetime import date, datetime, timedelta

_WORDS = "Xem lại"
_ID_BYTES = 16


def make_reminder(day: date, *, at: datetime) -> str:
    """Return one event that lasts the whole day (RFC 5545, section 3.6.1), made ``at``, in UTC."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//-//VI",
        "BEGIN:VEVENT",
        f"UID:{secrets.token_hex(_ID_BYTES)}",
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_WORDS}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{line}\r\n" for line in lines)
