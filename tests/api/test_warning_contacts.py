"""Warnings are sent to groups that asked for them: to whom, what it says, what stops it, and who sees the contacts."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from intake.channels.sms.segments import count_segments
from intake.channels.sms.warning import write_warning
from intake.channels.warnings.form import LONGEST_TITLE
from tests.gateways import send
from tests.local_gateway import run_gateway
from tests.local_mail import LocalMail, run_mail
from tests.security.canary import assert_nowhere, list_stored_bytes
from tests.town import Town, read_field
from tests.wire import Wire
from triage.ground.keys import month_of
from triage.journal.tables import JournalDetail
from triage.warnings.outbox import KEPT, LEASE, take_due
from triage.warnings.tables import WarningContact, WarningMessage, WarningRow

COMMUNE, AREA, OTHER = "08944", "08944-r11", "08944-r02"
CHIEF, STRANGER = "truongca-binhtuyen", "truongca-binhxuyen"
TITLE, TEXT = "Giả danh nhân viên điện lực", "Gọi điện dọa cắt điện.\nHãy gác máy."
NUMBER = "+84912345678"


@pytest.fixture
def mail() -> Iterator[LocalMail]:
    with run_mail() as made:
        yield made


@pytest.fixture
def post(town: Town, mail: LocalMail) -> Town:
    """The town with a mail server."""
    town.restart(mail_server=mail.url, mail_sender="canhbao@homthu.test")
    return town


def _add(town: Town, where: str, area: str = AREA, **fields: str) -> Any:  # noqa: ANN401, the test client has its own httpx
    kind = "email" if "@" in where else "sms"
    form = {"area": area, "group": "school", "name": "Trường Ba", "kind": kind, "where": where, "agreed": "1", **fields}
    return town.officer(CHIEF).post("/officer/contacts", data=form)


def _press(client: TestClient, page: str, button: str, field: str) -> None:
    forms = [part for part in client.get(page).text.split("<form")[1:] if f'action="{page}/{button}"' in part]
    assert client.post(f"{page}/{button}", data={field: read_field(forms[0], field)}).status_code == 303


def _publish(town: Town, area: str = AREA, title: str = TITLE) -> None:
    chief = town.officer(CHIEF)
    assert chief.post("/officer/warnings", data={"area": area, "title": title, "text": TEXT}).status_code == 303
    _press(chief, "/officer/warnings", "approve", "warning")


def _take_back(town: Town) -> None:
    _press(town.officer(CHIEF), "/officer/warnings", "take-back", "warning")


def _work(town: Town, wire: httpx.BaseTransport | None = None) -> None:
    with town.worker(wire or Wire()) as worker:
        while worker.warner.work_due():
            pass
        worker.sender.send_due()


def _told(town: Town) -> tuple[int, ...]:
    """How many were sent, are on their way and failed, as the chief reads it."""
    page = town.officer(CHIEF).get("/officer/warnings").text
    found = re.search(r"(\d+) đã gửi, (\d+) đang gửi, (\d+) không gửi được", page)
    assert found is not None
    return tuple(int(each) for each in found.groups())


def _mailed(mail: LocalMail) -> list[str]:
    return sorted(str(message["To"]) for message in mail.mailed)


def test_contacts_of_the_area_and_below_are_told_and_nobody_else_when_it_is_published(
    post: Town, mail: LocalMail
) -> None:
    # Given a contact of the commune, one of each of two areas, and an officer who hears of tips
    for where, area in (("xa@th.test", COMMUNE), ("to11@th.test", AREA), ("to2@th.test", OTHER), ("0912345678", AREA)):
        assert _add(post, where, area).status_code == 303
    post.officer("tanngoc").post("/officer/alerts", data={"kind": "email", "where": "canbo@th.test"})
    wire = Wire()
    # When one area is warned
    _publish(post)
    _work(post, wire)
    # Then only its contacts are told
    assert _mailed(mail) == ["to11@th.test"]
    assert [sent.number for sent in wire.sent] == [NUMBER]
    assert _told(post) == (2, 0, 0)
    # When the commune is warned, all are, once
    mail.mailed.clear()
    _publish(post, COMMUNE, "Tờ rơi cho vay")
    _work(post, wire)
    _work(post, wire)
    assert _mailed(mail) == ["to11@th.test", "to2@th.test", "xa@th.test"]
    assert len(wire.sent) == 2


def test_contacts_hear_nothing_when_a_tip_comes_or_a_draft_waits(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    _add(post, "0912345678")
    draft = {"area": AREA, "title": TITLE, "text": TEXT}
    post.officer("tanngoc").post("/officer/warnings", data=draft)
    post.hand_in(post.box("tanngoc"), urgency="danger")
    wire = Wire()
    with post.worker(wire) as worker:
        worker.alerter.work_due()
    _work(post, wire)
    assert (mail.mailed, wire.sent) == ([], [])


def test_text_has_title_link_and_way_to_stop_when_it_goes_out(town: Town) -> None:
    _add(town, "0912 345 678")
    _publish(town)
    wire = Wire()
    _work(town, wire)
    box = town.box_of_area(AREA)
    (words,) = wire.words
    assert f"https://homthu.test/b/{box}/canh-bao " in words
    assert words.startswith(("Công an cảnh báo: Giả danh", "Cong an canh bao: Gia danh"))
    assert "HUY" in words
    assert TEXT not in words


@pytest.mark.parametrize("title", ["x" * LONGEST_TITLE, "ệ" * LONGEST_TITLE, "😀" * LONGEST_TITLE, "“a”" * 26])
@pytest.mark.parametrize("takes_marks", [True, False])
def test_text_takes_two_segments_at_most_when_the_title_is_as_long_as_may_be(title: str, takes_marks: bool) -> None:  # noqa: FBT001, a parameter
    url = "https://homthu.vinhphuc.example.vn/b/k7m2p/canh-bao"
    text = write_warning(title, url, takes_marks=takes_marks)
    assert count_segments(text) <= 2
    assert url in text


def test_mail_says_all_and_its_link_stops_it_when_somebody_presses_the_button(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    _publish(post)
    _work(post)
    (message,) = mail.mailed
    assert message["Subject"] == f"Công an cảnh báo: {TITLE}"
    content = message.get_content()
    assert TEXT.split("\n")[1] in content
    link = re.search(r"https://homthu\.test(/thoi-nhan/\S+)", content)
    assert link is not None
    assert message["List-Unsubscribe"].strip() == f"<{link[0]}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = post.resident()
    # Looking at the page stops nothing.
    assert "<button>Ngừng nhận" in client.get(link[1]).text
    _publish(post, title="Hai")
    _work(post)
    assert len(mail.mailed) == 2
    for _time in range(2):
        assert "Từ nay không gửi" in client.post(link[1]).text
    _publish(post, title="Ba")
    _work(post)
    assert len(mail.mailed) == 2
    page = post.officer(CHIEF).get("/officer/contacts").text
    assert "Đã thôi nhận" in page
    with post.database.reading() as session:
        assert session.exec(select(WarningContact.sealed)).all() == [b""]
        query = select(JournalDetail.remark).where(JournalDetail.event == "contacts_changed")
        assert session.exec(query).all() == ["added:email", "stopped:email"]


@pytest.mark.parametrize("is_multipart", [False, True])
def test_list_is_left_when_a_mail_program_asks_by_one_click(post: Town, mail: LocalMail, *, is_multipart: bool) -> None:
    _add(post, "to11@th.test")
    _publish(post)
    _work(post)
    link = mail.mailed[0]["List-Unsubscribe"].strip().strip("<>").removeprefix("https://homthu.test")
    form = {"List-Unsubscribe": "One-Click"}
    files = {name: (None, value) for name, value in form.items()}
    client = post.gateway()
    answer = client.post(link, files=files) if is_multipart else client.post(link, data=form)
    assert (answer.status_code, answer.text) == (200, "")
    _publish(post, title="Hai")
    _work(post)
    assert len(mail.mailed) == 1


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00"])
def test_page_says_so_when_the_link_is_nobodys(town: Town, token: str) -> None:
    assert town.resident().get(f"/thoi-nhan/{token}").status_code == 404
    assert town.resident().post(f"/thoi-nhan/{token}").status_code == 404


def test_number_hears_no_more_when_it_said_huy(town: Town) -> None:
    _add(town, "0912345678")
    town.clock.advance(minutes=1)
    assert send(town, "standard", NUMBER, "HUY").status_code == 200
    _publish(town)
    wire = Wire()
    _work(town, wire)
    assert wire.sent == []
    assert "Đã thôi nhận" in town.officer(CHIEF).get("/officer/contacts").text
    # Entered again, with their word for it, they hear again.
    town.clock.advance(minutes=1)
    _add(town, "0912345678")
    _publish(town, title="Hai")
    _work(town, wire)
    assert len(wire.sent) == 1


def test_nothing_leaves_when_it_was_taken_back_before(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    _add(post, "0912345678")
    _publish(post)
    wire = Wire()
    # The text has been handed to the queue of texts, the e-mail waits.
    mail.busy.add("to11@th.test")
    with post.worker(wire) as worker:
        worker.warner.work_due()
    assert _told(post) == (0, 2, 0)
    _take_back(post)
    mail.busy.clear()
    post.clock.advance(hours=1)
    _work(post, wire)
    assert (mail.mailed, wire.sent) == ([], [])
    with post.database.reading() as session:
        assert session.exec(select(WarningMessage)).all() == []
        assert session.exec(select(WarningRow)).all() == []


def test_contact_is_passed_over_when_nobody_is_there(post: Town, mail: LocalMail) -> None:
    _add(post, "weg@th.test")
    mail.unknown.add("weg@th.test")
    _publish(post)
    _work(post)
    assert _told(post) == (0, 0, 1)
    assert "Không còn ai ở địa chỉ này" in post.officer(CHIEF).get("/officer/contacts").text
    mail.unknown.clear()
    _publish(post, title="Hai")
    _work(post)
    assert mail.mailed == []


def test_it_is_tried_again_when_the_mail_server_is_busy(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    mail.busy.add("to11@th.test")
    _publish(post)
    _work(post)
    assert _told(post) == (0, 1, 0)
    mail.busy.clear()
    _work(post)
    assert mail.mailed == []
    post.clock.advance(seconds=13)
    _work(post)
    assert _mailed(mail) == ["to11@th.test"]
    assert _told(post) == (1, 0, 0)


def test_it_is_given_up_and_told_when_the_mail_server_is_busy_for_a_day(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    mail.busy.add("to11@th.test")
    _publish(post)
    with post.worker(Wire()) as worker:
        for _turn in range(54):
            worker.warner.work_due()
            post.clock.advance(minutes=36)
    assert _told(post) == (0, 0, 1)


def test_text_is_tried_again_when_the_gateway_is_away(town: Town) -> None:
    with run_gateway() as gateway:
        gateway.every = 1
        town.connect("standard", "a-near-one", scope=COMMUNE, url=gateway.url)
        _add(town, "0912345678")
        _publish(town)
        _work(town, httpx.HTTPTransport())
        assert (gateway.requests, gateway.sent) == (1, [])
        assert _told(town) == (0, 1, 0)
        gateway.every = 1_000
        town.clock.advance(seconds=20)
        _work(town, httpx.HTTPTransport())
        assert [sent.number for sent in gateway.sent] == [NUMBER]
        assert _told(town) == (1, 0, 0)


def test_lease_ends_when_a_worker_dies_with_a_warning_in_hand(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    _publish(post)
    with post.database.writing() as session:
        assert len(take_due(session, at=post.clock.at, at_most=10)) == 1
        session.commit()
    _work(post)
    assert mail.mailed == []
    post.clock.advance(seconds=LEASE.total_seconds() + 1)
    _work(post)
    assert len(mail.mailed) == 1


def test_address_stands_nowhere_in_plain_when_the_database_is_stolen(post: Town) -> None:
    secret_name = "hieutruongbinhtuyen"  # noqa: S105, an address
    _add(post, f"{secret_name}@th.test")
    _add(post, "0912345678")
    _publish(post)
    with post.worker(Wire(answers=[503])) as worker:
        while worker.warner.work_due():
            pass
    page = post.officer(CHIEF).get("/officer/contacts").text
    places = {**list_stored_bytes(post), "page": page.encode()}
    for secret in (secret_name, "912345678"):
        assert_nowhere(secret, places)
    assert "h•••@th.test" in page
    assert "••• 678" in page


@pytest.mark.parametrize("username", ["tanngoc", "trucban1", "thanhtra1", STRANGER])
def test_contacts_are_not_seen_when_the_officer_is_no_chief_of_theirs(post: Town, username: str) -> None:
    _add(post, "to11@th.test")
    with post.database.reading() as session:
        contact = session.exec(select(WarningContact.id)).one()
    client = post.officer(username)
    answer = client.get("/officer/contacts")
    assert "th.test" not in answer.text
    assert (answer.status_code == 200) is (username == STRANGER)
    assert client.post("/officer/contacts/delete", data={"contact": contact}).status_code == 404
    form = {"area": AREA, "group": "school", "name": "x", "kind": "email", "where": "x@th.test", "agreed": "1"}
    assert client.post("/officer/contacts", data=form).status_code in (404, 422)
    with post.database.reading() as session:
        assert session.exec(select(WarningContact.id)).all() == [contact]


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("113", {}),
        ("CONGAN", {}),
        ("a@b.test, c@d.test", {}),
        ("a@b.test\r\nBcc: c@d.test", {}),
        ("to11@th.test", {"agreed": ""}),
        ("to11@th.test", {"name": " "}),
        ("to11@th.test", {"name": "x" * 81}),
        ("to11@th.test", {"group": "press"}),
        ("to11@th.test", {"kind": "push"}),
        ("to11@th.test", {"area": "08950"}),
        ("0912345678", {"area": "khongco"}),
    ],
)
def test_nothing_is_kept_when_the_form_does_not_fit(post: Town, where: str, changes: dict[str, str]) -> None:
    answer = _add(post, where, **changes)
    assert answer.status_code == 422
    assert "wrong" in answer.text
    with post.database.reading() as session:
        assert session.exec(select(WarningContact)).all() == []


def test_contact_is_told_nothing_more_when_the_chief_deletes_it(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    _publish(post)
    _press(post.officer(CHIEF), "/officer/contacts", "delete", "contact")
    _work(post)
    assert mail.mailed == []
    assert "Chưa có nơi nhận nào" in post.officer(CHIEF).get("/officer/contacts").text


def test_key_of_a_contacts_month_is_kept_and_old_messages_are_not_when_time_passes(post: Town, mail: LocalMail) -> None:
    _add(post, "to11@th.test")
    month = month_of(post.clock.at)
    _publish(post)
    _work(post)
    post.clock.advance(seconds=KEPT.total_seconds() + 1)
    _work(post)
    with post.database.reading() as session:
        assert session.exec(select(WarningMessage).order_by(col(WarningMessage.id))).all() == []
    # Half a year later the address still opens.
    post.clock.advance(days=180)
    _work(post)
    assert month in _months(post)
    _publish(post, title="Hai")
    _work(post)
    assert len(mail.mailed) == 2


def _months(town: Town) -> list[str]:
    with town.worker(Wire()) as worker:
        return list(worker.warner.seeds.list_months())


@pytest.mark.parametrize("contact", ["", "\0", "x" * 4000, "0" * 32])
def test_nothing_breaks_when_the_contact_to_delete_is_none(town: Town, contact: str) -> None:
    answer = town.officer(CHIEF).post("/officer/contacts/delete", data={"contact": contact})
    assert answer.status_code in (404, 422)
