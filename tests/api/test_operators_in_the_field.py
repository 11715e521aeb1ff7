"""What hotline operators send where no manual says so: it is read, and nothing of it is lost."""

import base64
import json

import pytest
from sqlmodel import func, select

from intake.channels.hotline.adapters.standard import StandardHotlineAdapter
from intake.channels.hotline.transcription import Transcription
from intake.channels.partners.call import RawCall
from intake.channels.partners.callers import read_caller
from tests.operators import sign_event
from tests.town import Town
from triage.channels.hotline.tables import RecordingRow
from triage.channels.partners.tables import QuarantineRow
from triage.tips.record.tables import Message

WORDS = "Alo, đêm nào cũng có đánh bạc ở thôn Tân Ngọc, xã Bá Hiến, đông lắm"
SOUND = bytes(range(256)) * 4
PLAIN = base64.b64encode(SOUND).decode()


def _data(**changes: object) -> dict[str, object]:
    segment = {"start": 0.0, "end": 4.0, "text": WORDS, "confidence": 0.93}
    return {"call_id": "c1", "from": "+84912345678", "segments": [segment], **changes}


def _segment(**changes: object) -> dict[str, object]:
    return _data(segments=[{"start": 0.0, "end": 4.0, "text": WORDS, **changes}])


def _tell(town: Town, data: dict[str, object], kind: str = "hotline.transcribed") -> int:
    partner = town.partner("hotline")
    call = sign_event(partner, {"type": kind, "data": data}, town.clock.now(), partner.secrets[0].secret)
    return int(call.post(town.gateway()).status_code)


def _read(data: dict[str, object]) -> Transcription:
    body = json.dumps({"type": "hotline.transcribed", "data": data}).encode()
    told = StandardHotlineAdapter().read(RawCall("", {}, body, ""))
    assert isinstance(told, Transcription)
    return told


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


@pytest.mark.parametrize(
    "data",
    [
        _segment(end=None, speaker=None, words=None, confidence=None),
        _segment(start=None),
        _segment(start=-0.02),
        _segment(start="0.5", end="inf"),
        _segment(confidence=1.0000001),
        _segment(confidence="0.9"),
        _segment(words=[{"text": "bạc", "confidence": None}, None]),
        _segment(speaker=1),
        _data(language=None, receipt=None, seconds=None, version=None, recording=None),
        _data(**{"call_id": 81, "from": 84912345678, "version": "1", "seconds": "65"}),
        _data(seconds=-1, version=0),
        _data(started_at="2026-11-23T09:17:43"),
        _data(started_at="2026-11-23 09:17:43"),
        _data(started_at=1795400263),
        _data(started_at="hôm qua"),
        _data(**{"from": None}),
        _data(recording={"media_type": None, "url": None, "content": None}),
        _data(extra={"nested": [None, 1]}, started_at=None),
    ],
)
def test_call_is_taken_when_its_fields_are_null_or_out_of_bounds(town: Town, data: dict[str, object]) -> None:
    assert _tell(town, data) == 200
    (tip,) = town.list_tips("tanngoc")
    assert WORDS in town.officer("tanngoc").get(f"/officer/tips/{tip}").text


def test_time_is_the_installations_when_it_has_no_zone() -> None:
    told = _read(_data(started_at="2026-11-23T09:17:43"))
    assert str(told.started_at) == "2026-11-23 02:17:43+00:00"
    assert _read(_data(started_at="2026-11-23T02:17:43Z")).started_at == told.started_at


def test_numbers_are_brought_in_when_they_are_out_of_bounds() -> None:
    (segment,) = _read(_segment(start=-0.02, end=1e9, confidence=1.0000001)).segments
    assert (segment.start_seconds, segment.end_seconds, segment.confidence) == (0.0, 86_400.0, 1.0)


@pytest.mark.parametrize(
    "recording",
    [
        {"media_type": "audio/wav; codecs=1", "content": PLAIN},
        {"media_type": "AUDIO/MPEG", "content": PLAIN},
        {"media_type": 'Audio/OGG ;codecs="opus, vorbis"', "content": PLAIN},
        {"content": PLAIN},
        {"media_type": "audio/ogg", "content": "\r\n".join(PLAIN[at : at + 76] for at in range(0, len(PLAIN), 76))},
        {"media_type": "audio/ogg", "content": base64.urlsafe_b64encode(SOUND).decode()},
        {"media_type": "audio/ogg", "content": PLAIN.rstrip("=")},
        {"media_type": "audio/ogg", "content": f"data:audio/ogg;base64,{PLAIN}"},
        {"media_type": "audio/ogg", "content": PLAIN, "url": None},
    ],
)
def test_recording_is_kept_when_its_kind_or_its_base_64_is_written_otherwise(
    town: Town, recording: dict[str, object]
) -> None:
    assert _tell(town, _data(segments=None, recording=recording), "hotline.recorded") == 200
    assert (_count(town, RecordingRow), _count(town, QuarantineRow)) == (1, 0)
    content = _read(_data(recording=recording)).recording
    assert content is not None
    assert content.content == SOUND


@pytest.mark.parametrize(
    "caller",
    [
        *("", " ", "anonymous", "Anonymous", "ANONYMOUS CALLER", "Restricted", "unavailable", "Unknown", "Private"),
        *("private number", "Private Name", "Withheld", "withheld number", "No Caller ID", "Number Unavailable", "N/A"),
        *("+266696687", "266696687", "+86282452253", "7378742833", "+7378742883", "8656696", "+2562533"),
        *(
            "sip:anonymous@anonymous.invalid",
            '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
            "<sip:restricted@x>",
        ),
        *("sip:unknown@10.0.0.1", "sips:Anonymous@ims.vn", '"x" <sip:0912345678@anonymous.invalid>', "tel:anonymous"),
        *("Số ẩn", "ẩn số", "SO AN", "Không xác định", "Số bị ẩn", "không hiển thị số", "Số riêng tư", "giấu số"),
        *("0", "000000", "+00", "-", "null", "None", "undefined", "P", "Out of area", "***", "?"),
    ],
)
def test_nobody_is_named_when_a_caller_withholds_the_number(caller: str) -> None:
    assert read_caller(caller) == ""


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("+84912345678", "+84912345678"),
        ("0912 345 678", "0912 345 678"),
        ("sip:+84912345678@ims.mnc004.mcc452.3gppnetwork.org;user=phone", "+84912345678"),
        ('"Private Bank" <sip:0912345678@10.0.0.1:5060>', "0912345678"),
        ("tel:+84-91-234-5678", "+84-91-234-5678"),
        ("1088", "1088"),
        ("VIETTEL", "VIETTEL"),
        ("113", "113"),
    ],
)
def test_number_is_read_when_a_caller_shows_it(told: str, number: str) -> None:
    assert read_caller(told) == number


def test_call_with_a_withheld_number_is_a_tip_when_it_comes(town: Town) -> None:
    for number, caller in enumerate(["Restricted", "+266696687", "sip:anonymous@anonymous.invalid", None]):
        assert _tell(town, _data(**{"call_id": f"c{number}", "from": caller})) == 200
    assert _count(town, Message) == 4
