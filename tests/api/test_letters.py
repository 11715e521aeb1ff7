"""Letters from the box on the wall: who may empty it, rounds, what is typed, and the photo that nobody sees again."""

import re
import tempfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from crypto.errors import SharesRejected
from tests.custodians import open_files
from tests.security.canary import assert_nowhere, list_stored_bytes
from tests.town import Town, read_field
from triage.channels.letters.tables import CollectionRow, PaperBoxRow
from triage.custody.keeping.tables import CustodyFileRow
from triage.ground.vocabulary import Priority
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Holding, Post, PostKey
from triage.tips.record.tables import Tip

AREA, CHIEF, COLLECTOR, OWN = "08944-r11", "truongca-binhtuyen", "thongnhat", "tanngoc"
WHAT = "Kính gửi công an, nhà cuối ngõ đêm nào cũng đánh bạc, đông nhất là thứ bảy"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40


def _candidates(chief: TestClient, area: str) -> dict[str, str]:
    """Return the ids of those who may empty the box, by their names, as the chief's page offers them."""
    form = chief.get("/officer/letters").text.split(f'name="area" value="{area}"')[-1].split("</form>")[0]
    return {name: each for each, name in re.findall(r'<option value="(\w+)"[^>]*>([^<]+)</option>', form)}


def _officer_id(town: Town, username: str) -> str:
    with town.database.reading() as session:
        return str(session.exec(select(Officer.id).where(Officer.username == username)).one())


def _assign(town: Town, username: str = COLLECTOR, area: str = AREA, days: str = "7") -> int:
    form = {"area": area, "collector": _officer_id(town, username), "days": days}
    return int(town.officer(CHIEF).post("/officer/letters/boxes", data=form).status_code)


def _open(collector: TestClient, letters: str = "2") -> str:
    answer = collector.post("/officer/letters/rounds", data={"area": AREA, "letters": letters})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def _begin(town: Town, letters: str = "2") -> tuple[TestClient, str, dict[str, str]]:
    assert _assign(town) == 303
    collector = town.officer(COLLECTOR)
    path = _open(collector, letters)
    page = collector.get(path).text
    return collector, path, {"receipt": read_field(page, "receipt"), "what": WHAT, "found_on": "2026-11-23"}


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_letter_is_on_the_areas_queue_when_another_areas_officer_typed_it(town: Town) -> None:
    collector, path, form = _begin(town)
    answer = collector.post(path, data=form, files={"photo": ("la-thu.jpg", JPEG, "image/jpeg")})
    assert answer.headers["location"] == f"{path}?done=1"
    (tip,) = town.list_tips(OWN)
    page = town.officer(OWN).get(f"/officer/tips/{tip}").text
    assert WHAT in page
    assert "thấy trong hòm thư ngày 23/11/2026" in page
    assert "Hòm thư giấy" in page
    assert "Ảnh lá thư" in page
    assert "Thư giấy: không trả lời được" in page
    # Who typed it sees no more of it
    assert town.list_tips(COLLECTOR) == []
    assert collector.get(f"/officer/tips/{tip}").status_code == 404


def test_photo_opens_for_enough_custodians_only_when_it_was_kept(town: Town) -> None:
    collector, path, form = _begin(town)
    collector.post(path, data=form, files={"photo": ("la-thu.jpg", JPEG, "image/jpeg")})
    (tip,) = town.list_tips(OWN)
    assert open_files(town, tip) == [JPEG]
    with pytest.raises(SharesRejected):
        open_files(town, tip, custodians=2)


def test_letter_without_a_photo_is_a_tip_when_none_was_taken(town: Town) -> None:
    collector, path, form = _begin(town)
    assert collector.post(path, data=form).status_code == 303
    assert (_count(town, Tip), _count(town, CustodyFileRow)) == (1, 0)


def test_letter_is_one_when_the_form_is_sent_twice(town: Town) -> None:
    collector, path, form = _begin(town)
    for _again in range(2):
        collector.post(path, data=form, files={"photo": ("a.jpg", JPEG, "image/jpeg")})
    assert (_count(town, Tip), _count(town, CustodyFileRow)) == (1, 1)
    with town.database.reading() as session:
        assert session.exec(select(CollectionRow.entered)).one() == 1


def test_letters_are_counted_up_when_there_were_more_than_counted(town: Town) -> None:
    collector, path, form = _begin(town, letters="1")
    for number in range(3):
        page = collector.get(path).text
        form |= {"receipt": read_field(page, "receipt"), "what": f"{WHAT} {number}"}
        collector.post(path, data=form)
    assert "Đã nhập 3/3 lá" in collector.get(path).text
    assert _count(town, Tip) == 3


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("thu.pdf", b"%PDF-1.7 " + bytes(100), "không phải ảnh"),
        ("thu.jpg", b"<svg onload=alert(1)>", "không phải ảnh"),
        ("to.jpg", b"\xff\xd8\xff" + bytes(11 << 20), "lớn quá 10 MB"),
    ],
)
def test_photo_is_refused_by_name_and_the_text_kept_when_it_is_none(
    town: Town, name: str, content: bytes, told: str
) -> None:
    collector, path, form = _begin(town)
    answer = collector.post(path, data=form, files={"photo": (name, content, "image/jpeg")})
    assert answer.status_code == 422
    assert f"“{name}”" in answer.text
    assert told in answer.text
    assert WHAT in answer.text
    assert _count(town, Tip) == 0


@pytest.mark.parametrize("kind", [b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"])
def test_photo_is_kept_when_a_telephone_takes_it_in_another_format(town: Town, kind: bytes) -> None:
    collector, path, form = _begin(town)
    photo = kind + bytes(2000)
    assert collector.post(path, data=form, files={"photo": ("a", photo, "image/jpeg")}).status_code == 303
    assert open_files(town, *town.list_tips(OWN)) == [photo]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("what", " "), ("what", "a\0b"), ("what", "x" * 10_001), ("found_on", "hôm qua"), ("found_on", "")],
)
def test_what_was_typed_stays_when_a_field_is_wrong(town: Town, field: str, typed: str) -> None:
    collector, path, form = _begin(town)
    answer = collector.post(path, data={**form, "where": "đầu ngõ 12", field: typed})
    assert answer.status_code == 422
    assert "đầu ngõ 12" in answer.text
    assert f'id="{field}-wrong"' in answer.text
    assert _count(town, Tip) == 0


@pytest.mark.parametrize(
    "body", [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n", b"\xff" * 50]
)
def test_body_is_refused_when_it_is_no_form(town: Town, body: bytes) -> None:
    collector, path, _form = _begin(town)
    answer = collector.post(path, content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code in (404, 422)
    assert _count(town, Tip) == 0


def test_nothing_of_an_upload_touches_the_disk_when_it_is_large(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector, path, form = _begin(town)
    watched = tmp_path / "watched"
    watched.mkdir(mode=0o500)
    made: list[object] = []
    monkeypatch.setattr(tempfile, "_TemporaryFileWrapper", made.append)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *_a, **_k: made.append(1))
    photo = b"\xff\xd8\xff" + bytes(5 << 20)
    assert collector.post(path, data=form, files={"photo": ("a.jpg", photo, "image/jpeg")}).status_code == 303
    assert made == []
    assert open_files(town, *town.list_tips(OWN)) == [photo]


def test_inspectorate_alone_gets_the_letter_when_it_is_about_police(town: Town) -> None:
    collector, path, form = _begin(town)
    collector.post(path, data={**form, "about_police": "true"})
    assert town.list_tips(OWN) == []
    assert len(town.list_tips("thanhtra1")) == 1


def test_tip_is_urgent_when_the_letter_speaks_of_danger(town: Town) -> None:
    collector, path, form = _begin(town)
    collector.post(path, data={**form, "what": "Cứu với, nó dọa cầm dao giết vợ nó đêm nay"})
    with town.database.reading() as session:
        assert session.exec(select(Tip.priority)).one() == Priority.LIFE_AT_RISK


def test_name_words_and_photo_stand_nowhere_when_a_letter_was_typed(town: Town) -> None:
    collector, path, form = _begin(town)
    photo = b"\xff\xd8\xff" + b"NET CHU VIET TAY " * 300
    what = f"Tôi tên là Nguyễn Văn Chim Sẻ. {WHAT}"
    collector.post(path, data={**form, "what": what}, files={"photo": ("thu-cua-toi.jpg", photo, "image/jpeg")})
    (tip,) = town.list_tips(OWN)
    page = town.officer(OWN).get(f"/officer/tips/{tip}").text
    assert "tên người gửi" in page
    places = list_stored_bytes(town)
    assert_nowhere(WHAT, places)
    for secret in ("Nguyễn Văn Chim Sẻ", "NET CHU VIET TAY", "thu-cua-toi"):
        assert_nowhere(secret, {**places, "page": page.encode()})


@pytest.mark.parametrize("username", [OWN, CHIEF, "nguho", "thanhtra1"])
def test_box_is_given_to_nobody_who_answers_for_its_area_or_is_from_elsewhere(town: Town, username: str) -> None:
    assert _assign(town, username) == 422
    assert _count(town, PaperBoxRow) == 0


def test_chief_gives_the_boxes_of_the_own_commune_only(town: Town) -> None:
    assert _assign(town, "khupho1", area="08935-r03") == 422
    for days in ("0", "61", "x", ""):
        assert _assign(town, days=days) == 422
    assert _count(town, PaperBoxRow) == 0
    assert set(_candidates(town.officer(CHIEF), AREA)) >= {"Trung úy Mai Văn Quân", "Trung úy Nguyễn Văn An"}


@pytest.mark.parametrize("username", [OWN, "dehen", "trucban1", "quantri"])
def test_round_looks_like_none_when_it_is_another_officers(town: Town, username: str) -> None:
    _collector, path, form = _begin(town)
    officer = town.officer(username)
    unknown = officer.get("/officer/letters/" + "0" * 32).status_code
    assert unknown in (403, 404)
    assert officer.get(path).status_code == unknown
    assert officer.post(path, data=form).status_code == unknown
    assert officer.post("/officer/letters/rounds", data={"area": AREA, "letters": "1"}).status_code == unknown
    assert _count(town, Tip) == 0


def test_whoever_answers_for_the_area_is_refused_when_the_post_was_given_meanwhile(town: Town) -> None:
    assert _assign(town) == 303
    path = _open(town.officer(COLLECTOR))
    chief = town.officer(CHIEF)
    with town.database.reading() as session:
        post = session.exec(select(Post.id).where(Post.area_id == AREA)).one()
        stored = session.exec(select(PostKey).where(PostKey.post_id == post)).one()
    assert town.officer(COLLECTOR).get(path).status_code == 200
    # When the collector comes to hold the area's own post
    with town.database.writing() as session:
        session.add(
            Holding(
                id="0" * 32,
                officer_id=_officer_id(town, COLLECTOR),
                post_id=post,
                post_key_id=stored.id,
                seed_sealed=b"",
                endorsement=b"",
                since=town.clock.now(),
            )
        )
        session.commit()
    collector = town.officer(COLLECTOR)
    assert collector.get(path).status_code == 404
    assert collector.post("/officer/letters/rounds", data={"area": AREA, "letters": "1"}).status_code == 422
    assert "Trung úy Mai Văn Quân" not in _candidates(chief, AREA)


def test_box_is_due_then_overdue_when_days_pass_and_not_when_it_was_opened(town: Town) -> None:
    _assign(town)
    collector = town.officer(COLLECTOR)
    assert "Chưa đến hạn" in collector.get("/officer/letters").text
    assert "Hòm thư giấy: " not in collector.get("/officer/queue").text
    town.clock.advance(days=7)
    collector = town.officer(COLLECTOR)
    assert "Đến hạn" in collector.get("/officer/letters").text
    assert "Hòm thư giấy: 1 việc" in collector.get("/officer/queue").text
    town.clock.advance(days=1)
    collector = town.officer(COLLECTOR)
    assert "Quá hạn" in collector.get("/officer/letters").text
    # An empty box was opened too
    assert _open(collector, "0") == "/officer/letters"
    assert "Chưa đến hạn" in collector.get("/officer/letters").text
    assert "Hòm thư giấy: " not in collector.get("/officer/queue").text
    _open(collector, "3")
    assert "đã nhập 0/3 lá" in collector.get("/officer/letters").text
    assert "Hòm thư giấy: 1 việc" in collector.get("/officer/queue").text


@pytest.mark.parametrize("letters", ["", "-1", "501", "ba", "9" * 30])
def test_nothing_is_noted_when_the_count_cannot_be(town: Town, letters: str) -> None:
    _assign(town)
    answer = town.officer(COLLECTOR).post("/officer/letters/rounds", data={"area": AREA, "letters": letters})
    assert answer.status_code == 422
    assert _count(town, CollectionRow) == 0
