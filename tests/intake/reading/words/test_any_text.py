import csv

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.reading.words.tables import BUNDLED, WordTables

TABLES = WordTables.load()


def _read_words() -> list[str]:
    lines = [line for path in BUNDLED.glob("*.csv") for line in path.read_text(encoding="utf-8").splitlines()]
    cells = [row[0] for row in csv.reader(lines)]
    return sorted({word for cell in cells for word in cell.replace("/", " ").replace("_", " ").strip("()").split()})


# Words of the tables in any order reach the rules; single characters of all kinds reach the reading of letters.
WORDS = st.lists(st.sampled_from(_read_words()), max_size=60).map(" ".join)
CHARACTERS = st.text(st.characters(), max_size=200)


@given(st.one_of(WORDS, CHARACTERS))
def test_an_answer_comes_when_any_text_is_asked_about(text: str) -> None:
    assert TABLES.is_danger(text) in (True, False)
    assert TABLES.seems_about_police(text) in (True, False)


@settings(max_examples=10)
@given(WORDS)
def test_the_answer_is_the_same_when_the_tables_have_read_other_texts(text: str) -> None:
    fresh = WordTables.load()
    assert fresh.is_danger(text) == TABLES.is_danger(text)
    assert fresh.seems_about_police(text) == TABLES.seems_about_police(text)


def test_an_answer_comes_when_a_text_is_long_or_holds_no_characters_of_any_language() -> None:
    for text in ("bị đâm " * 20_000, "a" * 100_000, "\ud800\x00" * 5_000, "\u0301" * 10_000, "công an\n" * 10_000):
        TABLES.is_danger(text)
        TABLES.seems_about_police(text)
