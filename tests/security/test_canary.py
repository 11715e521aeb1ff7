"""The canary: what says who a resident is stands nowhere but sealed."""

import base64
import logging
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.town import Town, act, tip_id

NAME = "Nguyễn Thị Chim Hoàng Yến"
NUMBER = "0912 345 678 901"
NETWORK_ADDRESS = "203.0.113.77"
AGENT = "CanaryBrowser/7.31"
CONTENT = "Ba người bán hàng trắng sau chợ Cá Vàng"
PLACE = "quán nước Bồ Câu Đỏ"
OFFICERS = ("tanngoc", "thongnhat", "truongca-binhtuyen", "trucban1", "thanhtra1", "quantri")


def _traces(secret: str) -> dict[str, bytes]:
    raw = secret.encode()
    found = {
        "as it is": raw,
        "decomposed": unicodedata.normalize("NFD", secret).encode(),
        "as JSON": secret.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00"),
        "UTF-16-LE": secret.encode("utf-16-le"),
        "UTF-16-BE": secret.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
    }
    for shift in range(3):
        # Base64 of a text in the middle of another: its first and last characters depend on the neighbours.
        encoded = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        found[f"base64 after {shift}"] = encoded[4:-2]
    return found


def _stored_bytes(town: Town) -> dict[str, bytes]:
    """Every file in which the database keeps anything, the write-ahead log included."""
    if town.database.engine.dialect.name == "sqlite":
        return {file.name: file.read_bytes() for file in town.folder.glob("homthu.db*")}
    with town.database.reading() as session:
        folder = Path(session.connection().execute(text("SHOW data_directory")).scalar_one())
        database = session.connection().execute(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        base = folder / "base" / str(database.scalar_one())
    with town.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    files = [*base.iterdir(), *(folder / "pg_wal").iterdir(), *folder.glob("log*")]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


def _assert_nowhere(secret: str, places: dict[str, bytes]) -> None:
    traces = _traces(secret)
    found = [(place, way) for place, content in places.items() for way, trace in traces.items() if trace in content]
    assert found == []


def _tell_everything(town: Town, caplog: pytest.LogCaptureFixture) -> dict[str, bytes]:
    """Take tips and talk about them, and return everything that was written down or shown to an officer."""
    caplog.set_level(logging.DEBUG)
    town.reach_from(NETWORK_ADDRESS, AGENT)
    contact = f"{NAME}, {NUMBER}"
    first = town.hand_in(town.box("tanngoc"), what=CONTENT, where=PLACE, contact=contact, category="drugs")
    about_police = town.hand_in(town.box("tanngoc"), what=CONTENT, contact=contact, about_police="true")
    resident = town.resident()
    # Wrong input, an unknown box, a receipt that is no receipt: each carries the secrets into a path of its own.
    for path, form in (
        (f"/b/{town.box('tanngoc')}", {"receipt": "x", "what": CONTENT, "contact": contact}),
        (f"/b/{town.box('tanngoc')}", {"receipt": first.reveal(), "what": "", "contact": contact}),
        ("/b/zzzzz", {"what": CONTENT, "contact": contact}),
        ("/tra-cuu", {"receipt": contact}),
        ("/tra-cuu/them", {"receipt": first.reveal(), "text": CONTENT + " lần nữa"}),
        ("/", {"place": contact}),
        ("/officer/sign-in", {"username": contact, "passphrase": contact}),
    ):
        resident.post(path, data=form)
    officer = town.officer("tanngoc")
    act(officer, tip_id(first), "acknowledge")
    act(officer, tip_id(first), "answer", text="Đã nhận.")
    act(officer, tip_id(first), "close", disposition="founded", text="Xong.")
    shown: dict[str, bytes] = {}
    for username in OFFICERS:
        client = town.officer(username)
        for path in (
            "/officer/queue",
            "/officer/queue?shelf=branch",
            "/officer/queue?shelf=closed",
            "/officer/people",
            f"/officer/tips/{tip_id(first)}",
            f"/officer/tips/{tip_id(about_police)}",
        ):
            answer = client.get(path)
            shown[f"{username} {path}"] = answer.content + repr(answer.headers).encode()
    return shown


def test_identity_stands_nowhere_when_tips_are_taken_and_worked_on(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    shown = _tell_everything(town, caplog)
    assert any(CONTENT.encode() in page for page in shown.values()), "the officer must have read the tip"
    places = {**shown, **_stored_bytes(town), "log": caplog.text.encode()}
    for secret in (NAME, NUMBER, NETWORK_ADDRESS, AGENT):
        _assert_nowhere(secret, places)


def test_content_stands_nowhere_but_on_its_readers_pages_when_a_tip_is_worked_on(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    shown = _tell_everything(town, caplog)
    places = {**_stored_bytes(town), "log": caplog.text.encode()}
    places |= {name: page for name, page in shown.items() if "/officer/tips/" not in name}
    for secret in (CONTENT, PLACE):
        _assert_nowhere(secret, places)


def test_canary_sings_when_a_secret_does_stand_somewhere(town: Town) -> None:
    # The test of the tests: a secret that is stored in the clear is found in the database's files.
    with town.database.writing() as session:
        statement = text("UPDATE officer SET display_name = :secret WHERE username = 'quantri'")
        session.connection().execute(statement, {"secret": CONTENT})
        session.commit()
    with pytest.raises(AssertionError):
        _assert_nowhere(CONTENT, _stored_bytes(town))


@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_traces_find_a_secret_when_it_stands_inside_base64(before: bytes) -> None:
    encoded = base64.b64encode(before + CONTENT.encode() + b"after")
    assert any(trace in encoded for trace in _traces(CONTENT).values())
