"""The words that matter in a tip: danger to life, and accusations of police or officials.

The tables are files that a locality edits (``data/README.md``); what the bundled ones find is measured by the tests.
"""

from functools import cache
from pathlib import Path

from intake.words.files import read_spellings, read_table
from intake.words.matching import Table
from intake.words.typed import Spellings, read_typed

BUNDLED = Path(__file__).parent / "data"


class WordTables:
    """Both tables. Never raises for any text, and may be shared between threads."""

    __slots__ = ("_danger", "_police", "_spellings")

    def __init__(self, danger: Table, police: Table, spellings: Spellings) -> None:
        self._danger = danger
        self._police = police
        self._spellings = spellings

    @classmethod
    def load(cls, folder: Path | None = None) -> "WordTables":
        """Read the bundled files; a file that stands in ``folder`` replaces the bundled one of the same name.

        Raises WordTableBroken for a line that cannot be understood.
        """
        return _load_bundled() if folder is None else _load(folder)

    def is_danger(self, text: str) -> bool:
        """Whether ``text`` speaks of a life in danger now."""
        return self._danger.tells(read_typed(text, self._spellings))

    def seems_about_police(self, text: str) -> bool:
        """Whether ``text`` seems to accuse police or officials. Errs towards yes, because a miss is read by them."""
        return self._police.tells(read_typed(text, self._spellings))


@cache
def _load_bundled() -> WordTables:
    return _load(None)


def _load(folder: Path | None) -> WordTables:
    return WordTables(_load_table(folder, "danger"), _load_table(folder, "police"), _load_spellings(folder))


def _load_table(folder: Path | None, name: str) -> Table:
    return Table(*read_table(_choose(folder, f"{name}.csv"), _choose(folder, f"{name}_rules.csv")))


def _load_spellings(folder: Path | None) -> Spellings:
    return read_spellings(_choose(folder, "spellings.csv"))


def _choose(folder: Path | None, name: str) -> Path:
    own = folder / name if folder is not None else BUNDLED / name
    return own if own.is_file() else BUNDLED / name
