"""The log: one JSON object a line, made of fields on a list. What is not on the list cannot be written.

A message's text is never written, not even a library's: it may repeat an address, a path or what a resident wrote. Our
own lines name an event; a library's line names its logger, its level and the kind of error.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum

_LOGGER = "homthu"
# A library writes a line for each request that it cannot parse: strangers would fill the disk with them.
_LINES_A_MINUTE = 20
_MINUTE_SECONDS = 60


class LogEvent(StrEnum):
    """Everything that this service writes into its log."""

    REQUEST_FAILED = "request_failed"
    PROCESS_HANGS = "process_hangs"
    LIVE_PAGES_WAIT = "live_pages_wait"
    PARTNER_UNREADABLE = "partner_unreadable"
    CALL_QUARANTINED = "call_quarantined"
    TEXT_WAITS = "text_waits"
    RECORDING_WAITS = "recording_waits"
    FILE_WAITS = "file_waits"
    WORKER_WAITS = "worker_waits"
    ALERT_WAITS = "alert_waits"


_log = logging.getLogger(_LOGGER)


def log_error(event: LogEvent, error: BaseException) -> None:
    """Log that something failed: the event, the kind of error, and the place in our code or a library's."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}"
    _log.error(event, extra={"error": type(error).__name__, "place": where})


def configure_logs() -> None:
    """Write the log of this process to standard error, every logger's lines in the one form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AllowListFormatter())
    handler.addFilter(LineThrottle())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


class LineThrottle(logging.Filter):
    """Lets each library's logger write twenty lines a minute. The first line after that says how many were left out.

    Our own lines all pass: each stands for something that an operator has to know.
    """

    def __init__(self) -> None:
        super().__init__()
        self._minutes: dict[str, tuple[int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the line is written, and count it."""
        if record.name == _LOGGER:
            return True
        minute = int(record.created // _MINUTE_SECONDS)
        last, count = self._minutes.get(record.name, (minute, 0))
        if minute != last:
            record.left_out = max(0, count - _LINES_A_MINUTE)
            count = 0
        self._minutes[record.name] = (minute, count + 1)
        return count < _LINES_A_MINUTE


class AllowListFormatter(logging.Formatter):
    """Writes the fields on the list, and nothing else of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, str | int] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name == _LOGGER and isinstance(record.msg, LogEvent):
            line["event"] = record.msg.value
            line["error"] = str(getattr(record, "error", ""))
            line["place"] = str(getattr(record, "place", ""))
        elif record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        if left_out := getattr(record, "left_out", 0):
            line["left_out"] = int(left_out)
        return json.dumps(line)
