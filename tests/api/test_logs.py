"""The log holds what is on its list, whatever anybody hands to a logger."""

import json
import logging
import sys

from api.ground.logs import AllowListFormatter, LineThrottle, LogEvent

WORDS = "0912 345 678 từ 203.0.113.7"


def _write(record: logging.LogRecord) -> dict[str, str]:
    line = AllowListFormatter().format(record)
    assert WORDS not in line
    written: dict[str, str] = json.loads(line)
    return written


def _make(name: str, message: object, **more: object) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, (WORDS,), None)
    record.__dict__.update(more)
    return record


def test_line_names_event_error_and_place_when_it_is_ours() -> None:
    written = _write(_make("homthu", LogEvent.REQUEST_FAILED, error="OSError", place="receive:7", sender=WORDS))
    assert {name: written[name] for name in ("level", "logger", "event", "error", "place")} == {
        "level": "error",
        "logger": "homthu",
        "event": "request_failed",
        "error": "OSError",
        "place": "receive:7",
    }
    assert set(written) == {"at", "level", "logger", "event", "error", "place"}


def test_text_is_left_out_when_a_library_logs() -> None:
    assert set(_write(_make("uvicorn.error", f"Invalid request from {WORDS}: %s"))) == {"at", "level", "logger"}
    assert set(_write(_make("homthu", f"free text {WORDS}"))) == {"at", "level", "logger"}


def test_only_the_kind_of_error_is_named_when_a_library_logs_a_traceback() -> None:
    try:
        int(WORDS)
    except ValueError:
        record = _make("sqlalchemy.pool", "failed", exc_info=sys.exc_info())
    assert _write(record)["error"] == "ValueError"


def _repeat(throttle: LineThrottle, name: str, count: int, *, at: float) -> list[logging.LogRecord]:
    records = [_make(name, LogEvent.REQUEST_FAILED if name == "homthu" else "text", created=at) for _ in range(count)]
    return [record for record in records if throttle.filter(record)]


def test_library_writes_twenty_lines_a_minute_and_then_says_how_many_were_left_out() -> None:
    throttle = LineThrottle()
    assert len(_repeat(throttle, "uvicorn.error", 500, at=60.0)) == 20
    assert len(_repeat(throttle, "sqlalchemy.pool", 5, at=61.0)) == 5
    first, *others = _repeat(throttle, "uvicorn.error", 2, at=120.0)
    assert json.loads(AllowListFormatter().format(first))["left_out"] == 480
    assert "left_out" not in json.loads(AllowListFormatter().format(others[0]))


def test_our_own_lines_are_never_left_out() -> None:
    assert len(_repeat(LineThrottle(), "homthu", 500, at=60.0)) == 500
