"""A tip's whole way: from the resident to the officer and back."""

from tests.town import Town, act, read_field, tip_id


def test_tip_reaches_officer_of_area_and_answer_comes_back_when_all_goes_well(town: Town) -> None:
    # Given a resident who reports at the box of thôn Tân Ngọc
    receipt = town.hand_in(
        town.box("tanngoc"),
        what="Có nhóm lạ bán ma túy cạnh trường",
        where="quán nước đầu cổng",
        when="tối nào cũng vậy",
        category="drugs",
    )
    # When its officer looks at the queue, takes the tip and answers
    officer = town.officer("tanngoc")
    queue = officer.get("/officer/queue").text
    assert f"/officer/tips/{tip_id(receipt)}" in queue
    assert "Chưa đọc" in queue
    page = officer.get(f"/officer/tips/{tip_id(receipt)}").text
    assert "Có nhóm lạ bán ma túy cạnh trường" in page
    assert "quán nước đầu cổng" in page
    assert "Gửi vào hòm thư của địa bàn: thôn Tân Ngọc, xã Bình Tuyền." in page
    assert "Chưa đọc" not in officer.get("/officer/queue").text
    assert act(officer, tip_id(receipt), "acknowledge") == 303
    assert act(officer, tip_id(receipt), "answer", text="Cảm ơn. Nhóm đó mấy người?") == 303
    # Then the resident reads it, and writes back
    thread = town.thread(receipt)
    assert "Cán bộ đã nhận tin." in thread
    assert "Cảm ơn. Nhóm đó mấy người?" in thread
    answer = town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Bốn người"})
    assert "Bốn người" in answer.text
    assert "Có cập nhật" in officer.get("/officer/queue").text
    assert "Bốn người" in officer.get(f"/officer/tips/{tip_id(receipt)}").text


def test_resident_sees_the_outcome_when_the_tip_is_closed(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "verify")
    assert act(officer, tip, "close", disposition="founded", text="Đã xử lý xong, cảm ơn bạn.") == 303
    thread = town.thread(receipt)
    assert "Đã kết thúc xử lý." in thread
    assert "Đã xử lý xong, cảm ơn bạn." in thread
    assert tip not in officer.get("/officer/queue").text
    assert tip in officer.get("/officer/queue?shelf=closed").text


def test_notes_stay_with_officers_when_the_resident_looks(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer = town.officer("tanngoc")
    assert act(officer, tip_id(receipt), "note", text="ghi chú kín") == 303
    assert "ghi chú kín" in officer.get(f"/officer/tips/{tip_id(receipt)}").text
    assert "ghi chú kín" not in town.thread(receipt)


def test_same_form_sent_twice_is_one_tip_when_a_resident_taps_twice(town: Town) -> None:
    client, box = town.resident(), town.box("tanngoc")
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    form = {"receipt": receipt, "what": "Trộm xe đạp"}
    first, second = client.post(f"/b/{box}", data=form), client.post(f"/b/{box}", data=form)
    assert first.status_code == second.status_code == 200
    pages = [page.text.replace(read_field(page.text, "leaves"), "") for page in (first, second)]
    assert pages[0] == pages[1]
    assert town.officer("tanngoc").get("/officer/queue").text.count("/officer/tips/") == 1


def test_same_receipt_adds_to_the_thread_when_the_content_is_another(town: Town) -> None:
    client, box = town.resident(), town.box("tanngoc")
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    for what in ("Trộm xe đạp", "Xe màu xanh"):
        assert client.post(f"/b/{box}", data={"receipt": receipt, "what": what}).status_code == 200
    thread = client.post("/tra-cuu", data={"receipt": receipt}).text
    assert thread.index("Trộm xe đạp") < thread.index("Xe màu xanh")


def test_receipt_opens_nothing_when_the_resident_has_ended_the_thread(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), contact="0912345678")
    client, form = town.resident(), {"receipt": receipt.reveal()}
    assert client.post("/tra-cuu/xoa-lien-he", data=form).status_code == 200
    assert client.post("/tra-cuu/ket-thuc", data=form).status_code == 200
    ended = client.post("/tra-cuu", data=form)
    unknown = client.post("/tra-cuu", data={"receipt": "0000000000000001"})
    assert ended.status_code == 404
    assert unknown.status_code in {404, 422}
    page = town.officer("tanngoc").get(f"/officer/tips/{tip_id(receipt)}").text
    assert "Người dân đã kết thúc trao đổi." in page
    assert act(town.officer("tanngoc"), tip_id(receipt), "answer", text="Bạn còn đó không?") == 409


def test_chief_reopens_when_a_closed_tip_gets_a_new_message(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, chief, tip = town.officer("tanngoc"), town.officer("truongca-binhtuyen"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "close", disposition="not_enough_to_verify", text="Chưa đủ thông tin.")
    town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Tôi nhớ ra biển số"})
    assert act(chief, tip, "reopen") == 303
    assert "Đang xác minh." in town.thread(receipt)
    assert tip in officer.get("/officer/queue").text
