"""Argon2id from many threads at once: nothing blocks, whatever the lanes of what was stored before."""

import threading

import pytest

from crypto.contexts import Label, bind
from crypto.passphrases import has_cost, unlock_with_passphrase
from crypto.stretching import RECOMMENDED_COST, PassphraseCost, stretch
from tests.crypto.samples import KEY, SEED
from tests.crypto.test_passphrases import LOCKED, LOCKED_AT_FOUR_LANES, WORDS

_CONTEXT = bind(Label.OFFICER_SEED, "officer-1")
_LONGEST_SECONDS = 120


def _open(locked: bytes, found: list[object]) -> None:
    found.append(unlock_with_passphrase(locked, passphrase=WORDS, pepper=KEY, context=_CONTEXT))


@pytest.mark.parametrize("at_once", [2, 6])
def test_all_end_when_many_threads_derive_with_several_lanes_at_once(at_once: int) -> None:
    # Without taking turns this blocks for ever, in a call that no signal ends: so the threads are daemons.
    found: list[object] = []
    kinds = [LOCKED_AT_FOUR_LANES, LOCKED][: 1 + at_once % 4 // 2]
    threads = [
        threading.Thread(target=_open, args=(kinds[number % len(kinds)], found), daemon=True)
        for number in range(at_once)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LONGEST_SECONDS)
    assert found == [SEED] * at_once


def test_new_results_take_one_lane_and_no_less_work_than_before() -> None:
    assert RECOMMENDED_COST.lanes == 1
    assert RECOMMENDED_COST.memory_kib * RECOMMENDED_COST.iterations >= 65536 * 3


def test_the_result_depends_on_each_part_of_the_cost() -> None:
    costs = [PassphraseCost(16, 1, 1), PassphraseCost(16, 2, 1), PassphraseCost(32, 1, 1), PassphraseCost(16, 1, 2)]
    results = {stretch(b"secret", salt=bytes(16), length=32, cost=cost) for cost in costs}
    assert len(results) == len(costs)


def test_an_envelope_says_whether_its_cost_is_the_one_of_today() -> None:
    assert has_cost(LOCKED, PassphraseCost(memory_kib=8, iterations=1, lanes=1))
    assert not has_cost(LOCKED_AT_FOUR_LANES, RECOMMENDED_COST)
