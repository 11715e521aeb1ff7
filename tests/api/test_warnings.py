"""Warnings: written by an officer, approved by the chief, read by everybody; and the public figures."""

import re
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from intake.channels.warnings.form import LONGEST_TITLE
from tests.files import SECRET, make_paper, make_photo
from tests.town import Town, act, read_field, tip_id
from triage.offices.accounts.tables import Officer
from triage.warnings.tables import WarningPicture, WarningRow

AREA, COMMUNE, CHIEF = "08944-r11", "08944", "truongca-binhtuyen"
TITLE, TEXT = "Giả danh nhân viên điện lực", "Gọi điện dọa cắt điện, đòi chuyển tiền.\nHãy gác máy."
ATOM = "{http://www.w3.org/2005/Atom}"


def _draft(client: TestClient, area: str = AREA, title: str = TITLE, **files: tuple[str, bytes]) -> int:
    form = {"area": area, "title": title, "text": TEXT}
    return int(client.post("/officer/warnings", data=form, files=files or None).status_code)


def _press(client: TestClient, button: str) -> int:
    """Press the button of the newest warning on the officer's page; 0 where there is none."""
    page = client.get("/officer/warnings").text
    forms = [part for part in page.split("<form")[1:] if f'action="/officer/warnings/{button}"' in part]
    if not forms:
        return 0
    return int(
        client.post(f"/officer/warnings/{button}", data={"warning": read_field(forms[0], "warning")}).status_code
    )


def _publish(town: Town, title: str = TITLE, area: str = AREA, **files: tuple[str, bytes]) -> None:
    assert _draft(town.officer("tanngoc" if area == AREA else CHIEF), area, title, **files) == 303
    assert _press(town.officer(CHIEF), "approve") == 303
    # What residents see is read anew now and then.
    town.restart()


def _pages(town: Town, area: str = AREA) -> dict[str, str]:
    box, client = town.box_of_area(area), town.resident()
    return {path: client.get(f"/b/{box}{path}").text for path in ("", "/canh-bao", "/canh-bao.atom")}


def test_nobody_reads_a_warning_when_the_chief_has_not_approved_it(town: Town) -> None:
    officer = town.officer("tanngoc")
    assert _draft(officer, picture=("a.jpg", make_photo())) == 303
    town.restart()
    assert [path for path, page in _pages(town).items() if TITLE in page] == []
    with town.database.reading() as session:
        warning = session.exec(select(WarningRow)).one()
    assert town.resident().get(f"/canh-bao/{warning.id}").status_code == 404
    # Whoever wrote it cannot approve it, nor can another commune's chief.
    for username in ("tanngoc", "thongnhat", "truongca-binhxuyen", "trucban1"):
        client = town.officer(username)
        answer = client.post("/officer/warnings/approve", data={"warning": warning.id})
        assert answer.status_code == 404
        assert _press(client, "approve") == 0


def test_box_page_and_feed_have_it_when_the_chief_approved(town: Town) -> None:
    _publish(town)
    pages = _pages(town)
    assert TITLE in pages[""]
    assert TEXT.split("\n")[1] not in pages[""]
    assert TEXT.split("\n")[1] in pages["/canh-bao"]
    feed = ET.fromstring(pages["/canh-bao.atom"])  # noqa: S314, our own feed
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == TITLE
    assert "Hãy gác máy." in (entry.findtext(f"{ATOM}summary") or entry.findtext(f"{ATOM}content") or "")
    assert all("homthu.test/b/" in link.attrib["href"] for link in feed.iter(f"{ATOM}link"))
    # Elsewhere nobody is warned of it.
    assert [path for path, page in _pages(town, "08944-r02").items() if TITLE in page] == []


def test_every_area_is_warned_when_the_warning_is_the_communes(town: Town) -> None:
    _publish(town, area=COMMUNE)
    for area in (COMMUNE, AREA, "08944-r02"):
        assert all(TITLE in page for page in _pages(town, area).values())


def test_picture_is_made_safe_and_shown_when_there_is_one(town: Town) -> None:
    photo = make_photo()
    assert SECRET.encode() in photo
    _publish(town, picture=("a.jpg", photo))
    page = _pages(town)["/canh-bao"]
    found = re.search(r'src="(/canh-bao/\w+)"', page)
    assert found is not None
    answer = town.resident().get(found[1])
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert SECRET.encode() not in answer.content


@pytest.mark.parametrize(
    ("content", "name"), [(make_paper(), "a.pdf"), (b"<svg/>", "a.svg"), (make_photo()[:200], "cut.jpg")]
)
def test_draft_stays_on_the_page_when_its_picture_is_none(town: Town, content: bytes, name: str) -> None:
    form = {"area": AREA, "title": TITLE, "text": TEXT}
    answer = town.officer("tanngoc").post("/officer/warnings", data=form, files={"picture": (name, content)})
    assert answer.status_code == 422
    assert f"“{name}”" in answer.text
    assert TEXT in answer.text
    with town.database.reading() as session:
        assert session.exec(select(WarningRow)).all() == []


@pytest.mark.parametrize("area", ["08944-r02", COMMUNE, "", "khongco"])
def test_draft_is_refused_when_the_area_is_not_the_officers(town: Town, area: str) -> None:
    assert _draft(town.officer("tanngoc"), area) == 422


@pytest.mark.parametrize(("title", "told"), [("", "Tiêu đề trống"), ("x" * (LONGEST_TITLE + 1), "Tiêu đề trống")])
def test_sentence_is_told_when_the_title_does_not_fit(town: Town, title: str, told: str) -> None:
    form = {"area": AREA, "title": title, "text": TEXT}
    answer = town.officer("tanngoc").post("/officer/warnings", data=form)
    assert answer.status_code == 422
    assert told in answer.text
    assert TEXT in answer.text


def test_it_is_gone_everywhere_when_it_was_taken_back(town: Town) -> None:
    _publish(town, picture=("a.jpg", make_photo()))
    assert _press(town.officer("thongnhat"), "take-back") == 0
    assert _press(town.officer("tanngoc"), "take-back") == 303
    town.restart()
    assert [path for path, page in _pages(town).items() if TITLE in page] == []
    with town.database.reading() as session:
        assert session.exec(select(WarningPicture)).all() == []


def test_first_page_of_a_box_stays_small_when_the_titles_are_as_long_as_may_be(town: Town) -> None:
    for number in range(3):
        _publish(town, title=f"{number}" + "ệ" * (LONGEST_TITLE - 1))
    answer = town.resident().get(f"/b/{town.box('tanngoc')}")
    headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    assert len(answer.content) + headers <= 14 * 1024


def test_figures_are_rounded_to_five_and_of_closed_quarters_only_when_anybody_looks(town: Town) -> None:
    # Given seven tips in the last quarter, three of them founded, one a test, and one about police
    receipts = [town.hand_in(town.box("tanngoc"), what=f"Tin {number}") for number in range(8)]
    town.hand_in(town.box("tanngoc"), about_police="true")
    officer = town.officer("tanngoc")
    for receipt, disposition in zip(receipts, ["founded"] * 3 + ["test"], strict=False):
        act(officer, tip_id(receipt), "acknowledge")
        act(officer, tip_id(receipt), "close", disposition=disposition, text="Cảm ơn bạn.")
    # When somebody looks in the same quarter, and in the next
    assert "Quý 4 năm 2026" not in town.resident().get("/so-lieu").text
    town.clock.advance(days=60)
    page = town.resident().get("/so-lieu").text
    row = page.split("Quý 4 năm 2026")[1].split("xã Bình Tuyền</th>")[1].split("</tr>")[0]
    # Then each figure is rounded
    assert re.findall(r"<td>(\d+)</td>", row) == ["5", "5", "0", "5"]
    # And of a quarter in which nothing came no table of noughts is shown
    assert "Không xã, phường nào nhận từ ba tin trở lên." in page.split("Quý 3 năm 2026")[1].split("<h2>")[0]


def test_names_of_officers_stand_on_no_public_page_when_they_wrote(town: Town) -> None:
    _publish(town)
    with town.database.reading() as session:
        names = list(session.exec(select(Officer.display_name)))
    assert [name for name in names for page in _pages(town).values() if name in page] == []


@pytest.mark.parametrize("step", ["approve", "take-back"])
@pytest.mark.parametrize("warning", ["", "\0", "x" * 4000, "0" * 32])
def test_nothing_breaks_when_the_warning_is_none(town: Town, step: str, warning: str) -> None:
    answer = town.officer(CHIEF).post(f"/officer/warnings/{step}", data={"warning": warning})
    assert answer.status_code in (404, 422)
