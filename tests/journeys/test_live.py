"""Open pages are told of what happened, by whichever process it happened."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx

from tests.live import LiveTown
from tests.server import Server
from tests.town import Town, read_field

DEADLINE_SECONDS = 20.0


class Listener:
    """An open page: it listens until the server says that something changed."""

    def __init__(self, client: httpx.Client) -> None:
        self.is_open, self.has_news = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(client,), daemon=True)
        self._thread.start()
        assert self.is_open.wait(DEADLINE_SECONDS)

    def _listen(self, client: httpx.Client) -> None:
        # A page that hears nothing listens until the server is gone.
        with (
            suppress(httpx.HTTPError, OSError),
            client.stream("GET", "/officer/events", timeout=DEADLINE_SECONDS) as stream,
        ):
            for line in stream.iter_lines():
                self.is_open.set()
                if line == "event: news":
                    self.has_news.set()
                    return


def _hand_in(server: Server, box: str) -> None:
    client = server.client()
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    assert client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc"}).status_code == httpx.codes.OK


@contextmanager
def _serve_twice(town: Town) -> Iterator[tuple[LiveTown, LiveTown]]:
    homes = (LiveTown(town), LiveTown(town))
    try:
        yield homes
    finally:
        for home in homes:
            home.server.stop()


def test_officer_of_the_area_is_told_when_the_tip_arrives_at_another_process(town: Town) -> None:
    with _serve_twice(town) as (near, far):
        holder = Listener(near.sign_in("tanngoc"))
        stranger = Listener(near.sign_in("nguho"))
        _hand_in(far.server, town.box("tanngoc"))
        assert holder.has_news.wait(DEADLINE_SECONDS)
        # The officer of another commune hears nothing; the next tip, which is his own, he does.
        assert not stranger.has_news.is_set()
        _hand_in(far.server, town.box("nguho"))
        assert stranger.has_news.wait(DEADLINE_SECONDS)


def test_nobody_is_told_when_a_tip_about_police_arrives_but_the_inspectorate(town: Town) -> None:
    with _serve_twice(town) as (near, far):
        inspector, officer = Listener(near.sign_in("thanhtra1")), Listener(near.sign_in("tanngoc"))
        client, box = far.server.client(), town.box("tanngoc")
        receipt = read_field(client.get(f"/b/{box}").text, "receipt")
        client.post(f"/b/{box}", data={"receipt": receipt, "what": "Về cán bộ", "about_police": "true"})
        assert inspector.has_news.wait(DEADLINE_SECONDS)
        assert not officer.has_news.is_set()
