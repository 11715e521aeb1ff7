import csv
import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from intake.reading.masking.mask import MASK, mask

with (Path(__file__).parent / "sentences.csv").open(encoding="utf-8", newline="") as file:
    SENTENCES = [row["text"] for row in csv.DictReader(file)]

# Pieces of real sentences in any order reach the rules; single characters of all kinds reach the laying out.
PIECES = sorted({piece for sentence in SENTENCES for piece in sentence.split(" ")})
SPOKEN = st.lists(st.sampled_from([*PIECES, "\n", ". ", ":", MASK]), max_size=50).map(" ".join)
CHARACTERS = st.text(st.characters(), max_size=200)


@given(st.one_of(SPOKEN, CHARACTERS, st.sampled_from(SENTENCES)))
def test_nothing_is_lost_when_any_text_is_masked(text: str) -> None:
    masked = mask(text)
    composed = unicodedata.normalize("NFC", text)
    assert len(masked.taken) == len(masked.rules)
    assert len(masked.text) == len(composed) - sum(map(len, masked.taken)) + len(MASK) * len(masked.taken)
    if MASK not in composed:
        pieces = masked.text.split(MASK)
        assert "".join(a + b for a, b in zip(pieces, [*masked.taken, ""], strict=True)) == composed


@given(st.one_of(SPOKEN, st.sampled_from(SENTENCES)))
def test_the_same_is_masked_when_a_text_comes_decomposed(text: str) -> None:
    assert mask(unicodedata.normalize("NFD", text)) == mask(text)


@given(st.sampled_from(SENTENCES))
def test_nothing_more_is_masked_when_a_masked_text_is_masked_again(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


def test_an_answer_comes_when_a_text_is_long_or_made_to_be_slow() -> None:
    for text in ("tôi là " * 20_000, "Nguyễn " * 20_000, "a.a@" * 20_000, "1 " * 50_000, "\ud800\x00" * 5_000):
        masked = mask(text)
        assert len(masked.taken) == len(masked.rules)
