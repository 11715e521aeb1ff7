"""Contexts: one for each list of ids, and no label used twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.contexts import Label, bind
from tests.crypto.samples import PROPERTY

# Written out where no row is concerned: in keys, receipts, tokens, chains and comparison.
OTHER_LABELS = {
    "signing-key",
    "receipt-digest",
    "receipt-key",
    "receipt-tip-id",
    "token-digest",
    "token-key",
    "commitment",
    "line",
    "digits!",
}

labels = st.sampled_from(Label)
ids = st.lists(st.text(min_size=1, max_size=8).filter(lambda text: "|" not in text), max_size=4)


def test_a_context_names_label_and_ids_when_bound() -> None:
    assert bind(Label.TIP_ACCESS, "tip-1", "key-1") == b"homthu/1/tip-access|tip-1|key-1"
    assert bind(Label.SESSION) == b"homthu/1/session"
    assert bind(Label.HOLDING, "xã Bình Xuyên") == "homthu/1/holding|xã Bình Xuyên".encode()


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param(("",), id="empty"),
        pytest.param(("tip-1", ""), id="empty after another"),
        pytest.param(("", "tip-1"), id="empty before another"),
        pytest.param(("|",), id="separator alone"),
        pytest.param(("tip-1|key-1",), id="separator within"),
        pytest.param(("tip-1|",), id="separator at the end"),
        pytest.param(("tip-1", "|key-1"), id="separator at the start"),
    ],
)
def test_a_context_is_refused_when_an_id_could_be_two(ids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"^an id in a context must be non-empty and free of the separator$"):
        bind(Label.TIP_ACCESS, *ids)


def test_a_refused_id_does_not_show_when_the_error_is_printed() -> None:
    with pytest.raises(ValueError, match="an id in a context") as caught:
        bind(Label.TIP_ACCESS, "1234|5678")
    assert "1234" not in str(caught.value)


@PROPERTY
@given(label=labels, other_label=labels, ids=ids, other_ids=ids)
def test_contexts_are_equal_only_when_label_and_ids_are(
    label: Label, other_label: Label, ids: list[str], other_ids: list[str]
) -> None:
    same = (label, ids) == (other_label, other_ids)
    assert (bind(label, *ids) == bind(other_label, *other_ids)) == same


@PROPERTY
@given(label=labels, ids=ids)
def test_label_and_ids_can_be_read_back_when_bound(label: Label, ids: list[str]) -> None:
    assert bind(label, *ids).decode().split("|") == [f"homthu/1/{label}", *ids]


def test_no_label_is_used_twice_when_all_are_listed() -> None:
    values = [member.value for member in Label.__members__.values()]
    assert len(values) == len(set(values))
    assert not set(values) & OTHER_LABELS
    assert not [value for value in values if "|" in value or "/" in value]
