"""Bad input gets a plain sentence, never a broken page, and what was typed stays."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from crypto.receipts import Receipt
from tests.town import Town, act, read_field, tip_id

KEPT = "Chỗ này có người bị đánh"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _receipt(client: TestClient, box: str) -> str:
    return read_field(client.get(f"/b/{box}").text, "receipt")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        pytest.param("what", "", "Hãy viết vài chữ về việc đã xảy ra.", id="empty"),
        pytest.param("what", " \t\n ", "Hãy viết vài chữ về việc đã xảy ra.", id="blank"),
        pytest.param("what", "x" * 10_001, "Dài quá.", id="over-long"),
        pytest.param("what", "a\0b", "Có ký tự không đọc được.", id="NUL"),
        pytest.param("where", "x" * 501, "Dài quá.", id="over-long line"),
        pytest.param("contact", "0912\x00", "Có ký tự không đọc được.", id="NUL in a line"),
    ],
)
def test_sentence_stands_by_the_field_when_the_form_is_wrong(town: Town, field: str, value: str, sentence: str) -> None:
    client, box = town.resident(), town.box("tanngoc")
    form = {"receipt": _receipt(client, box), "what": KEPT, "where": "Ngã ba", "when": "Tối qua"} | {field: value}
    answer = client.post(f"/b/{box}", data=form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-wrong"' in answer.text
    assert "Tối qua" in answer.text
    assert form["receipt"] in answer.text


@pytest.mark.parametrize(
    ("field", "value"), [("urgency", "maybe"), ("about_police", "perhaps"), ("category", "not-a-category")]
)
def test_answer_is_no_5xx_when_a_choice_is_none_of_ours(town: Town, field: str, value: str) -> None:
    client, box = town.resident(), town.box("tanngoc")
    answer = client.post(f"/b/{box}", data={"receipt": _receipt(client, box), "what": KEPT, field: value})
    assert answer.status_code in {200, 422}
    assert KEPT in answer.text or "Đã nhận tin của bạn" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"what=%FF%FE", id="bad UTF-8"),
        pytest.param("what=chữ".encode(), id="not URL-encoded"),
        pytest.param(b"&".join(b"a=b" for _ in range(100)), id="too many fields"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_answer_is_plain_when_the_body_is_no_form(town: Town, body: bytes) -> None:
    answer = town.resident().post(f"/b/{town.box('tanngoc')}", content=body, headers=FORM)
    assert answer.status_code == 422
    assert "<h1>" in answer.text


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_answer_is_plain_when_the_body_is_of_another_kind(town: Town, kind: str) -> None:
    answer = town.resident().post("/tra-cuu", content=b'{"receipt": 1}', headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert "Máy chủ không đọc được điều vừa gửi" in answer.text


def test_limit_is_told_when_the_body_is_over_it(town: Town) -> None:
    body = b"what=" + b"a" * 300_000
    for headers in (FORM, FORM | {"Content-Length": "10"}):
        answer = town.resident().post(f"/b/{town.box('tanngoc')}", content=body, headers=headers)
        assert answer.status_code == 413
        assert "Tệp lớn quá" in answer.text


def test_finder_keeps_the_text_when_the_box_is_unknown(town: Town) -> None:
    client = town.resident()
    assert "Không có hòm thư nào mang mã này." in client.get("/b/zzzzz").text
    answer = client.post("/b/zzzzz", data={"receipt": "", "what": KEPT})
    assert answer.status_code == 404
    assert KEPT in answer.text


def test_fresh_receipt_is_given_when_the_forms_own_is_broken(town: Town) -> None:
    client, box = town.resident(), town.box("tanngoc")
    answer = client.post(f"/b/{box}", data={"receipt": "hỏng", "what": KEPT})
    assert answer.status_code == 422
    assert KEPT in answer.text
    assert "Trang mở đã lâu nên tin chưa gửi được." in answer.text
    again = client.post(f"/b/{box}", data={"receipt": read_field(answer.text, "receipt"), "what": KEPT})
    assert again.status_code == 200


def test_text_stays_and_retry_is_asked_when_the_database_is_away(town: Town) -> None:
    client, box = town.resident(), town.box("tanngoc")
    receipt = _receipt(client, box)
    with town.database.writing() as session:
        session.connection().execute(text("ALTER TABLE register_counter RENAME TO gone"))
        session.commit()
    form = {"receipt": receipt, "what": KEPT, "contact": "0912345678"}
    answer = client.post(f"/b/{box}", data=form)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert KEPT in answer.text
    assert receipt in answer.text
    with town.database.writing() as session:
        session.connection().execute(text("ALTER TABLE gone RENAME TO register_counter"))
        session.commit()
    assert client.post(f"/b/{box}", data=form).status_code == 200


def test_text_stays_when_nobody_can_be_trusted_with_the_tip(town: Town) -> None:
    client, box = town.resident(), town.box("tanngoc")
    with town.database.writing() as session:
        session.connection().execute(text("UPDATE post_key SET version = version + 1, signature = NULL"))
        session.commit()
    answer = client.post(f"/b/{box}", data={"receipt": _receipt(client, box), "what": KEPT})
    assert answer.status_code == 503
    assert KEPT in answer.text


@pytest.mark.parametrize("typed", ["", "abc", "K7M2-PQ3D-0000-0000", "🙂" * 16, "0" * 4000])
def test_receipt_is_asked_again_when_it_is_mistyped(town: Town, typed: str) -> None:
    answer = town.resident().post("/tra-cuu", data={"receipt": typed})
    assert answer.status_code == 422
    assert "Mã gõ chưa đúng" in answer.text
    # What was typed stands there still, as far as it fits
    assert f'value="{typed[:100]}"' in answer.text.split('id="receipt"')[1].split(">")[0]


def test_receipt_is_asked_again_when_it_is_unknown(town: Town) -> None:
    receipt = _receipt(town.resident(), town.box("tanngoc"))
    answer = town.resident().post("/tra-cuu", data={"receipt": receipt})
    assert answer.status_code == 404
    assert "Không tìm thấy tin nào có mã này." in answer.text


@pytest.mark.parametrize("typed", ["", "%", "xã", "x" * 5000, "\0", "a\u0301" * 90, "08944"])
def test_finder_answers_when_anything_is_typed(town: Town, typed: str) -> None:
    assert town.resident().post("/", data={"place": typed}).status_code == 200


@pytest.mark.parametrize(
    ("action", "fields", "sentence"),
    [
        ("answer", {"text": ""}, "Chưa có chữ nào."),
        ("answer", {"text": "x" * 10_001}, "Dài quá."),
        ("answer", {"text": "a\0b"}, "Có ký tự không đọc được."),
        ("close", {"text": "Xong", "disposition": "magic"}, "Bước này không mở cho bạn"),
        ("forward", {"text": "Chuyển"}, "Bước này không mở cho bạn"),
    ],
)
def test_officer_is_told_and_the_text_stays_when_an_action_is_refused(
    town: Town, action: str, fields: dict[str, str], sentence: str
) -> None:
    tip, officer = tip_id(town.hand_in(town.box("tanngoc"))), town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    version = read_field(officer.get(f"/officer/tips/{tip}").text, "version")
    answer = officer.post(f"/officer/tips/{tip}/{action}", data={"version": version, **fields})
    assert answer.status_code == 409
    assert sentence in answer.text


@pytest.mark.parametrize("version", ["", "-1", "abc", "9" * 400, "²"])
def test_officer_is_told_when_the_page_was_older_than_the_tip(town: Town, version: str) -> None:
    tip, officer = tip_id(town.hand_in(town.box("tanngoc"))), town.officer("tanngoc")
    answer = officer.post(f"/officer/tips/{tip}/note", data={"version": version, "text": "Ghi lại"})
    assert answer.status_code == 409
    assert "Người khác vừa thay đổi tin này." in answer.text
    assert "Ghi lại" in answer.text


@pytest.mark.parametrize("query", ["shelf=none", "after=x", "after=1~2~3", "after=0~2026-01-01T00:00:00%2B00:00~x"])
def test_queue_answers_when_its_query_is_nonsense(town: Town, query: str) -> None:
    assert town.officer("tanngoc").get(f"/officer/queue?{query}").status_code in {200, 422}


@pytest.mark.parametrize(
    "path", ["/officer/tips/x", "/officer/tips/" + "0" * 500, "/officer/invitations/x", "/nothing"]
)
def test_page_is_plain_when_there_is_no_such_thing(town: Town, path: str) -> None:
    answer = town.officer("tanngoc").get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_name_is_asked_again_when_an_invited_officer_has_none(town: Town) -> None:
    chief = town.officer("truongca-binhtuyen")
    post = read_field(chief.get("/officer/people").text, "post")
    answer = chief.post("/officer/people/invite", data={"post": post, "username": "moi", "display_name": " "})
    assert answer.status_code == 422
    assert "Tên trống hoặc dài quá" in answer.text
    assert 'value="moi"' in answer.text


@pytest.mark.parametrize("character", ["\x0b", "\x03", "\x85", "\x1b", "\x7f"], ids=ascii)
def test_words_are_taken_without_it_when_a_control_character_stands_in_them(town: Town, character: str) -> None:
    client, box = town.resident(), town.box("tanngoc")
    form = {"receipt": _receipt(client, box), "what": f"Có trộm{character} ở ngõ 3"}
    assert client.post(f"/b/{box}", data=form).status_code == 200
    (tip,) = town.list_tips("tanngoc")
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "Có trộm ở ngõ 3" in page
    assert character not in page
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    assert act(officer, tip, "answer", text=f"Cảm ơn{character} bạn.") == 303
    assert "Cảm ơn bạn." in town.thread(Receipt.parse(form["receipt"]))


@pytest.mark.parametrize("typed", ["Mã: {}", "“{}”", "{}.", "\u200b{}", "{}\n"], ids=ascii)
def test_thread_opens_when_something_stands_around_the_receipt(town: Town, typed: str) -> None:
    receipt = town.hand_in(town.box("tanngoc")).reveal()
    lines = receipt.replace("-", "–", 1).replace("-", "\n", 1)
    for form in (receipt, lines):
        answer = town.resident().post("/tra-cuu", data={"receipt": typed.format(form)})
        assert answer.status_code == 200
        assert "Tin của bạn" in answer.text
