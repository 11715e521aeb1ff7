"""What passphrases cost in earnest: officers sign in at one moment, right and wrong, while residents hand in tips."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlmodel import col, select

from crypto.contexts import Label, bind
from crypto.passphrases import lock_under_passphrase, unlock_with_passphrase
from tests.live import LiveTown
from tests.town import HOST, ORIGIN, Town, read_field
from triage.offices.accounts.tables import Officer

pytestmark = pytest.mark.field

AT_ONCE = 16


def _sign_in(town: Town, live: LiveTown, username: str, passphrase: str, number: int) -> int:
    headers = {"Host": HOST, "Origin": ORIGIN, "X-Forwarded-For": f"198.51.100.{number}"}
    with httpx.Client(base_url=live.server.url, headers=headers, timeout=60, follow_redirects=True) as client:
        for _attempt in range(10):
            answer = client.post("/officer/sign-in", data={"username": username, "passphrase": passphrase})
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            assert answer.headers["Retry-After"]
            time.sleep(float(answer.headers["Retry-After"]))
        return answer.status_code


def _time_pages(live: LiveTown, box: str, stop: threading.Event, spans: list[float]) -> None:
    headers = {"Host": HOST, "Origin": ORIGIN}
    with httpx.Client(base_url=live.server.url, headers=headers, timeout=60) as client:
        while not stop.is_set():
            started = time.perf_counter()
            receipt = read_field(client.get(f"/b/{box}").text, "receipt")
            answer = client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc"})
            spans.append(time.perf_counter() - started)
            assert answer.status_code == httpx.codes.SEE_OTHER
            stop.wait(0.05)


def _relock_all(town: Town) -> list[str]:
    """Lock every officer's seed at the cost of a real installation; return their names."""
    pepper, names = town.app.state.context.keys.pepper, []
    with town.database.writing() as session:
        for officer in session.exec(select(Officer).where(col(Officer.closed_at).is_(None))).all()[:AT_ONCE]:
            context, passphrase = bind(Label.OFFICER_SEED, officer.id), town.passphrases[officer.username]
            seed = unlock_with_passphrase(officer.seed_locked, passphrase=passphrase, pepper=pepper, context=context)
            officer.seed_locked = lock_under_passphrase(seed, passphrase=passphrase, pepper=pepper, context=context)
            session.add(officer)
            names.append(officer.username)
        session.commit()
    return names


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_everybody_is_answered_and_pages_stay_quick_when_a_shift_signs_in_at_once(town: Town) -> None:
    town.settings = town.settings.model_copy(update={"proxies_in_front": 1})
    names = _relock_all(town)
    live, box = LiveTown(town, processes=2), town.box("tanngoc")
    quiet, busy = list[float](), list[float]()
    try:
        for spans, work in ((quiet, False), (busy, True)):
            stop = threading.Event()
            threads = [threading.Thread(target=_time_pages, args=(live, box, stop, spans)) for _ in range(2)]
            for thread in threads:
                thread.start()
            if work:
                with ThreadPoolExecutor(2 * AT_ONCE) as pool:
                    right = [
                        pool.submit(_sign_in, town, live, name, town.passphrases[name], number)
                        for number, name in enumerate((names * AT_ONCE)[:AT_ONCE])
                    ]
                    wrong = [
                        pool.submit(_sign_in, town, live, f"khongai{number}", "sai", 100 + number)
                        for number in range(AT_ONCE)
                    ]
                    statuses = [each.result() for each in right], [each.result() for each in wrong]
            else:
                stop.wait(4)
            stop.set()
            for thread in threads:
                thread.join()
        alone = _sign_in(town, live, names[0], town.passphrases[names[0]], 250)
    finally:
        live.server.stop()
    before, while_busy = statistics.median(quiet), statistics.median(busy)
    print(f"pages {before:.3f} s, while officers sign in {while_busy:.3f} s: {while_busy / before:.2f}")  # noqa: T201
    assert statuses == ([200] * AT_ONCE, [401] * AT_ONCE)
    assert alone == httpx.codes.OK
