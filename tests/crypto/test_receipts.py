"""Receipts: what is read, what is refused as a slip of the pen, what is derived, and that none shows itself."""

import contextlib
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from crypto.errors import ReceiptMistyped
from crypto.receipts import ALPHABET, LENGTH, Receipt
from tests.crypto.samples import PROPERTY
from tests.crypto.showing import renderings, shown
from tests.crypto.tampering import each

CHARACTERS = "K7M20Q3DX1W9RTA1"
READABLE = "K7M2-0Q3D-X1W9-RTA1"

data = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def complete(characters: str) -> str:
    return characters + mod_37_36.calc_check_digit(characters, alphabet=ALPHABET)


def replace(characters: str, position: int, by: str) -> str:
    return characters[:position] + by + characters[position + 1 :]


def transpose(characters: str, position: int) -> str:
    pair = characters[position : position + 2]
    return characters[:position] + pair[::-1] + characters[position + 2 :]


def is_read(typed: str) -> bool:
    try:
        Receipt.parse(typed)
    except ReceiptMistyped:
        return False
    return True


def test_digest_key_and_tip_id_are_the_same_when_another_implementation_derives_them() -> None:
    receipt = Receipt.parse(READABLE)
    assert receipt.digest.hex() == "29525460a25cbbfa5e07b475846a9018fe2b6411a834ceacf392c637dbeec7c9"
    assert receipt.locking_key.reveal().hex() == "63d0774238ced837bfbb31a518f5bae4dd5eca5683405b907ebca70837c0df67"
    assert receipt.tip_id_bytes.hex() == "c92a75d9d6361b941636dcb6d8dee67c"


def test_nothing_derived_is_part_of_another_when_a_receipt_is_read() -> None:
    receipt = Receipt.parse(READABLE)
    starts = {receipt.digest[:16], receipt.locking_key.reveal()[:16], receipt.tip_id_bytes}
    assert len(starts) == 3


@each(
    "typed",
    {
        "as printed": READABLE,
        "without hyphens": CHARACTERS,
        "lower case": READABLE.lower(),
        "mixed case": "k7M2-0q3D-x1W9-rtA1",
        "spaces for hyphens": "K7M2 0Q3D X1W9 RTA1",
        "spaces everywhere": " ".join(CHARACTERS),
        "hyphens everywhere": "-".join(CHARACTERS),
        "space around it": "  K7M2-0Q3D-X1W9-RTA1 \r\n",
        "O for nought": "K7M2-OQ3D-X1W9-RTA1",
        "small o for nought": "k7m2-oq3d-x1w9-rta1",
        "I for one": "K7M2-0Q3D-XIW9-RTAI",
        "small i for one": "k7m2-0q3d-xiw9-rtai",
        "L for one": "K7M2-0Q3D-XLW9-RTAL",
        "small l for one": "k7m2-0q3d-xlw9-rtal",
        "I and L and O": "k7m2 oq3d xIw9 rtal",
        "spaces that do not break": "K7M2\u00a00Q3D\u00a0X1W9\u00a0RTA1",
        "hyphens that do not break": "K7M2\u20110Q3D\u2011X1W9\u2011RTA1",
        "tabs": "K7M2\t0Q3D\tX1W9\tRTA1",
        "en dashes": "K7M2–0Q3D–X1W9–RTA1",
        "two lines": "K7M2-0Q3D-\nX1W9-RTA1",
        "a word before it": "Mã: K7M2-0Q3D-X1W9-RTA1",
        "a word before it, decomposed": "Ma\u0303: K7M2-0Q3D-X1W9-RTA1",
        "words without a colon": "mã biên nhận K7M2-0Q3D-X1W9-RTA1",
        "words before a wide colon": "Mã của tôi là：K7M2-0Q3D-X1W9-RTA1",
        "quotes": "“K7M2-0Q3D-X1W9-RTA1”",
        "a full stop": "K7M2-0Q3D-X1W9-RTA1.",
        "fullwidth": "Ｋ７Ｍ２－０Ｑ３Ｄ－Ｘ１Ｗ９－ＲＴＡ１",
        "zero-width blanks": "K7M2\u200b-0Q3D-X1W9\u200b-RTA1\ufeff",
        "dots and underscores": "K7M2.0Q3D_X1W9.RTA1",
    },
)
def test_a_receipt_is_read_when_typed_in_another_way(typed: str) -> None:
    assert Receipt.parse(typed).reveal() == READABLE


@each(
    "typed",
    {
        "empty": "",
        "spaces and hyphens only": " - - ",
        "fifteen characters": CHARACTERS[:15],
        "seventeen characters": CHARACTERS + "1",
        "fifteen characters that check": complete(CHARACTERS[:14]),
        "seventeen characters that check": complete(CHARACTERS),
        "first character missing": CHARACTERS[1:],
        "typed twice": CHARACTERS * 2,
        "very long": "0" * 100_000,
        "a group before it": f"ABCD-{READABLE}",
        "typed twice with a word": f"Mã {READABLE} {READABLE}",
        "a word only": "Mã:",
    },
)
def test_a_receipt_is_mistyped_when_its_length_is_wrong(typed: str) -> None:
    with pytest.raises(ReceiptMistyped):
        Receipt.parse(typed)


@each(
    "character",
    {
        "U": "U",
        "star": "*",
        "full stop": ".",
        "underscore": "_",
        "null": "\0",
        "letter with a mark": "é",
        "Vietnamese D": "Đ",
        "letter that grows in upper case": "ß",
        "Cyrillic K": "К",
        "Arabic digit": "\u0661",
        "superscript digit": "\u00b2",
        "emoji": "\U0001f512",
        "half of a pair": "\ud800",
        "combining mark": "\u0301",
        "zero-width space": "\u200b",
    },
)
@pytest.mark.parametrize("position", [0, 7, 15])
def test_a_receipt_is_mistyped_when_it_holds_a_foreign_character(character: str, position: int) -> None:
    with pytest.raises(ReceiptMistyped, match=r"^not a receipt$"):
        Receipt.parse(replace(CHARACTERS, position, character))


@pytest.mark.parametrize("position", range(LENGTH))
def test_a_receipt_is_mistyped_when_one_character_is_any_other(position: int) -> None:
    others = ALPHABET.replace(CHARACTERS[position], "")
    assert len(others) == 31
    assert not [other for other in others if is_read(replace(CHARACTERS, position, other))]


@pytest.mark.parametrize("position", range(LENGTH - 1))
def test_a_receipt_is_mistyped_when_neighbours_are_transposed(position: int) -> None:
    with pytest.raises(ReceiptMistyped):
        Receipt.parse(transpose(CHARACTERS, position))


@pytest.mark.parametrize("position", range(LENGTH - 2))
def test_only_two_in_992_are_read_when_neighbours_are_transposed(position: int) -> None:
    """The hybrid systems of ISO/IEC 7064 find every substitution, and nearly every transposition."""
    pairs = [first + second for first in ALPHABET for second in ALPHABET if first != second]
    receipts = [complete(CHARACTERS[:position] + pair + CHARACTERS[position + 2 : 15]) for pair in pairs]
    assert len(receipts) == 992
    assert len([receipt for receipt in receipts if is_read(transpose(receipt, position))]) == 2


@pytest.mark.parametrize(
    "characters",
    [
        pytest.param(READABLE, id="hyphens"),
        pytest.param(CHARACTERS.lower(), id="lower case"),
        pytest.param(CHARACTERS.replace("1", "I"), id="I for one"),
        pytest.param(CHARACTERS.replace("0", "O"), id="O for nought"),
    ],
)
def test_the_strict_form_is_refused_when_only_parsing_would_forgive(characters: str) -> None:
    with pytest.raises(ReceiptMistyped):
        Receipt(characters)


@PROPERTY
@given(data=data)
def test_a_receipt_comes_back_when_revealed_and_parsed(data: str) -> None:
    receipt = Receipt(complete(data))
    again = Receipt.parse(receipt.reveal())
    assert (again.digest, again.locking_key, again.tip_id_bytes) == (
        receipt.digest,
        receipt.locking_key,
        receipt.tip_id_bytes,
    )


@PROPERTY
@given(data=data, position=st.integers(0, LENGTH - 1), other=st.sampled_from(ALPHABET))
def test_any_receipt_is_mistyped_when_any_one_character_changes(data: str, position: int, other: str) -> None:
    right = complete(data)
    assert is_read(replace(right, position, other)) == (right[position] == other)


@PROPERTY
@given(typed=st.text() | st.text(ALPHABET + "oiluOILU -", max_size=40))
def test_only_receipt_mistyped_is_raised_when_any_text_is_typed(typed: str) -> None:
    with contextlib.suppress(ReceiptMistyped):
        Receipt.parse(typed)


def test_receipts_differ_when_minted() -> None:
    minted = [Receipt.mint() for _ in range(200)]
    assert len({receipt.reveal() for receipt in minted}) == 200
    assert len({receipt.digest for receipt in minted}) == 200
    assert all(Receipt.parse(receipt.reveal()).digest == receipt.digest for receipt in minted)


def test_a_receipt_does_not_show_when_printed() -> None:
    receipt = Receipt(CHARACTERS)
    texts = renderings(receipt)
    assert not [name for name, text in texts.items() if CHARACTERS[:4] in text or READABLE[:9] in text]
    for derived in (receipt.digest, receipt.locking_key.reveal(), receipt.tip_id_bytes):
        assert not shown(derived, texts)


def test_what_was_typed_does_not_show_when_it_is_refused() -> None:
    typed = transpose(CHARACTERS, 3)
    with pytest.raises(ReceiptMistyped) as caught:
        Receipt.parse(typed)
    assert typed not in "".join(traceback.format_exception(caught.value))
