"""Whatever is sent to whichever page, nobody gets a broken answer.

``pytest tests/api/test_fuzz.py --hypothesis-profile=thorough`` sends twenty thousand requests.
"""

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

FIELDS = (
    *("receipt", "what", "where", "when", "category", "urgency", "about_police", "contact", "text", "place"),
    *(
        "username",
        "passphrase",
        "passphrase_again",
        "version",
        "disposition",
        "post",
        "officer",
        "digits",
        "display_name",
        "code",
        "passkey",
        "chosen",
        "factor",
        "session",
    ),
)
TELLING = ("true", "now", "danger", "founded", "1", "-1", "0" * 32, "K7M2-PQ3D-0000-0000", "mine", "x" * 11_000)
TEXTS = st.text(max_size=60) | st.sampled_from(TELLING)
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
