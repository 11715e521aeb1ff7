"""The labelled set: how often the area is right, and how often nothing is said where it could be."""

from pathlib import Path

import pytest

from tests.intake.reading.gazetteer.report import BUILT, HELD, list_outcomes, measure, write_table


@pytest.mark.parametrize("part", [BUILT, HELD])
def test_areas_are_right_and_found_as_often_as_promised(part: str) -> None:
    figures = measure(list_outcomes(part))
    assert figures.precision >= 0.97
    assert figures.recall >= 0.90


@pytest.mark.parametrize("part", [BUILT, HELD])
def test_question_is_asked_where_several_areas_are_meant(part: str) -> None:
    figures = measure(list_outcomes(part))
    assert figures.ambiguous_right / figures.ambiguous >= 0.9
    assert figures.nothing_right / figures.nothing >= 0.9


def test_set_is_large_and_has_no_text_twice() -> None:
    outcomes = list_outcomes()
    assert len(outcomes) >= 260
    assert len({(outcome.text, outcome.part) for outcome in outcomes}) == len(outcomes)


def test_document_shows_the_figures_as_they_are() -> None:
    document = (Path(__file__).parents[4] / "docs" / "gazetteer.md").read_text(encoding="utf-8")
    assert [line for line in write_table() if line not in document] == []
