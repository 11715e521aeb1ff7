"""Recordings: fetched or handed over, put into words by a server, or listened to; kept for the custodians alone."""

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlmodel import func, select

from api.worker.run import Worker
from intake.channels.partners.partner import Partner
from tests.custodians import open_files
from tests.local_operator import SPOKEN, LocalOperator, run_operator, speak
from tests.operators import Said, sign_call
from tests.town import Town, read_field
from triage.channels.hotline.recordings import RecordingState
from triage.channels.hotline.tables import RecordingRow
from triage.custody.keeping.tables import CustodyChunkRow, CustodyFileRow
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.tips.record.tables import Tip

PATH = "/recordings/RE1.wav"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return speak(SPOKEN, tmp_path_factory.mktemp("sound"))


@pytest.fixture
def operator(sound: bytes) -> Iterator[LocalOperator]:
    with run_operator() as running:
        running.recordings[PATH] = sound
        yield running


@contextmanager
def _worker(town: Town, **changes: object) -> Iterator[Worker]:
    town.restart(**changes)
    with town.worker(httpx.HTTPTransport()) as worker:
        yield worker


def _tell(town: Town, partner: Partner, said: Said) -> int:
    return int(sign_call(partner.adapter, partner, said, town.clock.now()).post(town.gateway()).status_code)


def _connect(town: Town, operator: LocalOperator, adapter: str = "hotline") -> Partner:
    return town.connect(adapter, "vien-thong", file_hosts=(operator.host,), account="AC1")


def _link(operator: LocalOperator, path: str = PATH) -> dict[str, str]:
    return {"media_type": "audio/wav", "url": f"{operator.url}{path}"}


def _row(town: Town) -> RecordingRow | None:
    with town.database.reading() as session:
        return session.exec(select(RecordingRow)).first()


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _work(worker: Worker) -> None:
    while worker.recordings.work_due():
        pass


@pytest.mark.parametrize("adapter", ["hotline", "twilio-hotline"])
def test_recording_becomes_a_tip_when_a_server_puts_it_into_words(
    town: Town, operator: LocalOperator, sound: bytes, adapter: str
) -> None:
    partner = _connect(town, operator, adapter)
    with _worker(town, transcription_url=operator.url) as worker:
        assert _tell(town, partner, Said(recording=_link(operator))) == 200
        assert _count(town, Tip) == 0
        assert "Đang tải về" in town.officer("trucban1").get("/officer/calls").text
        _work(worker)
    # The whole recording was heard, and its words went where a text's would
    assert operator.heard_seconds[0] > 2
    assert operator.forms == [{"model": "whisper-1", "language": "vi", "response_format": "verbose_json"}]
    (tip,) = town.list_tips("tanngoc")
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert SPOKEN in page
    assert "Ghi âm" in page
    # The worker's copy of the key is gone; the custodians have theirs
    assert _row(town) is None
    assert open_files(town, tip) == [sound]


def test_recording_in_hand_is_fetched_to_the_end_when_the_worker_is_told_to_stop(
    town: Town, operator: LocalOperator
) -> None:
    partner, stop = _connect(town, operator), threading.Event()

    class Stopping(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            stop.set()
            return super().handle_request(request)

    town.restart(transcription_url=operator.url)
    with town.worker(Stopping()) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        worker.run(stop)
    row = _row(town)
    assert row is not None
    # It is there and due at once, not when a lease ends
    assert row.state == RecordingState.TO_WRITE_DOWN
    assert row.next_at <= town.clock.now()


def test_account_is_sent_to_the_listed_host_only_when_the_operator_asks_for_one(
    town: Town, operator: LocalOperator
) -> None:
    partner = _connect(town, operator, "twilio-hotline")
    with _worker(town, transcription_url=operator.url) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        _work(worker)
    expected = base64.b64encode(f"AC1:{partner.secrets[0].secret}".encode()).decode()
    assert operator.accounts == [f"Basic {expected}"]


def test_recording_is_kept_and_nobody_listens_when_the_words_came_with_it(
    town: Town, operator: LocalOperator, sound: bytes
) -> None:
    partner = _connect(town, operator)
    with _worker(town) as worker:
        _tell(town, partner, Said(SPOKEN, recording=_link(operator)))
        (tip,) = town.list_tips("tanngoc")
        _work(worker)
    assert _row(town) is None
    assert open_files(town, tip) == [sound]


def test_recording_is_taken_whole_when_it_comes_inside_the_call(
    town: Town, operator: LocalOperator, sound: bytes
) -> None:
    partner = _connect(town, operator)
    inside = {"media_type": "audio/wav", "content": base64.b64encode(sound).decode()}
    with _worker(town, transcription_url=operator.url) as worker:
        assert _tell(town, partner, Said(recording=inside)) == 200
        _work(worker)
    assert operator.asked == ["/v1/audio/transcriptions"]
    (tip,) = town.list_tips("tanngoc")
    assert open_files(town, tip) == [sound]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.2:1/recordings/RE1.wav",
        "https://192.168.1.1/RE1.wav",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://127.0.0.1/RE1.wav",
        "{url}@elsewhere.test/RE1.wav",
        "not a url",
    ],
)
def test_recording_is_fetched_from_nowhere_when_its_host_is_not_listed(
    town: Town, operator: LocalOperator, url: str
) -> None:
    partner = _connect(town, operator)
    with _worker(town) as worker:
        _tell(town, partner, Said(recording={"media_type": "audio/wav", "url": url.replace("{url}", operator.url)}))
        _work(worker)
    row = _row(town)
    assert row is not None
    assert row.state == RecordingState.LOST
    assert operator.asked == []
    assert "hãy hỏi tổng đài" in town.officer("trucban1").get("/officer/calls").text


def test_private_address_is_refused_when_a_listed_name_leads_there(town: Town, operator: LocalOperator) -> None:
    partner = town.connect("hotline", "vien-thong", file_hosts=("localhost.localdomain:1", "10.0.0.1"))
    with _worker(town) as worker:
        _tell(town, partner, Said(recording={"media_type": "audio/wav", "url": "https://10.0.0.1/RE1.wav"}))
        _work(worker)
    row = _row(town)
    assert row is not None
    assert row.state == RecordingState.LOST
    assert operator.asked == []


@pytest.mark.parametrize(
    ("target", "tips"),
    [("{url}/recordings/RE1.wav", 1), ("http://127.0.0.2:9/x", 0), ("http://[", 0), ("http://a:b/", 0)],
)
def test_redirect_is_followed_when_it_stays_on_the_list(
    town: Town, operator: LocalOperator, target: str, tips: int
) -> None:
    partner = _connect(town, operator)
    operator.redirects["/moved"] = target.replace("{url}", operator.url)
    with _worker(town, transcription_url=operator.url) as worker:
        _tell(town, partner, Said(recording=_link(operator, "/moved")))
        _work(worker)
    assert _count(town, Tip) == tips


def test_recording_is_refused_when_it_is_too_large(town: Town, operator: LocalOperator) -> None:
    partner = _connect(town, operator)
    with _worker(town, largest_recording_bytes=1000) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        _work(worker)
    assert _count(town, CustodyChunkRow) == 0
    row = _row(town)
    assert row is not None
    assert row.state == RecordingState.LOST


def test_recording_is_tried_again_when_store_or_server_is_away(town: Town, operator: LocalOperator) -> None:
    partner, operator.failures = _connect(town, operator), 3
    content = operator.recordings.pop(PATH)
    with _worker(town, transcription_url=operator.url) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        _work(worker)
        assert "Đang tải về" in town.officer("trucban1").get("/officer/calls").text
        operator.recordings[PATH] = content
        for _wait in range(4):
            town.clock.advance(minutes=16)
            _work(worker)
    assert _count(town, Tip) == 1


def test_call_taker_listens_when_the_server_never_answers(town: Town, operator: LocalOperator) -> None:
    partner, operator.failures = _connect(town, operator), 100
    with _worker(town, transcription_url=operator.url) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        for _wait in range(20):
            _work(worker)
            town.clock.advance(minutes=16)
    row = _row(town)
    assert row is not None
    assert row.state == RecordingState.AT_DESK
    assert row.key_sealed is None


def test_one_call_taker_listens_and_each_time_is_journaled_when_there_is_no_server(
    town: Town, operator: LocalOperator, sound: bytes
) -> None:
    partner = _connect(town, operator)
    with _worker(town) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        _work(worker)
    first, second = town.officer("trucban1"), town.officer("trucban2")
    (recording,) = re.findall(r'name="recording" value="(\w+)"', first.get("/officer/calls").text)
    # Nobody listens before claiming it, and nobody else after
    audio = f"/officer/calls/recordings/{recording}"
    assert first.get(audio).status_code == 404
    page = first.post("/officer/calls/new", data={"recording": recording}).text
    heard = first.get(audio)
    assert (heard.content, heard.headers["content-type"]) == (sound, "audio/wav")
    assert second.post("/officer/calls/new", data={"recording": recording}).status_code == 303
    assert second.get(audio).status_code == 404
    # When it is handed in, nobody hears it again, and the custodians have it
    kept = {name: read_field(page, name) for name in ("receipt", "ringing", "recording", "began")}
    assert first.post("/officer/calls/hand-in", data={**kept, "what": SPOKEN}).status_code == 303
    assert first.get(audio).status_code == 404
    (tip,) = town.list_tips("tanngoc")
    assert open_files(town, tip) == [sound]
    with town.database.reading() as session:
        events = [row.event for row in session.exec(select(JournalDetail).order_by(JournalDetail.number))]  # type: ignore[arg-type]
    assert JournalEvent.RECORDING_CLAIMED in events
    assert events.count(JournalEvent.RECORDING_PLAYED) == 1


def test_recording_goes_to_another_when_the_first_call_taker_never_came_back(
    town: Town, operator: LocalOperator
) -> None:
    partner = _connect(town, operator)
    with _worker(town) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        _work(worker)
    first, second = town.officer("trucban1"), town.officer("trucban2")
    (recording,) = re.findall(r'name="recording" value="(\w+)"', first.get("/officer/calls").text)
    first.post("/officer/calls/new", data={"recording": recording})
    town.clock.advance(minutes=31)
    assert second.post("/officer/calls/new", data={"recording": recording}).status_code == 200
    assert second.get(f"/officer/calls/recordings/{recording}").status_code == 200
    assert first.get(f"/officer/calls/recordings/{recording}").status_code == 404


def test_words_that_come_later_end_the_waiting_when_the_operator_sends_them(
    town: Town, operator: LocalOperator, sound: bytes
) -> None:
    partner, said = _connect(town, operator), Said(recording=_link(operator))
    with _worker(town) as worker:
        _tell(town, partner, said)
        _work(worker)
        _tell(town, partner, Said(SPOKEN, call_id=said.call_id))
    (tip,) = town.list_tips("tanngoc")
    assert _row(town) is None
    assert open_files(town, tip) == [sound]


def test_voice_is_not_kept_when_the_locality_keeps_no_identities(town: Town, operator: LocalOperator) -> None:
    partner = _connect(town, operator)
    with _worker(town, identity_policy="discard", transcription_url=operator.url) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        _work(worker)
    assert _count(town, Tip) == 1
    assert (_count(town, CustodyFileRow), _count(town, CustodyChunkRow)) == (0, 0)


def test_no_voice_is_left_when_the_contact_is_deleted(town: Town, operator: LocalOperator, tmp_path: Path) -> None:
    del tmp_path
    partner, receipt = _connect(town, operator), town.hand_in(town.box("tanngoc"))
    with _worker(town) as worker:
        _tell(town, partner, Said(SPOKEN, receipt=receipt.reveal(), recording=_link(operator)))
        _work(worker)
    resident = town.resident()
    fresh = read_field(resident.post("/tra-cuu", data={"receipt": receipt.reveal()}).text, "fresh")
    resident.post("/tra-cuu/doi-ma", data={"receipt": receipt.reveal(), "fresh": fresh})
    assert _count(town, CustodyFileRow) == 1
    resident.post("/tra-cuu/xoa-lien-he", data={"receipt": fresh})
    assert _count(town, CustodyFileRow) == 0


def test_call_taker_sees_the_doubtful_words_marked_and_takes_them_over_when_a_machine_invented_them(
    town: Town, operator: LocalOperator
) -> None:
    invented = "Hãy đăng ký kênh để ủng hộ nhé"
    operator.segments = [
        {"start": 0, "end": 5, "text": invented, "avg_logprob": -0.31, "no_speech_prob": 0.94},
        {"start": 6, "end": 7, "text": "đánh bạc", "avg_logprob": -0.2, "no_speech_prob": 0.01},
    ]
    partner = _connect(town, operator)
    with _worker(town, transcription_url=operator.url) as worker:
        _tell(town, partner, Said(recording=_link(operator)))
        _work(worker)
    assert _count(town, Tip) == 0
    desk = town.officer("trucban1")
    (recording,) = re.findall(r'name="recording" value="(\w+)"', desk.get("/officer/calls").text)
    page = desk.post("/officer/calls/new", data={"recording": recording}).text
    assert f">{invented}</mark>" in page
    assert "đánh bạc</mark>" not in page
    # Nothing of it is in the form before the call-taker wants it there.
    assert f"{invented}" not in page.split("<textarea")[1]
    kept = {name: read_field(page, name) for name in ("receipt", "ringing", "recording", "began")}
    page = desk.post("/officer/calls/hand-in", data={**kept, "what": "Nghe rõ:", "step": "words"}).text
    assert page.split("<textarea")[1].split("</textarea>")[0].endswith(f"Nghe rõ:\n{invented} đánh bạc")
    other = town.officer("trucban2")
    assert invented not in other.post("/officer/calls/new", data={"recording": recording}).text
