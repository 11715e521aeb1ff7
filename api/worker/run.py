"""The worker: a process of its own, another system user, the only one that can open reply addresses."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from api.ground.clock import Clock
from api.ground.logs import LogEvent, log_error
from api.process import Ground
from api.worker.alerting import Alerter
from api.worker.fetching import Fetcher
from api.worker.keys import WorkerKeyDirectory
from api.worker.mailing import Mailer
from api.worker.numbers import Numbers
from api.worker.opening import Opener
from api.worker.pushing import Pusher
from api.worker.recordings import Recordings
from api.worker.replaying import Replayer
from api.worker.sending import Sender
from api.worker.text_files import TextFiles
from api.worker.transcribing import Transcriber
from api.worker.upkeep import Upkeep
from api.worker.warning import Warner
from api.worker.wire import Wire
from intake.attachments.limits import MOST_BYTES
from triage.desk.alerts.pulse import BEAT_EVERY, Beat, beat

_LOOK_SECONDS = 0.5
_AGAIN_SECONDS = 5.0
_ROUND_EVERY = timedelta(hours=1)
_TIMEOUT_SECONDS = 10.0


@dataclass
class Worker:
    """Everything that the worker does, in turns."""

    ground: Ground
    sender: Sender
    numbers: Numbers
    replayer: Replayer
    upkeep: Upkeep
    recordings: Recordings
    text_files: TextFiles
    alerter: Alerter
    warner: Warner
    clock: Clock
    _next_round_at: datetime | None = field(default=None)
    _beat_at: datetime | None = field(default=None)

    def begin(self) -> None:
        """Do what a start asks for: keys first, then whatever could not be read before this version."""
        self._do_round()

    def take_turn(self) -> int:
        """Do what is due, and return how many texts were in hand."""
        if self._next_round_at is not None and self.clock.now() >= self._next_round_at:
            self._do_round()
        self._beat()
        self.numbers.apply_blocks()
        return self.sender.send_due()

    def _do_round(self) -> None:
        self.upkeep.do_round()
        self._next_round_at = self.clock.now() + _ROUND_EVERY
        self.replayer.replay()
        self._note(Beat.ROUND)

    def _beat(self) -> None:
        at = self.clock.now()
        if self._beat_at is None or at - self._beat_at >= BEAT_EVERY:
            self._note(Beat.TURN)
            self._beat_at = at

    def _note(self, what: Beat) -> None:
        with self.ground.database.writing() as session:
            beat(session, what, at=self.clock.now())
            session.commit()

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop. Whatever fails, it tries again."""
        # In threads of their own: two hours of speech must not hold up a text, nor a slow mail server.
        threads = [
            threading.Thread(target=_run, args=(work_due, stop), name=name, daemon=True)
            for name, work_due in (
                ("recordings", self.recordings.work_due),
                ("files", self.text_files.work_due),
                ("alerts", self.alerter.work_due),
                ("warnings", self.warner.work_due),
            )
        ]
        for thread in threads:
            thread.start()
        self._run_texts(stop)
        # What is in hand would wait out its lease; only long work, as speech is, has to.
        for thread in threads:
            thread.join(_TIMEOUT_SECONDS)

    def _run_texts(self, stop: threading.Event) -> None:
        is_begun = False
        while not stop.is_set():
            try:
                if not is_begun:
                    self.begin()
                    is_begun = True
                if self.take_turn() == 0:
                    stop.wait(_LOOK_SECONDS)
            except Exception as error:  # noqa: BLE001, whatever it was, texts are waiting
                log_error(LogEvent.WORKER_WAITS, error)
                stop.wait(_AGAIN_SECONDS)


@contextmanager
def open_worker(
    ground: Ground, seeds: WorkerKeyDirectory, clock: Clock, transport: httpx.BaseTransport | None = None
) -> Iterator[Worker]:
    """Put a worker together. ``transport`` stands in for the wire, in tests and in the demo."""
    # No proxy of the environment's, no redirect: texts go where the partner's settings say, or nowhere.
    with httpx.Client(transport=transport, trust_env=False, follow_redirects=False, timeout=_TIMEOUT_SECONDS) as client:
        numbers, mailer = Numbers(ground, seeds, clock), _make_mailer(ground, seeds)
        yield Worker(
            ground=ground,
            sender=Sender(ground, Opener(ground, seeds), Wire(client, ground.settings.public_url), numbers, clock),
            numbers=numbers,
            replayer=Replayer(ground, seeds, clock),
            upkeep=Upkeep(ground, seeds, clock),
            recordings=_make_recordings(ground, seeds, clock, client),
            text_files=TextFiles(ground, seeds, Fetcher(client, MOST_BYTES), clock),
            alerter=_make_alerter(ground, seeds, clock, client, mailer),
            warner=Warner(ground, seeds, mailer, clock),
            clock=clock,
        )


def _make_recordings(ground: Ground, seeds: WorkerKeyDirectory, clock: Clock, client: httpx.Client) -> Recordings:
    settings = ground.settings
    transcriber = None
    if settings.transcription_url:
        key = seeds.find_transcription_key()
        transcriber = Transcriber(client, settings.transcription_url, settings.transcription_model, key)
    return Recordings(ground, seeds, Fetcher(client, settings.largest_recording_bytes), transcriber, clock)


def _make_mailer(ground: Ground, seeds: WorkerKeyDirectory) -> Mailer | None:
    settings = ground.settings
    if not settings.mail_server:
        return None
    return Mailer(settings.mail_server, settings.mail_sender, seeds.find_mail_password())


def _make_alerter(
    ground: Ground, seeds: WorkerKeyDirectory, clock: Clock, client: httpx.Client, mailer: Mailer | None
) -> Alerter:
    settings = ground.settings
    pusher = Pusher(client, seeds.push_key, settings.public_url, settings.push_services)
    return Alerter(ground, seeds, pusher, mailer, clock)


def _run(work_due: Callable[[], int], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            if work_due() == 0:
                stop.wait(_LOOK_SECONDS)
        except Exception as error:  # noqa: BLE001, whatever it was, the next round has to come
            log_error(LogEvent.WORKER_WAITS, error)
            stop.wait(_AGAIN_SECONDS)
