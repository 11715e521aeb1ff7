"""The stranger: nothing opens to somebody who has no right to it, and nothing hints that it is there.

The routes are read from the application, so that a page added later is asked too.
"""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import col, select, update

from api.web.app.app import ROUTERS
from api.web.officer.tips.actions import ACTIONS
from crypto.receipts import Receipt
from crypto.tokens import Token
from tests.town import Town, act, tip_id
from triage.ground.vocabulary import Status
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Holding
from triage.tips.record.tables import Message, Tip

WHAT = "Chuyện chỉ một người được đọc"
OPEN_TO_ALL = {
    *("/officer", "/officer/sign-in", "/officer/sign-out", "/officer/invitations/{token}"),
    # What a browser fetches to be woken. Nothing of anybody stands in it.
    *("/officer/service-worker.js", "/officer/app.webmanifest", "/officer/icon.svg"),
}


class Request(NamedTuple):
    method: str
    path: str


def _officer_requests(tip: str) -> Iterator[Request]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if route.path.startswith("/officer") and route.path not in OPEN_TO_ALL:
                for method in sorted(route.methods or ()):
                    for action in ACTIONS if "{action}" in route.path else [""]:
                        yield Request(method, route.path.replace("{tip_id}", tip).replace("{action}", action))


def _tip_requests(tip: str) -> list[Request]:
    return [request for request in _officer_requests(tip) if tip in request.path]


def _ask(client: TestClient, request: Request) -> tuple[int, str, str | None]:
    form = {"version": "1", "text": "chữ", "disposition": "founded"} if request.method == "POST" else None
    answer = client.request(request.method, request.path, data=form)
    assert WHAT not in answer.text
    return answer.status_code, answer.text, answer.headers.get("location")


def _state(town: Town, tip: str) -> tuple[object, ...]:
    with town.database.reading() as session:
        row = session.get_one(Tip, tip)
        return (
            row.status,
            row.version,
            row.post_id,
            len(session.exec(select(Message).where(Message.tip_id == tip)).all()),
        )


def test_routes_are_found_when_the_application_is_walked() -> None:
    found = {request.path for request in _officer_requests("t")}
    assert {"/officer/queue", "/officer/tips/t", "/officer/tips/t/acknowledge", "/officer/people/invite"} <= found


def test_sign_in_is_asked_when_nobody_is_signed_in(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT))
    before, forged = _state(town, tip), town.resident()
    forged.cookies.set("__Host-homthu", Token.generate().reveal(), domain="homthu.test")
    for client in (town.resident(), forged):
        for request in _officer_requests(tip):
            status, _page, location = _ask(client, request)
            assert (status, location) == (303, "/officer"), request
    assert _state(town, tip) == before


# Who has no right: another area's officer, another commune's chief, the administrator, the inspectorate, and the duty
# desk as long as the tip has not climbed to it.
@pytest.mark.sampled(2)
@pytest.mark.parametrize("username", ["thongnhat", "truongca-binhxuyen", "quantri", "thanhtra1", "trucban1"])
def test_tip_looks_like_an_unknown_one_when_another_asks(town: Town, username: str) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT))
    _assert_unknown(town, username, tip)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("username", ["tanngoc", "truongca-binhtuyen", "trucban1", "quantri"])
def test_tip_about_police_looks_like_an_unknown_one_when_any_officer_asks(town: Town, username: str) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT, about_police="true"))
    # Not even after any time that a tip may climb in.
    town.clock.advance(days=1)
    _assert_unknown(town, username, tip)


def test_tip_looks_like_an_unknown_one_when_a_barred_officer_of_its_post_asks(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT, about_police="true"))
    with town.database.reading() as session:
        named = session.exec(select(Officer.id).where(Officer.username == "thanhtra2")).one()
    assert act(town.officer("thanhtra1"), tip, "bar", officer=named) == 303
    _assert_unknown(town, "thanhtra2", tip)


def test_tip_looks_like_an_unknown_one_when_a_former_holder_of_its_post_asks(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT))
    with town.database.writing() as session:
        former = session.exec(select(Officer.id).where(Officer.username == "tanngoc")).one()
        session.exec(update(Holding).where(col(Holding.officer_id) == former).values(until=town.clock.at))
        session.commit()
    _assert_unknown(town, "tanngoc", tip, reader="truongca-binhtuyen")


def test_tip_closes_to_its_reader_when_the_session_has_ended(town: Town) -> None:
    tip, officer = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT)), town.officer("tanngoc")
    assert WHAT in officer.get(f"/officer/tips/{tip}").text
    cookies = dict(officer.cookies)
    officer.post("/officer/sign-out")
    officer.cookies.update(cookies)
    for request in _officer_requests(tip):
        status, _page, location = _ask(officer, request)
        assert (status, location) == (303, "/officer"), request


def test_receipt_of_another_tip_opens_nothing_of_this_one(town: Town) -> None:
    town.hand_in(town.box("tanngoc"), what=WHAT)
    other = town.hand_in(town.box("tanngoc"))
    assert WHAT not in town.thread(other)


def test_queue_is_empty_when_the_tips_are_others(town: Town) -> None:
    receipts = [town.hand_in(town.box("tanngoc"), what=WHAT), town.hand_in(town.box("tanngoc"), about_police="true")]
    for username in ("thongnhat", "truongca-binhxuyen", "trucban1", "quantri"):
        client = town.officer(username)
        for shelf in ("mine", "branch", "closed"):
            _assert_not_listed(client, shelf, receipts)
    for username in ("tanngoc", "truongca-binhtuyen"):
        _assert_not_listed(town.officer(username), "branch", receipts[1:])


def test_invitation_is_refused_when_the_asker_does_not_hold_the_post_above(town: Town) -> None:
    chief, officer = town.officer("truongca-binhtuyen"), town.officer("tanngoc")
    other_chief, administrator = town.officer("truongca-binhxuyen"), town.officer("quantri")
    post = chief.get("/officer/people").text.split('name="post" value="')[1].split('"')[0]
    form = {"post": post, "username": "moi", "display_name": "Cán bộ Mới"}
    for client in (officer, other_chief, administrator):
        answer = client.post("/officer/people/invite", data=form)
        assert answer.status_code == 404
        assert "invitations/" not in answer.text
    assert "invitations/" in chief.post("/officer/people/invite", data=form).text


def _assert_not_listed(client: TestClient, shelf: str, receipts: list[Receipt]) -> None:
    page = client.get(f"/officer/queue?shelf={shelf}").text
    assert all(tip_id(receipt) not in page for receipt in receipts)


def _assert_unknown(town: Town, username: str, tip: str, *, reader: str = "") -> None:
    before, client, unknown = _state(town, tip), town.officer(username), "0" * 32
    for asked, twin in zip(_tip_requests(tip), _tip_requests(unknown), strict=True):
        status, page, location = _ask(client, asked)
        expected = _ask(client, twin)
        assert status == 404, asked
        assert (status, page.replace(tip, unknown), location) == expected, asked
    assert _state(town, tip) == before
    assert before[0] == Status.NEW
    # Its own officer still reads it, and may act: what was refused was the stranger, not the tip.
    reader = reader or ("thanhtra1" if "inspectorate" in _register(town, tip) else "tanngoc")
    assert act(town.officer(reader), tip, "acknowledge") == 303


def _register(town: Town, tip: str) -> str:
    with town.database.reading() as session:
        return session.get_one(Tip, tip).register_name
