"""Who sees only lengths on the line learns little: pages and what leads to them have few sizes."""

from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient

from api.web.http.padding import REDIRECT_BYTES, STEPS
from crypto.receipts import Receipt
from tests.town import Town

AREAS = ("08935-r04", "08944-r11", "08950-r01", "08944")
_DATE = len("date: Tue, 01 Dec 2026 00:00:00 GMT\r\n")


def _measure(client: TestClient, path: str, form: dict[str, str] | None = None) -> int:
    answer = client.request("GET" if form is None else "POST", path, data=form, follow_redirects=False)
    head = len(f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}\r\n\r\n")
    head += sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return head + _DATE + len(answer.content)


def _send(town: Town, **fields: str) -> list[int]:
    """Hand in a tip as our page without script sends it, and return the size of each answer."""
    client, receipt = town.resident(), Receipt.mint().reveal()
    form = {"about_police": "0", "urgency": "0", "category": "00", "where": "", "when": "", "contact": ""}
    form |= {"receipt": receipt, "what": "Có việc lạ ở xóm", **fields}
    box = f"/b/{town.box('tanngoc')}"
    shown = client.post(box, data=form, follow_redirects=False).headers["location"]
    thread = client.post("/tra-cuu", data={"receipt": receipt}, follow_redirects=False).headers["location"]
    return [
        _measure(client, box, form),
        _measure(client, shown),
        _measure(client, "/tra-cuu", {"receipt": receipt}),
        _measure(client, thread),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"about_police": "1"},
        {"urgency": "1"},
        {"urgency": "2"},
        {"category": "03"},
        {"contact": "Bà Nguyễn Thị Dần, xóm 3, gọi buổi tối"},
        {"what": "Chúng nó đang cầm dao chém người " * 8},
    ],
    ids=lambda each: next(iter(each.items()))[0] + "-" + next(iter(each.values()))[:6],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_answers_have_one_size_whatever_was_chosen_or_left(town: Town, fields: dict[str, str]) -> None:
    assert _send(town, **fields) == _send(town) == [REDIRECT_BYTES, STEPS[0], REDIRECT_BYTES, STEPS[1]]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_refusal_has_the_size_of_an_answer(town: Town) -> None:
    client, box = town.resident(), f"/b/{town.box('tanngoc')}"
    blank = {"receipt": Receipt.mint().reveal(), "what": " "}
    unknown = {"receipt": Receipt.mint().reveal()}
    sent = ((box, blank), ("/tra-cuu", unknown))
    led = [client.post(path, data=form, follow_redirects=False) for path, form in sent]
    again, asked = (answer.headers["location"] for answer in led)
    pages = [box, "/b/zzz", "/an-toan", "/tra-cuu", "/khong-co", asked]
    assert {page: _measure(client, page) for page in pages} == dict.fromkeys(pages, STEPS[0])
    # What was wrong stands on the form as well, so that its page is of the next size.
    assert _measure(client, again) == STEPS[1]
    assert {_measure(client, box, blank), _measure(client, "/tra-cuu", unknown)} == {REDIRECT_BYTES}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_box_has_a_page_of_one_size(town: Town) -> None:
    client = town.resident()
    assert {_measure(client, f"/b/{town.box_of_area(area)}") for area in AREAS} == {STEPS[0]}
