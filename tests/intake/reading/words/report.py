"""How well the tables of words and the masking do on labelled sets: ``python -m tests.intake.reading.words.report``."""

import csv
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.folding.fold import fold_text
from intake.ground.categories import OTHER
from intake.reading.masking.mask import MASK, Masked, mask
from intake.reading.words.tables import WordTables

HERE = Path(__file__).parent
MASKING = HERE.parent / "masking" / "sentences.csv"
BUILT, HELD = "built", "held"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one part of one set shows. A hit is a sentence for the tables of words, a span for masking."""

    name: str
    part: str
    sentences: int
    hits: int
    misses: int
    false_alarms: int
    missed: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.misses or 1)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false_alarms or 1)


def measure(*parts: str) -> list[Figures]:
    """Return the figures of the three sets, for each of ``parts`` (both, when none is named)."""
    tables = WordTables.load()
    wanted = parts or (BUILT, HELD)
    return [
        *(_measure_calls(tables, part) for part in wanted),
        *(_measure_kinds(tables, part) for part in wanted),
        *(_measure_words("danger", part, tables.is_danger) for part in wanted),
        *(_measure_words("police", part, tables.seems_about_police) for part in wanted),
        *(_measure_masking(part) for part in wanted),
    ]


def read_rows(path: Path, part: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["part"] == part]


def _measure_words(name: str, part: str, tells: Callable[[str], bool]) -> Figures:
    rows = read_rows(HERE / f"{name}.csv", part)
    told = [(row["text"], row["expected"] == "yes", tells(row["text"])) for row in rows]
    missed = tuple(text for text, expected, got in told if expected and not got)
    raised = tuple(text for text, expected, got in told if got and not expected)
    hits = sum(expected and got for _text, expected, got in told)
    return Figures(name, part, len(rows), hits, len(missed), len(raised), missed, raised)


def _measure_calls(tables: WordTables, part: str) -> Figures:
    """A hit is a danger whose first number is right; false is an everyday sentence that is taken for one."""
    rows = read_rows(HERE / "calls.csv", part)
    told = [(row["text"], row["call"], tables.tell(fold_text(row["text"])).calls) for row in rows]
    missed = tuple(text for text, call, got in told if call and (not got or got[0].value != call))
    raised = tuple(text for text, call, got in told if got and not call)
    hits = sum(bool(call) for _text, call, _got in told) - len(missed)
    return Figures("calls", part, len(rows), hits, len(missed), len(raised), missed, raised)


def _measure_kinds(tables: WordTables, part: str) -> Figures:
    """A hit is the right kind, *other* among them; false is a proposal of a wrong one."""
    rows = read_rows(HERE / "kinds.csv", part)
    told = [(row["text"], row["kind"], tables.tell(fold_text(row["text"])).kind or OTHER) for row in rows]
    missed = tuple(f"{kind} ≠ {got}: {text}" for text, kind, got in told if kind != got)
    raised = tuple(f"{kind} ≠ {got}: {text}" for text, kind, got in told if got not in (kind, OTHER))
    return Figures("kinds", part, len(rows), len(rows) - len(missed), len(missed), len(raised), missed, raised)


def _measure_masking(part: str) -> Figures:
    rows = read_rows(MASKING, part)
    hits, missed, raised = 0, list[str](), list[str]()
    for row in rows:
        expected = list(_locate(row["text"], row["masked"]))
        taken = list(_locate_taken(mask(row["text"])))
        lost = [span for span in expected if not _is_covered(row["text"], span, taken)]
        swallowed = [span for span in taken if not _is_covered(row["text"], span, expected)]
        hits += len(expected) - len(lost)
        missed += [f"{row['text'][slice(*span)]} ← {row['text']}" for span in lost]
        raised += [f"{row['text'][slice(*span)]} ← {row['text']}" for span in swallowed]
    return Figures("masking", part, len(rows), hits, len(missed), len(raised), tuple(missed), tuple(raised))


def _locate(text: str, masked: str) -> Iterator[tuple[int, int]]:
    at = 0
    for words in filter(None, masked.split(" | ")):
        start = text.index(words, at)
        at = start + len(words)
        yield start, at


def _locate_taken(masked: Masked) -> Iterator[tuple[int, int]]:
    at = 0
    for before, words in zip(masked.text.split(MASK), masked.taken, strict=False):
        start = at + len(before)
        at = start + len(words)
        yield start, at


def _is_covered(text: str, span: tuple[int, int], by: Sequence[tuple[int, int]]) -> bool:
    """Whether each word of ``span`` lies in one of ``by``."""
    words = _WORD.finditer(text, *span)
    return all(any(start <= word.start() and word.end() <= end for start, end in by) for word in words)


def main() -> None:
    lines = [f"{'set':10}{'part':8}{'sentences':>10}{'recall':>9}{'precision':>11}{'missed':>8}{'false':>7}"]
    for each in measure():
        lines.append(
            f"{each.name:10}{each.part:8}{each.sentences:10}{each.recall:9.3f}{each.precision:11.3f}"
            f"{each.misses:8}{each.false_alarms:7}"
        )
        if "--missed" in sys.argv[1:]:
            lines += [f"    missed  {text!r}" for text in each.missed]
            lines += [f"    false   {text!r}" for text in each.raised]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
