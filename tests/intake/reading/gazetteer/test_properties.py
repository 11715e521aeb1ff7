"""What holds for every text."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.areas.tables import AreaId
from tests.intake.reading.gazetteer.report import list_outcomes, load_gazetteer, write_finding

PLACES = ["thôn Tân Ngọc", "Bá Hiến", "xã Bình Xuyên", "KP1", "x.", "t", "bas hieens", "ở", "quê", "anh", "?", "\ufffd"]
words = st.lists(st.sampled_from(PLACES) | st.text(max_size=6), max_size=14).map(" ".join)
anything = st.text(st.characters(), max_size=300) | words


@given(anything)
def test_nothing_is_raised_and_the_answer_is_the_same_twice(text: str) -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.find(text) == gazetteer.find(text)
    gazetteer.find(text, scope=AreaId("08944"))


@given(anything)
def test_scores_fall_and_the_area_is_the_first_candidate(text: str) -> None:
    finding = load_gazetteer().find(text)
    scores = [candidate.score for candidate in finding.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert finding.area_id is None or finding.area_id == finding.candidates[0].area_id
    assert finding.is_ambiguous == (finding.area_id is None and len(finding.candidates) > 1)


@given(words)
def test_composition_makes_no_difference(text: str) -> None:
    gazetteer = load_gazetteer()
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert gazetteer.find(composed) == gazetteer.find(decomposed)


@pytest.mark.parametrize(
    "place", ["thôn Tân Ngọc", "xã Bá Hiến", "huyện Bình Xuyên", "xã Thiện Kế", "tổ dân phố Trại Cúp"]
)
def test_case_makes_no_difference_when_a_kind_stands_before_the_name(place: str) -> None:
    gazetteer = load_gazetteer()
    text = f"{place} có trộm"
    found = {write_finding(gazetteer.find(form)) for form in (text, text.upper(), text.lower(), text.title())}
    assert len(found) == 1


def test_composition_makes_no_difference_in_the_labelled_set() -> None:
    gazetteer = load_gazetteer()
    texts = [outcome.text for outcome in list_outcomes()]
    assert [gazetteer.find(text) for text in texts] == [
        gazetteer.find(unicodedata.normalize("NFD", text)) for text in texts
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "? " * 5_000,
        "?" * 10_000,
        "\ud800\udfff\0" * 3_000,
        "thôn " * 2_000,
        "thôn Tân Ngọc xã Thiện Kế " * 400,
        "tan ngocc ba hienn " * 500,
        "tanngocbahien" * 700,
        "x.h.t.p.k." * 1_000,
        "\u0301" * 10_000,
        "B? Hi?n " * 1_200,
    ],
)
def test_long_and_strange_texts_take_no_long_time(text: str) -> None:
    start = time.perf_counter()
    load_gazetteer().find(text)
    assert time.perf_counter() - start < 2
