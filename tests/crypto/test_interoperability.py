"""What hpke-js seals opens here. What is sealed here was opened by hpke-js when it was recorded: see ``origin``."""

import json
from pathlib import Path

import pytest

from crypto.contexts import Context
from crypto.errors import Unopenable
from crypto.keys import SEALING_PUBLIC_BYTES
from crypto.sealing import open_sealed, open_seed
from tests.crypto.recorded import RECORDED_SEALING_KEY, RECORDED_SEED, SEALED_SEEDS, SEALED_TEXTS, Recorded
from tests.crypto.tampering import each

TEXTS = {row.name: row for row in SEALED_TEXTS}
SEEDS = {row.name: row for row in SEALED_SEEDS}


def test_both_make_one_public_key_when_given_one_seed() -> None:
    assert RECORDED_SEED.public_key.raw[:SEALING_PUBLIC_BYTES] == RECORDED_SEALING_KEY


@each("recorded", TEXTS)
def test_a_text_opens_when_either_implementation_sealed_it(recorded: Recorded) -> None:
    assert open_sealed(recorded.sealed, seed=RECORDED_SEED, context=recorded.context) == recorded.content


@each("recorded", SEEDS)
def test_a_seed_opens_when_either_implementation_sealed_it(recorded: Recorded) -> None:
    assert open_seed(recorded.sealed, seed=RECORDED_SEED, context=recorded.context).reveal() == recorded.content


@each("recorded", TEXTS)
def test_a_text_stays_closed_when_either_sealed_it_for_another_context(recorded: Recorded) -> None:
    with pytest.raises(Unopenable):
        open_sealed(recorded.sealed, seed=RECORDED_SEED, context=Context(recorded.context + b"0"))


def test_every_envelope_says_who_made_and_who_opened_it() -> None:
    rows = json.loads((Path(__file__).parent / "vectors" / "interop.json").read_text(encoding="utf-8"))
    origins = [(row["made_by"], row["origin"]) for row in rows["sealed_texts"] + rows["sealed_seeds"]]
    assert {maker for maker, _ in origins} == {"homthu", "hpke-js"}
    assert all(origin.startswith(f"sealed by {maker}") and "opened by" in origin for maker, origin in origins)
