"""The canary for voices and handwriting: every officer's key together, and the disk, open none that is kept."""

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from crypto.contexts import Label, bind
from crypto.errors import SharesRejected, Unopenable
from crypto.keys import Seed
from crypto.sealing import open_sealed
from intake.identity.disclose import open_file_share
from intake.submission import SealedShare, TipId
from tests.custodians import open_files
from tests.local_operator import SPOKEN, LocalOperator, run_operator, speak
from tests.operators import Said, sign_call
from tests.security.canary import assert_nowhere, list_stored_bytes
from tests.town import Town, read_field
from triage.channels.hotline.tables import RecordingRow
from triage.custody.keeping.tables import CustodyFileRow, CustodyShareRow
from triage.offices.accounts.accounts import PassphraseLock, authenticate
from triage.offices.accounts.tables import Officer
from triage.offices.posts.create import OpenPost
from triage.offices.posts.holdings import open_held

CALLER = "+84912345678"
NAMED = "Nguyễn Văn Bình"


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[LocalOperator]:
    with run_operator() as running:
        running.recordings["/RE1.wav"] = speak(SPOKEN, tmp_path)
        running.segments = [{"start": 0.0, "end": 4.0, "text": f"Tôi tên là {NAMED}. {SPOKEN}"}]
        yield running


def _call(town: Town, operator: LocalOperator, **settings: object) -> None:
    town.restart(**settings)
    partner = town.connect("hotline", "vien-thong", file_hosts=(operator.host,))
    recording = {"media_type": "audio/wav", "url": f"{operator.url}/RE1.wav"}
    said = Said(caller=CALLER, recording=recording)
    assert sign_call("hotline", partner, said, town.clock.now()).post(town.gateway()).status_code == 200
    with town.worker(httpx.HTTPTransport()) as worker:
        while worker.recordings.work_due():
            pass


def _list_officers_seeds(town: Town) -> list[Seed]:
    """Return every private key that officers have, their own and those of the posts that they hold."""
    found, cost = list[Seed](), town.settings.passphrase_cost
    with town.database.reading() as session:
        for username, passphrase in town.passphrases.items():
            lock = PassphraseLock(passphrase, pepper=town.app.state.context.keys.pepper, cost=cost)
            officer, seed = authenticate(session, username, lock)
            found += [seed, *(held.seed for held in open_held(session, officer.id, seed))]
    return found


def _list_desk_posts(town: Town) -> list[OpenPost]:
    with town.database.reading() as session:
        lock = PassphraseLock(
            town.passphrases["trucban1"],
            pepper=town.app.state.context.keys.pepper,
            cost=town.settings.passphrase_cost,
        )
        officer, seed = authenticate(session, "trucban1", lock)
        return open_held(session, officer.id, seed)


def _assert_only_custodians_open(town: Town, beginning: bytes) -> None:
    """Try every officer's key, and fewer custodians than needed, on the one file that is kept."""
    seeds = _list_officers_seeds(town)
    with town.database.reading() as session:
        (file,) = session.exec(select(CustodyFileRow)).all()
        shares = session.exec(select(CustodyShareRow)).all()
    assert len(shares) == len(town.settings.custodians)
    for share in shares:
        sealed = SealedShare(share.custodian, share.sealed)
        for seed in seeds:
            with pytest.raises(Unopenable):
                open_file_share(sealed, seed=seed, tip_id=TipId(str(file.tip_id)), file_id=file.id)
    with pytest.raises(SharesRejected):
        open_files(town, str(file.tip_id), custodians=2)
    assert open_files(town, str(file.tip_id))[0].startswith(beginning)


def test_no_officers_keys_open_a_voice_when_it_has_been_put_into_words(town: Town, operator: LocalOperator) -> None:
    _call(town, operator, transcription_url=operator.url)
    with town.database.reading() as session:
        assert session.exec(select(RecordingRow)).all() == []
    _assert_only_custodians_open(town, b"RIFF")


def test_no_officers_keys_open_handwriting_when_a_letter_was_typed_in(town: Town) -> None:
    photo = b"\xff\xd8\xff\xe0" + b"NET CHU " * 500
    with town.database.reading() as session:
        collector = session.exec(select(Officer.id).where(Officer.username == "thongnhat")).one()
    chief, officer = town.officer("truongca-binhtuyen"), town.officer("thongnhat")
    chief.post("/officer/letters/boxes", data={"area": "08944-r11", "collector": collector, "days": "7"})
    path = officer.post("/officer/letters/rounds", data={"area": "08944-r11", "letters": "1"}).headers["location"]
    form = {"receipt": read_field(officer.get(path).text, "receipt"), "what": "Thư viết tay", "found_on": "2026-11-23"}
    answer = officer.post(path, data=form, files={"photo": ("a.jpg", photo, "image/jpeg")})
    assert answer.headers["location"] == f"{path}?done=1"
    _assert_only_custodians_open(town, photo)


def test_no_officer_but_the_duty_desk_opens_a_voice_when_it_waits_for_an_ear(
    town: Town, operator: LocalOperator
) -> None:
    _call(town, operator)
    with town.database.reading() as session:
        (row,) = session.exec(select(RecordingRow)).all()
    desks = {post.seed.public_key for post in _list_desk_posts(town)}
    assert row.key_sealed is None
    assert row.desk_sealed is not None
    context = bind(Label.RECORDING_FOR_DESK, row.id, str(row.desk_key_id))
    for seed in _list_officers_seeds(town):
        if seed.public_key in desks:
            assert open_sealed(row.desk_sealed, seed=seed, context=context)
            continue
        with pytest.raises(Unopenable):
            open_sealed(row.desk_sealed, seed=seed, context=context)


def test_voice_number_and_name_stand_nowhere_when_a_call_went_through_everything(
    town: Town, operator: LocalOperator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _call(town, operator, transcription_url=operator.url)
    (tip,) = town.list_tips("tanngoc")
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert SPOKEN in page
    # Without what an HTTP client of the test's own side logs of its requests
    log = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("homthu"))
    places = {**list_stored_bytes(town), "page": page.encode(), "log": log.encode()}
    for secret in (CALLER[3:], NAMED, "RE1.wav"):
        assert_nowhere(secret, places)
    samples = operator.recordings["/RE1.wav"][2000:2064]
    assert not [place for place, content in places.items() if samples in content]
