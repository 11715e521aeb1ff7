"""Whatever is sent to whichever page, nobody gets a broken answer.

``pytest tests/api/test_fuzz.py --hypothesis-profile=thorough`` sends twenty thousand requests.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.web.app.app import ROUTERS
from tests.conftest import Backend
from tests.town import Town, tip_id
from triage.desk.casework.outcomes import OutcomeKind

# Every field that a page of ours has, and what addresses ask for besides.
FIELDS = sorted(
    {
        name
        for template in (Path(__file__).parents[2] / "api" / "web").rglob("*.html")
        for name in re.findall(r'name="([a-z_-]+)"', template.read_text(encoding="utf-8"))
    }
    | {f"count-{kind}" for kind in OutcomeKind}
    | {f"{end}-{day}" for end in ("begins", "ends") for day in range(7)}
    | {"priority", "after", "before", "back", "period", "shelf", "tat_ca"}
)
TELLING = ("true", "now", "danger", "founded", "1", "-1", "0" * 32, "K7M2-PQ3D-0000-0000", "mine", "x" * 11_000)
# Python refuses to read more than 4,300 digits, PostgreSQL to store more than nineteen.
DIGITS = st.sampled_from([1, 2, 9, 10, 12, 19, 20, 64, 4300, 4301, 5000, 10_000]).flatmap(
    lambda length: st.sampled_from("1790٣９").map(lambda digit: digit * length)
)
TEXTS = st.text(max_size=60) | st.sampled_from(TELLING) | DIGITS
FORMS = st.dictionaries(st.sampled_from(FIELDS), TEXTS, max_size=8).map(lambda form: urlencode(form, errors="replace"))
BODIES = FORMS.map(str.encode) | st.binary(max_size=300)
KINDS = st.sampled_from(
    ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b", ""]
)
# A stream of events has no end; it is asked for where it is tested.
ROUTES = sorted(
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and not route.path.endswith("/events")
    for method in route.methods or ()
)

Visitors = tuple[list[TestClient], list[str]]


@pytest.fixture(scope="module")
def visitors(
    backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[list[TestClient], list[str]]]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    town = Town(backend.plan, folder, backend.copy(folder))
    receipt = town.hand_in(town.box("tanngoc"))
    clients = [town.resident(), *(town.officer(name) for name in ("tanngoc", "truongca-binhtuyen", "quantri"))]
    yield clients, [town.box("tanngoc"), tip_id(receipt), receipt.reveal()]
    town.close()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("digits", ["9" * 5000, "9" * 12, "-1", "1.5", "٣"])
@pytest.mark.parametrize(
    "field", ["version", "count-arrested", "amount", "priority", "waiting", "after", "before", "back"]
)
def test_no_answer_is_broken_when_a_number_is_none(visitors: Visitors, field: str, digits: str) -> None:
    (_resident, officer, *_others), (_box, tip, _receipt) = visitors
    for path in (f"/officer/tips/{tip}/count", f"/officer/tips/{tip}/acknowledge", f"/officer/tips/{tip}/propose"):
        assert officer.post(path, data={field: digits}).status_code < 500
    for path in ("/officer/queue", "/officer/board", "/officer/journal"):
        assert officer.get(path, params={field: digits}).status_code < 500


@given(st.data())
def test_no_answer_is_broken_when_anything_is_sent(visitors: Visitors, data: st.DataObject) -> None:
    clients, known = visitors
    method, path = data.draw(st.sampled_from(ROUTES))
    for name in ("box", "tip_id", "action", "token", "partner", "change"):
        value = data.draw(st.sampled_from([*known, "acknowledge", "note"]) | st.text(min_size=1, max_size=20))
        path = path.replace(f"{{{name}}}", quote(value, safe="", errors="replace"))
    query = data.draw(st.just("") | FORMS | st.text(max_size=20).map(lambda text: quote(text, errors="replace")))
    answer = data.draw(st.sampled_from(clients)).request(
        method,
        data.draw(st.sampled_from(["", "/en"])) + path + (f"?{query}" if query else ""),
        content=data.draw(BODIES) if method == "POST" else None,
        headers={"Content-Type": data.draw(KINDS)},
    )
    assert answer.status_code < 500, (method, path)
    assert "Traceback" not in answer.text
