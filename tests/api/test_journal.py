"""The journal: heads that anybody can keep, a forger who rewrites all of it, and who may read which lines."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session, col, select

from api.commands.main import main
from api.web.officer.tips import journal
from crypto.chains import FIRST_HEAD, commit, extend
from tests.files import make_photo
from tests.town import Town, act, tip_id
from tests.wire import Wire
from triage.journal.append import statement
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail, JournalHead, JournalLine, PublishedHead
from triage.offices.accounts.tables import Officer
from triage.tips.record.barring import store_bar


def _publish(town: Town) -> list[str]:
    """Let the worker do its round, and return what the public page shows, the newest day first."""
    with town.worker(Wire()):
        pass
    return re.findall(r"<code>([0-9a-f]{64})</code>", town.resident().get("/nhat-ky").text)


def _verify(town: Town, *options: str) -> Result:
    return CliRunner().invoke(main, ["journal", "verify", "--database", town.settings.database_url, *options])


def _rewrite(session: Session) -> None:
    """Put another officer into one line, and forge every commitment and head after it: all that a database holds."""
    first = session.exec(select(JournalDetail).where(JournalDetail.event == "tip_read")).first()
    assert first is not None
    first.officer_id = None
    session.add(first)
    session.flush()
    head = FIRST_HEAD
    details = {detail.number: detail for detail in session.exec(select(JournalDetail))}
    for line in session.exec(select(JournalLine).order_by(col(JournalLine.number))):
        detail = details[line.number]
        line.commitment = commit(statement(detail), salt=detail.salt)
        line.head = head = extend(head, number=line.number, commitment=line.commitment)
        session.add(line)
    newest = session.exec(select(JournalHead)).one()
    newest.head = head
    session.add(newest)


def test_head_is_published_once_a_day_without_saying_how_much_happened(town: Town) -> None:
    town.hand_in(town.box("tanngoc"))
    first = _publish(town)
    assert len(first) == 1
    town.hand_in(town.box("tanngoc"))
    assert _publish(town) == first
    town.clock.advance(days=1)
    assert _publish(town)[1:] == first
    page = town.resident().get("/nhat-ky").text
    assert "24/11/2026" in page
    assert _verify(town, "--since", first[0]).exit_code == 0


def test_rewritten_journal_is_found_when_somebody_kept_a_head_outside(town: Town) -> None:
    # Given a day's head that somebody copied
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    act(town.officer("tanngoc"), tip, "acknowledge")
    (kept,) = _publish(town)
    # When somebody with the database's password changes who read the tip, and forges all that follows
    with town.database.writing() as session:
        _rewrite(session)
        session.commit()
    # Then it does not fit the page
    assert "the head published on 2026-11-23 does not stand in this journal" in _verify(town).output
    # Not even where the page was forged too: the copy does not fit
    with town.database.writing() as session:
        published = session.exec(select(PublishedHead)).one()
        published.head = session.exec(select(JournalHead)).one().head
        session.add(published)
        session.commit()
    assert _verify(town).exit_code == 0
    found = _verify(town, "--since", kept)
    assert found.exit_code == 1
    assert "the head that was kept outside does not stand in this journal" in found.output


@pytest.mark.parametrize("since", ["x", "1:", "1:abc", "x:" + "0" * 64, "0" * 63])
def test_verify_says_how_to_write_a_head_when_it_is_none(town: Town, since: str) -> None:
    assert _verify(town, "--since", since).exit_code == 2


def test_residents_deeds_are_journaled_to_the_hour_when_they_happen(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Thêm"})
    with town.database.reading() as session:
        about = session.exec(select(JournalDetail).where(JournalDetail.tip_id == tip_id(receipt))).all()
    assert {detail.event for detail in about} == {"tip_accepted", "message_added"}
    assert {(detail.at.minute, detail.at.second, detail.at.microsecond) for detail in about} == {(0, 0, 0)}


def _read(town: Town, username: str) -> str:
    return town.officer(username).get("/officer/journal").text.partition("<tbody>")[2].partition("</tbody>")[0]


def test_reader_sees_only_the_lines_of_the_own_branch_when_the_journal_is_read(town: Town) -> None:
    own, secret = town.hand_in(town.box("tanngoc")), town.hand_in(town.box("tanngoc"), about_police="true")
    act(town.officer("tanngoc"), tip_id(own), "acknowledge")
    act(town.officer("thanhtra1"), tip_id(secret), "acknowledge")
    reader, inspector = "Đại úy Lý Văn Phong", "Trung tá Lê Minh Châu"
    chief = _read(town, "truongca-binhtuyen")
    assert "Đọc tin" in chief
    assert reader in chief
    assert inspector not in chief
    # Another commune's chief and the administrator see nothing of either
    for username in ("truongca-binhxuyen", "quantri"):
        assert "Đọc tin" not in _read(town, username)
        assert "Tin đến" not in _read(town, username)
    assert "Nhận tin" in _read(town, "thanhtra2")
    assert reader not in _read(town, "thanhtra2")
    # An officer sees the own deeds
    mine = _read(town, "tanngoc")
    assert "Nhận tin" in mine
    assert mine.count(reader) == mine.count("<tr>")


def _count_rows(page: str) -> int:
    return page.split("<tbody>")[1].count("<tr>")


def test_next_page_goes_on_where_the_last_ended_when_there_are_many_lines(town: Town) -> None:
    tip, officer = tip_id(town.hand_in(town.box("tanngoc"))), town.officer("tanngoc")
    for _ in range(105):
        assert act(officer, tip, "note", text="x") == 303
    first = officer.get("/officer/journal").text
    assert _count_rows(first) == 100
    following = re.findall(r'rel="next" href="([^"]+)"', first)[0]
    assert _count_rows(officer.get(following).text) >= 5
    assert officer.get("/officer/journal?before=x").status_code == 422


def test_every_event_has_words_when_the_page_shows_it() -> None:
    words = (Path(journal.__file__).parent.parent / "templates" / "journal_words.html").read_text(encoding="utf-8")
    assert [event for event in JournalEvent if f'code == "{event}"' not in words] == []


def test_lines_of_a_tip_are_hidden_when_their_reader_is_barred_from_it(town: Town) -> None:
    tip, chief = tip_id(town.hand_in(town.box("tanngoc"))), town.officer("truongca-binhtuyen")
    assert act(town.officer("tanngoc"), tip, "acknowledge") == 303
    assert "Nhận tin" in chief.get("/officer/journal").text
    with town.database.writing() as session:
        named = session.exec(select(Officer.id).where(Officer.username == "truongca-binhtuyen")).one()
        store_bar(session, tip, named, by=named, at=town.clock.now())
        session.commit()
    assert "Nhận tin" not in chief.get("/officer/journal").text


def test_register_number_is_hidden_when_the_tip_went_where_its_reader_does_not_reach(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer = town.officer("tanngoc")
    assert act(officer, tip_id(receipt), "acknowledge") == 303
    assert "tin số" in officer.get("/officer/journal").text
    assert town.resident().post("/tra-cuu/ve-can-bo", data={"receipt": receipt.reveal()}).status_code == 200
    page = officer.get("/officer/journal").text
    assert "Nhận tin" in page
    assert "tin số" not in page


def test_nothing_that_a_resident_does_stands_with_its_minute_when_it_is_journaled(town: Town) -> None:
    first, second = town.hand_in(town.box("tanngoc"), contact="sđt"), town.hand_in(town.box("tanngoc"))
    resident = town.resident()
    picture = {"files": ("a.jpg", make_photo())}
    resident.post("/tra-cuu/them", data={"receipt": first.reveal(), "text": "Thêm"}, files=picture)
    resident.post("/tra-cuu/xoa-lien-he", data={"receipt": first.reveal()})
    resident.post("/tra-cuu/ve-can-bo", data={"receipt": second.reveal()})
    resident.post("/tra-cuu/rut-tin", data={"receipt": first.reveal()})
    with town.database.reading() as session:
        lines = session.exec(select(JournalDetail).where(col(JournalDetail.officer_id).is_(None))).all()
        by_residents = [line for line in lines if line.tip_id is not None]
    assert {line.event for line in by_residents} >= {"files_added", "tip_withdrawn", "tip_marked", "contact_deleted"}
    assert [line.event for line in by_residents if line.at.minute or line.at.second] == []


def test_page_says_remarks_in_words(town: Town) -> None:
    town.hand_in(town.box("tanngoc"))
    chief = town.officer("truongca-binhtuyen")
    with town.database.reading() as session:
        collector = session.exec(select(Officer.id).where(Officer.username == "thongnhat")).one()
    form = {"area": "08944-r11", "collector": collector, "days": "7"}
    assert chief.post("/officer/letters/boxes", data=form).status_code == 303
    town.clock.advance(hours=1)
    with town.worker(Wire()) as worker:
        worker.alerter.work_due()
    page = re.sub(r"<[^>]*>", " ", town.officer("truongca-binhtuyen").get("/officer/journal").text)
    words = " ".join(page.split())
    assert "Giao người mở hòm thư thôn Tân Ngọc, xã Bình Tuyền" in words
    assert re.search(r"Tin được nhắc lên cấp trên · tin số \S+ lần thứ 1", words)
