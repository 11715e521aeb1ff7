"""What the reader finds on the web: danger is met at once, and who shall read about police is asked, not decided."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from crypto.receipts import Receipt
from tests.town import Town, read_field, tip_id
from triage.ground.vocabulary import Priority
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip

DANGER = "Cứu với, nó đang cầm dao chém người"
POLICE = "Công an thôn nhận tiền bảo kê sòng bạc"
QUESTION = "Tin này có vẻ nói về công an. Chỉ gửi Thanh tra?"


def _fill_in(town: Town, what: str, **fields: str) -> tuple[TestClient, dict[str, str]]:
    client, box = town.resident(), town.box("tanngoc")
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    return client, {"receipt": receipt, "what": what, **fields}


def _send(town: Town, what: str, **fields: str) -> tuple[Receipt, str]:
    client, form = _fill_in(town, what, **fields)
    answer = client.post(f"/b/{town.box('tanngoc')}", data=form)
    assert answer.status_code == 200
    return Receipt.parse(form["receipt"]), answer.text


def _find_tip(town: Town, receipt: Receipt) -> Tip | None:
    with town.database.reading() as session:
        return session.get(Tip, tip_id(receipt))


def _get_tip(town: Town, receipt: Receipt) -> Tip:
    tip = _find_tip(town, receipt)
    assert tip is not None
    return tip


def test_danger_raises_the_priority_and_shows_the_number_when_nothing_was_ticked(town: Town) -> None:
    receipt, page = _send(town, DANGER)
    assert _get_tip(town, receipt).priority == Priority.LIFE_AT_RISK
    assert 'href="tel:113"' in page
    assert page.index('href="tel:113"') < page.index('id="receipt"')
    assert "Nếu đến 09:22" in page


@pytest.mark.parametrize(
    ("what", "number"),
    [
        pytest.param("cháy nhà, có người kẹt bên trong", "114", id="fire"),
        pytest.param("có tai nạn, người bị thương nặng chảy nhiều máu", "115", id="hurt"),
        pytest.param("bố dượng đánh cháu bé 5 tuổi tím cả người", "111", id="child"),
    ],
)
def test_number_fits_when_danger_has_another_kind(town: Town, what: str, number: str) -> None:
    _receipt, page = _send(town, what)
    assert f'href="tel:{number}"' in page.split('id="receipt"')[0]


def test_words_of_care_are_shown_with_the_number_of_the_settings_when_somebody_wants_to_die(town: Town) -> None:
    town.restart(care_number="096 306 1414")
    _receipt, page = _send(town, "tôi không muốn sống nữa, tôi muốn chết")
    assert "Bạn không một mình" in page
    assert 'href="tel:0963061414"' in page


def test_everyday_report_shows_no_number_when_nothing_is_in_danger(town: Town) -> None:
    receipt, page = _send(town, "Có đánh bạc ở nhà văn hóa tối qua")
    assert "tel:" not in page
    tip = _get_tip(town, receipt)
    assert (tip.priority, tip.category) == (Priority.ROUTINE, "gambling")


def test_chosen_category_stays_when_the_text_says_another(town: Town) -> None:
    receipt, _page = _send(town, "Có đánh bạc ở nhà văn hóa tối qua", category="fraud")
    assert _get_tip(town, receipt).category == "fraud"


def test_written_danger_is_taken_at_once_when_its_address_floods(town: Town) -> None:
    town.restart(tips_in_ten_minutes=1)
    town.app.state.context.gate.vary = lambda: 1.0
    town.hand_in(town.box("tanngoc"))
    client, form = _fill_in(town, "Có việc")
    assert client.post(f"/b/{town.box('tanngoc')}", data=form).status_code == 429
    receipt, _page = _send(town, DANGER)
    assert _get_tip(town, receipt).priority == Priority.LIFE_AT_RISK


def test_resident_is_asked_and_nothing_is_stored_when_a_text_seems_to_be_about_police(town: Town) -> None:
    client, form = _fill_in(town, POLICE, where="ngõ 3", contact="0912345678", category="gambling", urgency="now")
    answer = client.post(f"/b/{town.box('tanngoc')}", data=form)
    assert QUESTION in answer.text
    assert f"{POLICE}</textarea>" in answer.text
    for name in ("receipt", "where", "contact", "category", "urgency"):
        assert read_field(answer.text, name) == form[name]
    assert _find_tip(town, Receipt.parse(form["receipt"])) is None
    # The page can be loaded again.
    assert QUESTION in client.get(answer.url.path).text


@pytest.mark.parametrize(("answer", "register"), [("about_police", True), ("asked", False)])
def test_tip_goes_where_the_resident_says_when_the_question_is_answered(
    town: Town, *, answer: str, register: bool
) -> None:
    client, form = _fill_in(town, POLICE)
    page = client.post(f"/b/{town.box('tanngoc')}", data=form).text
    value = read_field(page, answer)
    page = client.post(f"/b/{town.box('tanngoc')}", data={**form, answer: value}).text
    assert form["receipt"] in page
    tip = _get_tip(town, Receipt.parse(form["receipt"]))
    assert (tip.register_name == INSPECTORATE_REGISTER) is register


def test_nobody_is_asked_when_the_tick_was_set_or_the_tip_is_the_inspectorates(town: Town) -> None:
    receipt, page = _send(town, POLICE, about_police="true")
    assert receipt.reveal() in page
    client = town.resident()
    form = {"receipt": receipt.reveal(), "what": f"{POLICE}, tối nào cũng vậy"}
    assert QUESTION not in client.post(f"/b/{town.box('tanngoc')}", data=form).text


def test_number_is_shown_with_the_question_when_danger_is_told_about_police(town: Town) -> None:
    client, form = _fill_in(town, "Công an xã đang cầm dao chém người, nhận tiền bảo kê sòng bạc")
    page = client.post(f"/b/{town.box('tanngoc')}", data=form).text
    assert QUESTION in page
    assert page.index('href="tel:113"') < page.index(QUESTION, page.index("<main>"))


def test_page_between_says_that_files_have_to_be_chosen_again_when_some_came(town: Town) -> None:
    client, form = _fill_in(town, POLICE)
    files: Any = {"files": ("a.jpg", b"x" * 100, "image/jpeg")}
    with_files = client.post(f"/b/{town.box('tanngoc')}", data=form, files=files).text
    assert "chọn lại tệp" in with_files
    assert "chọn lại tệp" not in client.post(f"/b/{town.box('tanngoc')}", data=form).text


def test_files_are_the_last_field_of_the_form_so_that_nothing_chosen_stands_behind_them(town: Town) -> None:
    page = town.resident().get(f"/b/{town.box('tanngoc')}").text
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page)
    assert names[-1] == "files"
    assert {"about_police", "contact", "urgency", "category"} < set(names)


def test_answer_is_kept_when_the_form_is_wrong_and_comes_back(town: Town) -> None:
    client, form = _fill_in(town, POLICE, asked="yes", where="x" * 501)
    page = client.post(f"/b/{town.box('tanngoc')}", data=form).text
    assert read_field(page, "asked") == "yes"


def test_questions_have_an_allowance_when_one_address_is_asked_very_often(town: Town) -> None:
    town.restart(tips_in_ten_minutes=1)
    client, form = _fill_in(town, POLICE)
    answers = [client.post(f"/b/{town.box('tanngoc')}", data=form).status_code for _time in range(40)]
    assert set(answers) == {200, 429}


def test_script_learns_what_is_found_and_nothing_is_stored_when_it_asks_before_sending(town: Town) -> None:
    client = town.resident()
    answers = [client.post("/doc-truoc", data={"what": what}) for what in (POLICE, DANGER, "Xe lạ", "")]
    assert [(QUESTION in answer.text, "tel:113" in answer.text) for answer in answers] == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    assert answers[2].text.strip() == ""


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_answer_to_the_script_has_one_length_when_different_things_are_found(town: Town, language: str) -> None:
    every = f"{POLICE}. {DANGER}. Cháy nhà có người kẹt, cháu bé bị đánh, bị thương nặng. Tôi muốn chết"
    client = town.resident()
    answers = [client.post(f"{language}/doc-truoc", data={"what": what}) for what in (every, POLICE, DANGER, "Xe")]
    assert answers[0].text.count("tel:") == 5
    assert len({len(answer.content) for answer in answers}) == 1
