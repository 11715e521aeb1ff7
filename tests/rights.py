"""Which rights web and worker need on which table, found by listening to the statements of the tests that run.

``python -m pytest -p tests.rights -k postgresql tests/api tests/journeys`` prints, at its end, each right that was
needed and does not stand in the list of ``deploy/postgresql-roles.sql``. Whose a statement is, is read from the files
that stand in the way of its call: the worker's, or the web's. A statement of neither is a test's or a command's.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from api.storage.migrations.models import metadata

SQL = Path(__file__).parents[1] / "deploy" / "postgresql-roles.sql"
_LINE = re.compile(r"^    \('(\w+)', '([A-Z, ]*)', '([A-Z, ]*)'\)", re.MULTILINE)
_ROOT = str(Path(__file__).parents[1])
_WORKER, _WEB = ("/api/worker/", "/api/storage/retention/"), ("/api/web/", "/api/arrivals/")
_WRITES = {
    "INSERT": re.compile(r'^INSERT INTO "?(\w+)'),
    "UPDATE": re.compile(r'^UPDATE (?:ONLY )?"?(\w+)'),
    "DELETE": re.compile(r'^DELETE FROM "?(\w+)'),
}
_READS = re.compile(r'\b(?:FROM|JOIN|USING)\s+"?(\w+)"?|,\s*"?(\w+)"?(?=\s*(?:,|WHERE|JOIN|AS|\n|$))')

Rights = dict[tuple[str, str], set[str]]


def list_needed(statement: str) -> dict[str, set[str]]:
    """Return the rights that a statement needs, by table."""
    found: dict[str, set[str]] = defaultdict(set)
    for right, pattern in _WRITES.items():
        if match := pattern.match(statement):
            found[match[1]].add(right)
            if right != "INSERT" or "RETURNING" in statement or "ON CONFLICT" in statement:
                found[match[1]].add("SELECT")
            if "DO UPDATE" in statement:
                found[match[1]].add("UPDATE")
    for match in _READS.finditer(statement):
        table = match[1] or match[2]
        if table in metadata.tables:
            found[table].add("SELECT")
            if "FOR UPDATE" in statement or "FOR NO KEY UPDATE" in statement or "FOR SHARE" in statement:
                found[table].add("UPDATE")
    return {table: rights for table, rights in found.items() if table in metadata.tables}


def read_allowed() -> Rights:
    """Return what the list allows, by role and table."""
    allowed: Rights = {}
    for table, web, worker in _LINE.findall(SQL.read_text(encoding="utf-8")):
        allowed["web", table] = set(filter(None, web.split(", ")))
        allowed["worker", table] = set(filter(None, worker.split(", ")))
    return allowed


class _Listener:
    def __init__(self) -> None:
        self.heard: Rights = defaultdict(set)

    def hear(self, _connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:  # noqa: ANN401, SQLAlchemy's
        role = _whose()
        if role is not None:
            for table, rights in list_needed(statement.strip()).items():
                self.heard[role, table] |= rights


def _whose() -> str | None:
    """Return whose statement it is: the worker's wherever the worker stands in the way, also of what it hands in."""
    frame, whose = sys._getframe(1), None  # noqa: SLF001, the way of the call is what tells whose it is
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_ROOT):
            if any(part in file for part in _WORKER):
                return "worker"
            if any(part in file for part in _WEB):
                whose = "web"
        frame = frame.f_back  # type: ignore[assignment]
    return whose


_LISTENER = _Listener()


def pytest_configure() -> None:
    """Begin to listen."""
    event.listen(Engine, "before_cursor_execute", _LISTENER.hear)


def pytest_sessionfinish() -> None:
    """Say what was needed and is not allowed. What the owner's functions do for a role is the owner's."""
    allowed = read_allowed()
    for (role, table), rights in sorted(_LISTENER.heard.items()):
        missing = rights - allowed.get((role, table), set())
        if missing:
            sys.stderr.write(f"{role} needs {', '.join(sorted(missing))} on {table}\n")
