"""An officer's steps on a tip beyond the moves: assign, transfer, share, extend, refer, count, bar, link, print."""

import re

from fastapi.testclient import TestClient
from sqlmodel import select

from tests.town import Town, act, tip_id
from triage.desk.casework.clusters import add_cluster
from triage.ground.vocabulary import Status
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Post
from triage.tips.record.tables import OutcomeRow, Tip, TipAccess

WHAT = "Nhà cuối ngõ tối nào cũng có người lạ tụ tập, sáng ra thấy kim tiêm ở bờ ao"


def _officer_id(town: Town, username: str) -> str:
    with town.database.reading() as session:
        return session.exec(select(Officer.id).where(Officer.username == username)).one()


def _post_id(town: Town, area_id: str) -> str:
    with town.database.reading() as session:
        return session.exec(select(Post.id).where(Post.area_id == area_id)).one()


def _tip(town: Town, tip: str) -> Tip:
    with town.database.reading() as session:
        return session.get_one(Tip, tip)


def _events(town: Town, tip: str) -> list[str]:
    with town.database.reading() as session:
        query = select(JournalDetail.event).where(JournalDetail.tip_id == tip).order_by(JournalDetail.number)  # type: ignore[arg-type]
        return [event for event in session.exec(query) if event != JournalEvent.TIP_READ]


def _taken(town: Town, username: str = "tanngoc", **fields: str) -> tuple[TestClient, str]:
    tip, officer = tip_id(town.hand_in(town.box(username), what=WHAT, **fields)), town.officer(username)
    assert act(officer, tip, "acknowledge") == 303
    return officer, tip


def test_tip_is_its_takers_when_somebody_acknowledges_it(town: Town) -> None:
    _officer, tip = _taken(town)
    assert _tip(town, tip).officer_id == _officer_id(town, "tanngoc")
    assert "Người làm: Đại úy Lý Văn Phong" in town.officer("truongca-binhtuyen").get(f"/officer/tips/{tip}").text


def test_colleague_gets_news_when_a_tip_is_assigned_to_him(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    first, second = town.officer("thanhtra1"), town.officer("thanhtra2")
    act(first, tip, "acknowledge")
    second.get(f"/officer/tips/{tip}")
    assert "Chưa đọc" not in second.get("/officer/queue").text
    assert act(first, tip, "assign", officer=_officer_id(town, "thanhtra2")) == 303
    assert "Có cập nhật" in second.get("/officer/queue?mine=1").text
    assert act(first, tip, "assign", officer=_officer_id(town, "tanngoc")) == 409


def test_tip_is_new_elsewhere_and_gone_here_when_an_officer_transfers_it(town: Town) -> None:
    officer, tip = _taken(town)
    assert act(officer, tip, "transfer", area="08944-r02", text="Việc ở Thống Nhất") == 303
    assert officer.get(f"/officer/tips/{tip}").status_code == 404
    other = town.officer("thongnhat").get(f"/officer/tips/{tip}").text
    assert "Việc ở Thống Nhất" in other
    assert "Cán bộ địa bàn khác chuyển: việc thuộc tổ dân phố Thống Nhất" in other
    assert _tip(town, tip).status == Status.NEW
    # An open page of the area that it left hears of it as well.
    assert JournalEvent.TIP_TRANSFERRED in _events(town, tip)


def test_transfer_is_refused_and_the_words_stay_when_the_area_is_the_same_or_none(town: Town) -> None:
    officer, tip = _taken(town)
    for area in ("08944-r11", "nowhere", ""):
        version = str(_tip(town, tip).version)
        answer = officer.post(
            f"/officer/tips/{tip}/transfer", data={"version": version, "area": area, "text": "Lời đã gõ"}
        )
        assert answer.status_code == 409
        assert "Lời đã gõ" in answer.text


def test_neighbour_reads_and_changes_nothing_when_a_tip_is_shared_in_a_cluster(town: Town) -> None:
    with town.database.writing() as session:
        add_cluster(session, "Giáp ranh", ("08944", "08935"))
        session.commit()
    officer, tip = _taken(town)
    neighbour, outside = town.officer("truongca-binhnguyen"), _post_id(town, "08950")
    assert neighbour.get(f"/officer/tips/{tip}").status_code == 404
    assert act(officer, tip, "share", post=outside) == 409
    assert act(officer, tip, "share", post=_post_id(town, "08935")) == 303
    page = neighbour.get(f"/officer/tips/{tip}").text
    assert WHAT in page
    assert "Chia sẻ trong cụm liên kết giáp ranh" in page
    assert act(neighbour, tip, "note", text="Bên này cũng thấy") == 303
    for action in ("close", "verify", "forward", "assign", "extend", "share", "transfer"):
        fields = {"text": "x", "disposition": "founded", "area": "08935", "post": outside}
        assert act(neighbour, tip, action, **fields) == 409, action
    assert _tip(town, tip).post_id == _post_id(town, "08944-r11")


def test_clock_is_extended_twice_when_the_chief_helps(town: Town) -> None:
    officer, tip = _taken(town)
    act(officer, tip, "verify")
    assert "Giải quyết: còn" in officer.get(f"/officer/tips/{tip}").text
    assert act(officer, tip, "extend", text="Chờ giám định") == 303
    first = _tip(town, tip).resolve_by
    assert act(officer, tip, "extend", text="Chờ nữa") == 409
    chief = town.officer("truongca-binhtuyen")
    assert act(chief, tip, "extend", text="Chờ nữa") == 303
    second = _tip(town, tip).resolve_by
    assert first is not None
    assert second is not None
    # Two months and four, each to the end of a working day (Monday 25 January; Tuesday 23 March 2027).
    assert [f"{at:%Y-%m-%d}" for at in (first, second)] == ["2027-01-25", "2027-03-23"]
    assert act(chief, tip, "extend", text="Mãi") == 409


def test_tip_is_late_in_words_and_in_the_filter_when_its_clock_has_run_out(town: Town) -> None:
    _officer, tip = _taken(town)
    other = tip_id(town.hand_in(town.box("tanngoc")))
    town.clock.advance(hours=25)
    officer = town.officer("tanngoc")
    page = officer.get("/officer/queue?overdue=1&status=acknowledged").text
    assert tip in page
    assert other not in page
    assert "Quá hạn quyết định 60 phút" in page


def test_mediation_team_gets_the_summary_and_not_a_word_of_the_tip_when_it_is_asked(town: Town) -> None:
    officer, tip = _taken(town)
    assert officer.get(f"/officer/tips/{tip}/referral").status_code == 404
    assert act(officer, tip, "refer", text="Hai nhà cãi nhau về ranh đất") == 303
    sheet = officer.get(f"/officer/tips/{tip}/referral").text
    assert "Hai nhà cãi nhau về ranh đất" in sheet
    assert WHAT not in sheet
    assert _tip(town, tip).status == Status.VERIFYING


def test_summary_stays_unseen_when_the_resident_comes_back(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "refer", text="Chỉ cho tổ hòa giải")
    assert "Chỉ cho tổ hòa giải" not in town.thread(receipt)


def test_sheet_holds_the_case_and_no_contact_when_it_is_forwarded(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT, contact="0912 345 678"))
    officer, chief = town.officer("tanngoc"), town.officer("truongca-binhtuyen")
    act(officer, tip, "acknowledge")
    assert act(chief, tip, "forward", recipient="Phòng Cảnh sát hình sự", text="Có dấu hiệu tội phạm") == 303
    sheet = chief.get(f"/officer/tips/{tip}/sheet").text
    assert WHAT in sheet
    assert "Phòng Cảnh sát hình sự" in sheet
    assert "345 678" not in sheet


def test_outcomes_are_counted_and_counted_anew_when_a_tip_has_ended(town: Town) -> None:
    officer, tip = _taken(town)
    close = {"text": "Xong", "disposition": "founded", "count-persons_fined": "2", "count-criminal_cases": ""}
    assert act(officer, tip, "close", **close) == 303
    assert act(officer, tip, "count", **{"count-persons_fined": "1", "count-weapons_seized": "3"}) == 303
    for wrong in ("-1", "99999", "hai", "1e3"):
        assert act(officer, tip, "count", **{"count-persons_fined": wrong}) == 409
    with town.database.reading() as session:
        rows = session.exec(select(OutcomeRow.kind, OutcomeRow.amount).where(OutcomeRow.tip_id == tip)).all()
    assert dict(rows) == {"persons_fined": 1, "weapons_seized": 3}


def test_saved_sentence_reaches_the_resident_when_nothing_is_typed(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    page = officer.get(f"/officer/tips/{tip}").text
    sentence, words = re.findall(r'<option value="([0-9a-f]{32})">([^<]*\?)</option>', page)[0]
    assert act(officer, tip, "answer", text="", saved=sentence) == 303
    assert words in town.thread(receipt)
    assert act(officer, tip, "answer", text="", saved="0" * 32) == 409
    assert act(officer, tip, "answer", text="") == 409


def test_chief_keeps_the_sentences_and_an_officer_does_not(town: Town) -> None:
    chief, officer = town.officer("truongca-binhtuyen"), town.officer("tanngoc")
    post = _post_id(town, "08944")
    form = {"post": post, "kind": "question", "text": "Xe biển số bao nhiêu?"}
    assert officer.post("/officer/sentences", data=form).status_code == 422
    assert chief.post("/officer/sentences", data=form).status_code == 303
    assert "Xe biển số bao nhiêu?" in officer.get("/officer/sentences").text
    found = re.search(r'Xe biển số bao nhiêu\?</span><input type="hidden" name="delete" value="(\w+)"', _list(chief))
    assert found is not None
    assert officer.post("/officer/sentences", data={"delete": found[1]}).status_code == 422
    assert chief.post("/officer/sentences", data={"delete": found[1]}).status_code == 303
    assert "Xe biển số bao nhiêu?" not in _list(chief)


def _list(client: TestClient) -> str:
    return client.get("/officer/sentences").text


def test_barred_officer_never_sees_the_tip_when_the_inspectorate_releases_it(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), what=WHAT, about_police="true"))
    inspector, named = town.officer("thanhtra1"), town.officer("tanngoc")
    assert act(inspector, tip, "bar", officer=_officer_id(town, "thanhtra1")) == 409
    assert act(inspector, tip, "bar", officer=_officer_id(town, "tanngoc")) == 303
    assert act(inspector, tip, "release") == 303
    # It passes over the post whose only officer is barred, and that post has no key to it either.
    assert tip in town.list_tips("truongca-binhtuyen")
    with town.database.reading() as session:
        posts = session.exec(select(TipAccess.post_id).where(TipAccess.tip_id == tip)).all()
    assert _post_id(town, "08944-r11") not in posts
    for path in ("", "/alike", "/together", "/sheet"):
        assert named.get(f"/officer/tips/{tip}{path}").status_code == 404
    assert tip not in town.list_tips("tanngoc")
    assert "Không thấy tin nào" in named.post("/officer/search", data={"words": "kim tiêm"}).text


def test_barred_officer_sees_nothing_when_his_post_has_the_key_all_the_same(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    assert act(town.officer("thanhtra1"), tip, "bar", officer=_officer_id(town, "thanhtra2")) == 303
    second = town.officer("thanhtra2")
    assert second.get(f"/officer/tips/{tip}").status_code == 404
    assert tip not in town.list_tips("thanhtra2")
    assert act(town.officer("thanhtra1"), tip, "unbar", officer=_officer_id(town, "thanhtra2")) == 303
    assert second.get(f"/officer/tips/{tip}").status_code == 200


def test_what_follows_is_the_inspectorates_when_a_resident_marks_a_tip_afterwards(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what=WHAT)
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "answer", text="Cảm ơn")
    resident = town.resident()
    marked = resident.post("/tra-cuu/ve-can-bo", data={"receipt": receipt.reveal()})
    assert "Từ bây giờ chỉ Thanh tra Công an tỉnh nhận tin này." in marked.text
    resident.post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Chính anh ấy nhận tiền"})
    # Its former readers have nothing left, the inspectorate has everything, before and after.
    for username in ("tanngoc", "truongca-binhtuyen", "trucban1"):
        town.clock.advance(hours=2)
        assert town.officer(username).get(f"/officer/tips/{tip}").status_code == 404
    page = town.officer("thanhtra1").get(f"/officer/tips/{tip}").text
    assert all(words in page for words in (WHAT, "Cảm ơn", "Chính anh ấy nhận tiền", "Người dân nói thêm"))
    assert _tip(town, tip).register_name == "inspectorate"
    assert _tip(town, tip).seed_number == 2
    # The same once more changes nothing.
    again = resident.post("/tra-cuu/ve-can-bo", data={"receipt": receipt.reveal()})
    assert again.status_code == 200
    assert _tip(town, tip).seed_number == 2


def test_closed_tip_is_open_again_when_a_resident_marks_it_as_about_police(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "close", text="Xong", disposition="unfounded", **{"count-persons_fined": "1"})
    town.resident().post("/tra-cuu/ve-can-bo", data={"receipt": receipt.reveal()})
    assert tip in town.list_tips("thanhtra1")
    row = _tip(town, tip)
    assert (row.status, row.disposition, row.closed_at) == (Status.NEW, None, None)
    with town.database.reading() as session:
        assert session.exec(select(OutcomeRow).where(OutcomeRow.tip_id == tip)).all() == []


def test_likeness_is_told_and_linked_when_two_tips_speak_of_one_thing(town: Town) -> None:
    officer, tip = _taken(town)
    twin = tip_id(town.hand_in(town.box("tanngoc"), what="Sáng ra bờ ao toàn kim tiêm, nghi nhà cuối ngõ chứa nghiện"))
    other = tip_id(town.hand_in(town.box("tanngoc"), what="Quán hát mở loa to đến hai giờ sáng"))
    far = tip_id(town.hand_in(town.box("thongnhat"), what=WHAT))
    page = officer.get(f"/officer/tips/{tip}/alike").text
    assert twin in page
    assert other not in page
    assert far not in page
    assert act(officer, tip, "link", other=twin) == 303
    assert act(officer, tip, "link", other=far) == 404
    assert act(officer, tip, "link", other=tip) == 409
    together = officer.get(f"/officer/tips/{twin}/together").text
    assert WHAT in together
    assert "Sáng ra bờ ao" in together
    assert act(officer, twin, "unlink", other=tip) == 303
    assert WHAT not in officer.get(f"/officer/tips/{twin}/together").text


def test_words_are_found_without_marks_when_an_officer_searches(town: Town) -> None:
    officer, tip = _taken(town, where="Ngõ 12 đường Bờ Đê")
    unread = tip_id(town.hand_in(town.box("tanngoc"), what="Quán hát mở loa to"))
    foreign = tip_id(town.hand_in(town.box("thongnhat"), what=WHAT))
    page = officer.post("/officer/search", data={"words": "kim tiem bo de"}).text
    assert tip in page
    assert unread not in page
    assert foreign not in page
    assert "Đã tìm trong 2/2 tin" in page
    # A second time the seeds are at hand.
    assert tip in officer.post("/officer/search", data={"words": "BỜ ĐÊ"}).text
    assert "Không thấy tin nào" in officer.post("/officer/search", data={"words": "voi"}).text
    with town.database.reading() as session:
        searched = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.SEARCHED)).all()
    assert len(searched) == 3
    assert {line.remark for line in searched} == {""}


def test_queue_is_narrowed_when_the_address_says_so(town: Town) -> None:
    box = town.box("tanngoc")
    drugs = tip_id(town.hand_in(box, category="drugs"))
    urgent = tip_id(town.hand_in(box, urgency="now"))
    plain = tip_id(town.hand_in(box))
    officer = town.officer("tanngoc")
    act(officer, plain, "acknowledge")
    for query, expected in (
        ("category=drugs", [drugs]),
        ("priority=1", [urgent]),
        ("status=acknowledged", [plain]),
        ("mine=1", [plain]),
        ("channel=sms", []),
        ("area=08944-r11&status=new", [urgent, drugs]),
        ("area=08935", []),
        ("priority=x&status=%00", [urgent, drugs, plain]),
    ):
        page = officer.get(f"/officer/queue?{query}").text
        # Tips that came in the same hour stand in no order that a test could know.
        assert sorted(re.findall(r"/officer/tips/([0-9a-f]{32})", page)) == sorted(expected), query
    assert "Chờ tôi (3)" in officer.get("/officer/queue").text
