"""The canary: what says who a resident is stands nowhere but sealed."""

import base64
import logging

import pytest
from sqlalchemy import text

from tests.security.canary import assert_nowhere, list_stored_bytes, list_traces
from tests.town import Town, act, tip_id

NAME = "Nguyễn Thị Chim Hoàng Yến"
NUMBER = "0912 345 678 901"
NETWORK_ADDRESS = "203.0.113.77"
AGENT = "CanaryBrowser/7.31"
CONTENT = "Ba người bán hàng trắng sau chợ Cá Vàng"
PLACE = "quán nước Bồ Câu Đỏ"
OFFICERS = ("tanngoc", "thongnhat", "truongca-binhtuyen", "trucban1", "thanhtra1", "quantri")


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
    places = {**shown, **list_stored_bytes(town), "log": caplog.text.encode()}
    for secret in (NAME, NUMBER, NETWORK_ADDRESS, AGENT):
        assert_nowhere(secret, places)


def test_content_stands_nowhere_but_on_its_readers_pages_when_a_tip_is_worked_on(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    shown = _tell_everything(town, caplog)
    places = {**list_stored_bytes(town), "log": caplog.text.encode()}
    places |= {name: page for name, page in shown.items() if "/officer/tips/" not in name}
    for secret in (CONTENT, PLACE):
        assert_nowhere(secret, places)


def test_canary_sings_when_a_secret_does_stand_somewhere(town: Town) -> None:
    # The test of the tests: a secret that is stored in the clear is found in the database's files.
    with town.database.writing() as session:
        statement = text("UPDATE officer SET display_name = :secret WHERE username = 'quantri'")
        session.connection().execute(statement, {"secret": CONTENT})
        session.commit()
    with pytest.raises(AssertionError):
        assert_nowhere(CONTENT, list_stored_bytes(town))


@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_traces_find_a_secret_when_it_stands_inside_base64(before: bytes) -> None:
    encoded = base64.b64encode(before + CONTENT.encode() + b"after")
    assert any(trace in encoded for trace in list_traces(CONTENT).values())
