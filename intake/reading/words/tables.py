"""The words that matter in a tip: danger to life, accusations of police or officials, what kind of thing it is.

The tables are files that a locality edits (``data/README.md``); what the bundled ones find is measured by the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.folding.fold import Folded, fold_text
from intake.reading.words.calls import Call, order_calls
from intake.reading.words.files import read_calls, read_spellings, read_table
from intake.reading.words.matching import Lexicon, Written
from intake.reading.words.rules import Found
from intake.reading.words.typed import Spellings, read_typed

BUNDLED = Path(__file__).parent / "data"
_DANGER, _EMERGENCY, _POLICE, _KINDS, _SPAM = "danger", "emergency", "police", "kinds", "spam"
_TABLES = (_DANGER, _EMERGENCY, _POLICE, _KINDS, _SPAM)
# "drugs_maybe" and "drugs_maybe2" name the same kind as "drugs", by words that say less; their rules stand below.
_MAYBE = "_maybe"


@dataclass(frozen=True, slots=True)
class Told:
    """What the tables say of a text, each by the phrases that tell."""

    danger: tuple[Found, ...] = ()
    calls: tuple[Call, ...] = ()
    """Whom to call, the first first; none where there is no danger."""
    police: tuple[Found, ...] = ()
    kinds: tuple[Found, ...] = ()
    """The best first."""
    spam: tuple[Found, ...] = ()

    @property
    def kind(self) -> str | None:
        """The code of the category that is proposed, or None."""
        return self.kinds[0].group.partition(_MAYBE)[0] if self.kinds else None


class WordTables:
    """All tables. Never raises for any text, and may be shared between threads."""

    __slots__ = ("_calls", "_lexicon", "_spellings")

    def __init__(self, lexicon: Lexicon, calls: Mapping[str, Call | None], spellings: Spellings) -> None:
        self._lexicon = lexicon
        self._calls = calls
        self._spellings = spellings

    @classmethod
    def load(cls, folder: Path | None = None) -> "WordTables":
        """Read the bundled files; a file that stands in ``folder`` replaces the bundled one of the same name.

        Raises WordTableBroken for a line that cannot be understood.
        """
        return _load_bundled() if folder is None else _load(folder)

    def tell(self, folded: Folded) -> Told:
        """Return what all tables say of a text, read once."""
        told = self._lexicon.tell(read_typed(folded, self._spellings))
        danger = [*told[_DANGER], *told[_EMERGENCY]]
        return Told(
            danger=tuple(danger),
            calls=self._choose_calls(danger),
            police=tuple(told[_POLICE]),
            kinds=tuple(sorted(told[_KINDS], key=lambda each: self._lexicon.rank(_KINDS, each.group))),
            spam=tuple(told[_SPAM]),
        )

    def _choose_calls(self, danger: list[Found]) -> tuple[Call, ...]:
        """Return whom the groups ask for; the police where they only cry for help."""
        asked = {self._calls.get(each.group, Call.POLICE) for each in danger} - {None}
        return order_calls({call for call in asked if call} or {Call.POLICE}) if danger else ()

    def is_danger(self, text: str) -> bool:
        """Whether ``text`` speaks of a life in danger now."""
        return bool(self.tell(fold_text(text)).danger)

    def seems_about_police(self, text: str) -> bool:
        """Whether ``text`` seems to accuse police or officials. Errs towards yes, because a miss is read by them."""
        return bool(self.tell(fold_text(text)).police)


@cache
def _load_bundled() -> WordTables:
    return _load(None)


def _load(folder: Path | None) -> WordTables:
    # Who writes what danger is says all of it: the bundled emergencies would bring back what was left out.
    left_out = {_EMERGENCY} if _has(folder, "danger.csv") and not _has(folder, "emergency.csv") else set[str]()
    tables: dict[str, Written] = dict.fromkeys(left_out, ((), ()))
    tables |= {
        name: read_table(_choose(folder, f"{name}.csv"), _choose(folder, f"{name}_rules.csv"))
        for name in _TABLES
        if name not in left_out
    }
    calls = read_calls(_choose(folder, "calls.csv"))
    return WordTables(Lexicon(tables), calls, read_spellings(_choose(folder, "spellings.csv")))


def _has(folder: Path | None, name: str) -> bool:
    return folder is not None and (folder / name).is_file()


def _choose(folder: Path | None, name: str) -> Path:
    own = folder / name if folder is not None else BUNDLED / name
    return own if own.is_file() else BUNDLED / name
