"""How well areas are found in the labelled set: ``python -m tests.intake.reading.gazetteer.report``."""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.areas.load import BINH_XUYEN
from intake.areas.tables import AreaId
from intake.reading.gazetteer.find import Finding, Gazetteer
from intake.reading.gazetteer.read import read_area_tree

LABELLED = Path(__file__).parent / "labelled.csv"
BUILT, HELD = "built", "held"
AMBIGUOUS = "AMBIGUOUS:"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One text, what was expected, and what was found."""

    text: str
    expected: str
    given: str
    name: str
    part: str

    @property
    def is_right(self) -> bool:
        return self.expected == self.given

    @property
    def gives_area(self) -> bool:
        return _is_area(self.given)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some texts: the areas given, the texts that have one, the texts with several."""

    texts: int
    given: int
    given_right: int
    answerable: int
    ambiguous: int
    ambiguous_right: int
    nothing: int
    nothing_right: int

    @property
    def precision(self) -> float:
        """Of the areas given, the share that is right; 1 where none was given."""
        return self.given_right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Of the texts that have one area, the share answered rightly; 1 where there are none."""
        return self.given_right / self.answerable if self.answerable else 1.0


@cache
def load_gazetteer() -> Gazetteer:
    return Gazetteer(read_area_tree(BINH_XUYEN))


def write_finding(finding: Finding) -> str:
    """Return the finding as the labels are written."""
    if finding.area_id is not None:
        return finding.area_id
    codes = sorted(candidate.area_id for candidate in finding.candidates)
    return AMBIGUOUS + "|".join(codes) if finding.is_ambiguous else ""


def list_outcomes(part: str = "") -> list[Outcome]:
    """Return what the bundled tree gives for each text of ``part``, or of both."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not part or row["part"] == part]
    return [_find(row) for row in rows]


def measure(outcomes: Iterable[Outcome]) -> Figures:
    listed = list(outcomes)
    ambiguous = [outcome for outcome in listed if outcome.expected.startswith(AMBIGUOUS)]
    nothing = [outcome for outcome in listed if not outcome.expected]
    given = [outcome for outcome in listed if outcome.gives_area]
    return Figures(
        texts=len(listed),
        given=len(given),
        given_right=sum(outcome.is_right for outcome in given),
        answerable=sum(_is_area(outcome.expected) for outcome in listed),
        ambiguous=len(ambiguous),
        ambiguous_right=sum(outcome.is_right for outcome in ambiguous),
        nothing=len(nothing),
        nothing_right=sum(outcome.is_right for outcome in nothing),
    )


def _find(row: dict[str, str]) -> Outcome:
    scope = row["note"].removeprefix("scope=") if row["note"].startswith("scope=") else None
    finding = load_gazetteer().find(row["text"], scope=AreaId(scope) if scope else None)
    return Outcome(row["text"], row["expected"], write_finding(finding), row["class"], row["part"])


def _is_area(label: str) -> bool:
    return bool(label) and not label.startswith(AMBIGUOUS)


def list_figures(outcomes: list[Outcome]) -> Iterator[tuple[str, Figures]]:
    """Yield the figures of each class in the order of the file, and of all together."""
    for name in dict.fromkeys(outcome.name for outcome in outcomes):
        yield name, measure(outcome for outcome in outcomes if outcome.name == name)
    yield "all", measure(outcomes)


def write_table() -> Iterator[str]:
    """Yield the lines of the table in ``docs/gazetteer.md``."""
    built, held = (dict(list_figures(list_outcomes(part))) for part in (BUILT, HELD))
    columns = "texts | precision | recall | asked | nothing"
    yield f"| class | built: {columns} | held: {columns} |"
    yield "|---" * 11 + "|"
    for name, figures in built.items():
        yield f"| {name} | " + " | ".join([*_write_cells(figures), *_write_cells(held[name])]) + " |"


def _write_cells(figures: Figures) -> list[str]:
    return [
        str(figures.texts),
        f"{figures.precision:.3f}" if figures.given else "–",
        f"{figures.recall:.3f}" if figures.answerable else "–",
        f"{figures.ambiguous_right}/{figures.ambiguous}" if figures.ambiguous else "–",
        f"{figures.nothing_right}/{figures.nothing}" if figures.nothing else "–",
    ]


def _write_lines(outcomes: list[Outcome], *, shows_wrong: bool) -> Iterator[str]:
    yield f"{'class':20}{'texts':>6}{'precision':>11}{'recall':>8}{'asked':>11}{'nothing':>9}"
    for name, figures in list_figures(outcomes):
        texts, precision, recall, asked, nothing = _write_cells(figures)
        yield f"{name:20}{texts:>6}{precision:>11}{recall:>8}{asked:>11}{nothing:>9}"
        wrong = [outcome for outcome in outcomes if not outcome.is_right and outcome.name == name]
        yield from (f"    {each.expected or '–'} ≠ {each.given or '–'}  {each.text}" for each in wrong if shows_wrong)


def main() -> None:
    if "--table" in sys.argv[1:]:
        sys.stdout.write("\n".join(write_table()) + "\n")
        return
    for part in [part for part in (BUILT, HELD) if part in sys.argv[1:]] or [BUILT, HELD]:
        lines = _write_lines(list_outcomes(part), shows_wrong="--wrong" in sys.argv[1:])
        sys.stdout.write("\n".join([f"part {part}", *lines, ""]) + "\n")


if __name__ == "__main__":
    main()
