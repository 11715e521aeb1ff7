"""The first page stays small where the service is a whole country's: a province, then a commune, then its boxes."""

import pytest
from sqlmodel import insert

from api.web.http.padding import STEPS
from intake.areas.tables import Area, Box
from tests.town import Town

PROVINCES, COMMUNES, BOXES = 3, 70, 2


def _fill(town: Town) -> None:
    """Add a country beside the town: so many provinces, with so many communes each, with so many boxes each."""
    areas, boxes = list[dict[str, object]](), list[dict[str, object]]()

    def add(area_id: str, parent: str | None, kind: str, name: str) -> None:
        areas.append({"id": area_id, "parent_id": parent, "kind": kind, "name": name, "valid_from": None})
        if kind != "tinh":
            boxes.append({"area_id": area_id, "code": f"z{len(boxes):05}", "opened_at": town.clock.now()})

    for province in range(PROVINCES):
        add(f"p{province}", None, "tinh", f"Miền {province}")
        for commune in range(COMMUNES):
            letter = "ABCĐE"[commune % 5]
            add(f"p{province}c{commune}", f"p{province}", "xa", f"{letter}n Hòa {commune}")
            for box in range(BOXES):
                add(f"p{province}c{commune}b{box}", f"p{province}c{commune}", "thon", f"Đông {box}")
    with town.database.writing() as session:
        session.execute(insert(Area), areas)
        session.execute(insert(Box), boxes)
        session.commit()
    town.restart()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_box_is_three_taps_away_and_every_page_stays_small(town: Town) -> None:
    _fill(town)
    resident = town.resident()
    first = resident.get("/")
    assert 'href="/noi/p2"' in first.text
    assert "/b/" not in first.text
    province = resident.get("/noi/p2")
    assert [f'href="/noi/p2/{letter}"' in province.text for letter in "ABCĐEX"] == [True] * 5 + [False]
    letter = resident.get("/noi/p2/Đ")
    assert 'href="/noi/p2c3"' in letter.text
    assert 'href="/noi/p2c4"' not in letter.text
    commune = resident.get("/noi/p2c3")
    assert commune.text.count('href="/b/z') == BOXES + 1
    for page in (first, province, letter, commune):
        head = sum(len(name) + len(value) + 4 for name, value in page.headers.raw)
        assert len(page.content) + head <= STEPS[0]


@pytest.mark.parametrize("path", ["/noi/khong-co", "/noi/08944-r11", "/noi/khong-co/A"])
def test_place_that_is_none_leads_to_the_search(town: Town, path: str) -> None:
    answer = town.resident().get(path)
    assert answer.status_code == 404
    assert "Việc xảy ra ở đâu?" in answer.text
