"""What several requests write at once is one transaction, and one that cannot be stored takes no other with it."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from api.arrivals.flood_gate import Sender
from api.arrivals.gathering import Gatherer
from api.arrivals.web import HandedIn
from crypto.receipts import Receipt
from intake.channels.web.form import TipForm
from tests.town import Town
from triage.channels.web.receive import Outcome
from triage.journal.verify import verify_journal
from triage.tips.record.tables import Tip


class _Store:
    """Writes into a list; the first transaction waits until the test lets it go on."""

    def __init__(self, bad: frozenset[int] = frozenset(), error: type[BaseException] | None = None) -> None:
        self.bad, self.error = bad, error
        self.transactions: list[list[int]] = []
        self.began, self.may_go_on = threading.Event(), threading.Event()

    def all(self, items: Sequence[int]) -> Sequence[int]:
        if self.error is SystemExit:
            raise SystemExit
        if self.error is not None:
            raise OperationalError("x", {}, self.error())
        if self.bad & set(items):
            raise ValueError
        self.transactions.append(list(items))
        return [item * 10 for item in items]

    def one(self, item: int) -> int:
        if item == 0:
            self.began.set()
            self.may_go_on.wait(timeout=30)
        if item in self.bad:
            raise KeyError(item)
        self.transactions.append([item])
        return item * 10


def _put_together(store: _Store, items: Sequence[int]) -> list[int | str]:
    """Put 0, and while that is being written all the items; return what became of each."""
    gatherer = Gatherer(store.all, store.one)

    def put(item: int) -> int | str:
        try:
            return gatherer.put(item)
        except (KeyError, OperationalError, SystemExit) as error:
            return type(error).__name__

    with ThreadPoolExecutor(len(items) + 1) as pool:
        first = pool.submit(put, 0)
        store.began.wait(timeout=30)
        others = [pool.submit(put, item) for item in items]
        while len(gatherer._queue) < len(items):  # noqa: SLF001, that all wait can be seen nowhere else
            threading.Event().wait(0.001)
        store.may_go_on.set()
        assert first.result() == 0
        return [each.result() for each in others]


def test_one_transaction_holds_all_that_came_while_another_was_written() -> None:
    store = _Store()
    assert sorted(map(int, _put_together(store, range(1, 9)))) == [10, 20, 30, 40, 50, 60, 70, 80]
    assert [len(each) for each in store.transactions] == [1, 8]


def test_others_are_stored_when_one_of_them_cannot_be() -> None:
    store = _Store(bad=frozenset({3}))
    assert _put_together(store, [1, 2, 3, 4]) == [10, 20, "KeyError", 40]
    assert sorted(item for each in store.transactions for item in each) == [0, 1, 2, 4]


def test_no_form_waits_again_when_the_database_is_away() -> None:
    assert _put_together(_Store(error=RuntimeError), [1, 2]) == ["OperationalError", "OperationalError"]


def test_no_form_is_taken_for_stored_when_the_thread_that_stores_it_ends() -> None:
    assert _put_together(_Store(error=SystemExit), [1, 2]) == ["SystemExit", "SystemExit"]


def test_each_is_asked_alone_when_postgresql_ended_a_deadlock() -> None:
    deadlock = type("Deadlock", (RuntimeError,), {"sqlstate": "40P01"})
    assert _put_together(_Store(error=deadlock), [1, 2]) == [10, 20]


def _list_forms(town: Town, receipts: Sequence[Receipt]) -> list[HandedIn]:
    context = town.app.state.context
    area = context.localities.get(context.database).find_box(town.box("tanngoc"))
    assert area is not None
    reading = context.web.read("Có việc")
    sender = Sender("203.0.113.7", "203.0.113.7")
    return [
        HandedIn(TipForm.model_validate({"what": f"Có việc {number}"}), receipt, area, sender, reading)
        for number, receipt in enumerate(receipts)
    ]


def test_numbers_follow_each_other_and_no_tip_is_lost_when_a_repeated_form_is_among_many(town: Town) -> None:
    again = town.hand_in(town.box("tanngoc"))
    web = town.app.state.context.web
    for receipts in ([Receipt.mint() for _ in range(8)], [*(Receipt.mint() for _ in range(7)), again]):
        # Given eight forms that come while another is being written
        with web._gatherer._turn, ThreadPoolExecutor(8) as pool:  # noqa: SLF001, as above
            taking = [pool.submit(web.take, form, {}, at=town.clock.now()) for form in _list_forms(town, receipts)]
            while len(web._gatherer._queue) < len(receipts):  # noqa: SLF001
                threading.Event().wait(0.001)
            web._gatherer._turn.release()  # noqa: SLF001
            outcomes = [each.result().arrival.outcome for each in taking]
            web._gatherer._turn.acquire()  # noqa: SLF001
        # Then each has become what it is
        assert outcomes == [Outcome.ADDED if receipt is again else Outcome.NEW for receipt in receipts]
    with town.database.reading() as session:
        numbers = session.exec(select(Tip.register_number).order_by(col(Tip.register_number))).all()
        verified = verify_journal(session)
    assert list(numbers) == list(range(1, 17))
    assert verified.faults == ()
