"""What every answer carries, who may post, what is never said."""

import logging
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from pyotp import TOTP
from sqlalchemy.exc import OperationalError

from api.web.app.app import create_app
from tests.town import HOST, ORIGIN, FakeClock, Town, read_field

WORDS = "Bí mật của người báo tin"


@pytest.mark.parametrize(
    "path", ["/", "/b/{box}", "/tra-cuu", "/an-toan", "/officer", "/nothing", "/health/live", "/en/"]
)
def test_headers_protect_when_any_page_is_asked(town: Town, path: str) -> None:
    answer = town.resident().get(path.format(box=town.box("tanngoc")))
    headers = answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Content-Encoding" not in headers
    assert "Set-Cookie" not in headers
    assert "http://" not in answer.text.replace("http://www.w3.org/", "")


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/health/live", 200), ("/nothing", 404), ("/officer/queue", 303)]
)
def test_head_is_the_pages_own_when_only_it_is_asked(town: Town, path: str, status: int) -> None:
    head, page = town.resident().head(path), town.resident().get(path)
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers["Content-Length"] == page.headers["Content-Length"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200, id="same origin by fetch metadata"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a sister host"),
        pytest.param({"Sec-Fetch-Site": "none"}, 403, id="no page at all"),
        pytest.param({"Origin": f"https://{HOST}"}, 200, id="same origin by Origin"),
        pytest.param({"Origin": f"https://{HOST}.evil.example"}, 403, id="a longer name"),
        pytest.param({"Origin": "null"}, 403, id="Origin null"),
        pytest.param({"Origin": ""}, 403, id="Origin empty"),
        pytest.param({"Origin": "//"}, 403, id="Origin without a host"),
        pytest.param({"Origin": "http://["}, 403, id="Origin that is no URL"),
        pytest.param({"Referer": "https://[::1/x"}, 403, id="Referer that is no URL"),
        pytest.param({}, 200, id="nothing, as small browsers"),
        pytest.param({"Referer": f"https://{HOST}/b/x"}, 200, id="same origin by Referer"),
        pytest.param({"Referer": "https://evil.example/"}, 403, id="another Referer"),
        pytest.param({"Origin": f"https://{HOST}", "Host": f"{HOST}:443"}, 200, id="a port that needs no word"),
        pytest.param({"Origin": f"https://{HOST.upper()}:443"}, 200, id="capitals and a port"),
        pytest.param({"Origin": f"https://{HOST}:8443"}, 403, id="another port"),
    ],
)
def test_post_is_taken_only_when_it_comes_from_our_own_page(town: Town, headers: dict[str, str], status: int) -> None:
    client = town.resident()
    del client.headers["Origin"]
    assert client.post("/", data={"place": "tan ngoc"}, headers=headers).status_code == status


def test_officers_post_is_refused_when_it_says_nothing_of_its_origin(town: Town) -> None:
    client = town.resident()
    del client.headers["Origin"]
    form = {"username": "tanngoc", "passphrase": "x"}
    assert client.post("/officer/sign-in", data=form).status_code == 403


class _BrokenClock(FakeClock):
    """A clock that fails with a secret in its mouth."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def now(self) -> datetime:
        raise self._error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError(WORDS), 500),
        (OperationalError(WORDS, {"secret": WORDS}, ValueError(WORDS)), 503),
        (OSError(28, WORDS), 503),
    ],
)
def test_nothing_is_repeated_when_something_breaks(
    town: Town, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    app = create_app(town.settings, town.database, _BrokenClock(error))
    assert WORDS in str(error)
    with TestClient(app, base_url=f"https://{HOST}", raise_server_exceptions=False) as client:
        form = {"receipt": _receipt(town), "what": WORDS}
        answer = client.post(f"/b/{town.box('tanngoc')}", data=form, headers={"Origin": f"https://{HOST}"})
    assert answer.status_code == status
    # The form comes back to the resident who can send it again; the log learns nothing.
    assert (WORDS in answer.text) == (status == 503)
    assert WORDS not in caplog.text
    assert "Traceback" not in answer.text + caplog.text


def _receipt(town: Town) -> str:
    return read_field(town.resident().get(f"/b/{town.box('tanngoc')}").text, "receipt")


@pytest.mark.parametrize("path", ["/hooks/sms/anybody", "/hooks/hotline/anybody"])
def test_webhook_gets_a_problem_document_when_no_partner_signed_it(town: Town, path: str) -> None:
    answer = town.resident().post(path, content=b"{}")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {"type": "about:blank", "title": "Unauthorized", "status": 401}


def test_nothing_is_reported_elsewhere_when_the_environment_names_a_collector(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.invalid")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "homthu")
    app = create_app(town.settings, town.database, town.clock)
    assert not app._native_telemetry.enabled()  # noqa: SLF001, there is no public way to ask
    client = TestClient(app, base_url=ORIGIN)
    assert [path for path in ("/docs", "/redoc", "/openapi.json") if client.get(path).status_code != 404] == []


def test_cookie_is_the_officers_alone_and_locked_to_the_host_when_he_signs_in(town: Town) -> None:
    client, form = town.resident(), {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    step = client.post("/officer/sign-in", data=form).headers.get_list("Set-Cookie")
    code = TOTP(town.apps["tanngoc"]).at(town.clock.now() + timedelta(seconds=30))
    session = client.post("/officer/second-step", data={"code": code}).headers.get_list("Set-Cookie")
    names = [cookie.partition("=")[0] for cookie in (*step, *session)]
    assert names == ["__Host-homthu-step", "__Host-homthu-step", "__Host-homthu", "__Host-homthu-known"]
    for cookie in (*step, *session):
        assert all(word in cookie.lower() for word in ("httponly", "secure", "samesite=lax", "path=/"))
        assert "domain" not in cookie.lower()


def test_session_ends_when_the_officer_is_idle_or_the_day_is_over(town: Town) -> None:
    idle = town.officer("tanngoc")
    town.clock.advance(minutes=61)
    assert idle.get("/officer/queue").status_code == 303
    busy = town.officer("tanngoc")
    for _half_hour in range(24):
        town.clock.advance(minutes=30)
        last = busy.get("/officer/queue").status_code
    assert last == 200
    town.clock.advance(minutes=1)
    assert busy.get("/officer/queue").status_code == 303


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_link_stays_in_the_language_when_a_page_is_read(town: Town, prefix: str) -> None:
    for path in ("/", f"/b/{town.box('tanngoc')}", "/tra-cuu", "/officer"):
        page = town.resident().get(f"{prefix}{path}" if path != "/" else f"{prefix}/").text
        body = page.split("<main")[1]
        targets = [part.split('"')[0] for word in ('href="/', 'action="/') for part in body.split(word)[1:]]
        assert targets
        assert all(("/" + target).startswith(prefix or "/") for target in targets), path
        assert f'<html lang="{prefix[1:] or "vi"}">' in page
