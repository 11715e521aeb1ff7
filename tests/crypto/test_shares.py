"""Shares: just k of one set join, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from crypto.errors import SharesRejected
from crypto.keys import Key
from crypto.shares import join, split
from tests.crypto.samples import KEY, OTHER_KEY, PROPERTY
from tests.crypto.tampering import each

# Three of these five were once split from KEY; they must join for ever.
SHARES = [
    (
        b"exclude crunch academic acne antenna angel sympathy visitor purchase keyboard display aviation "
        b"penalty beyond remove network welfare estate academic tolerate training lungs facility imply carbon "
        b"rocky ultimate platform explain total petition hazard flexible"
    ),
    (
        b"exclude crunch academic agree anxiety weapon regret spelling lair muscle network employer hanger "
        b"tackle warn visitor remind have beam cultural unhappy elite decrease fiscal inform review column "
        b"garbage smug loyalty election hazard dream"
    ),
    (
        b"exclude crunch academic amazing actress impact style visual peaceful engage glimpse emerald carve "
        b"estimate thunder punish satisfy echo brother sprinkle ending island keyboard percent filter toxic "
        b"testify civil walnut employer axis clock scout"
    ),
    (
        b"exclude crunch academic arcade adapt lecture rocky species human prevent safari auction soul loan "
        b"penalty talent leaves gather analysis busy easy result camera leader early tidy craft spit guard "
        b"clogs volume clock parcel"
    ),
    (
        b"exclude crunch academic axle alcohol submit should retailer acid temple legal move bracelet guitar "
        b"fiber always method trouble square heat friendly syndrome ordinary include upstairs remember should "
        b"teacher injury join fiction drift recover"
    ),
]
OTHER_SET = split(KEY, needed=3, of=5)
OTHER_KEYS_SET = split(OTHER_KEY, needed=3, of=5)
OTHER_THRESHOLD = split(KEY, needed=2, of=5)


def altered(share: bytes, position: int, word: str) -> bytes:
    words = share.decode().split()
    words[position] = word
    return " ".join(words).encode()


def transposed(share: bytes, position: int) -> bytes:
    words = share.decode().split()
    words[position], words[position + 1] = words[position + 1], words[position]
    return " ".join(words).encode()


@each(
    "shares",
    {
        "first three": SHARES[:3],
        "last three": SHARES[2:],
        "every other": SHARES[::2],
        "in another order": [SHARES[4], SHARES[0], SHARES[3]],
        "one given twice": [SHARES[0], SHARES[1], SHARES[0], SHARES[2]],
        "in capitals": [share.upper() for share in SHARES[:3]],
    },
)
def test_shares_join_when_three_of_five_are_given(shares: list[bytes]) -> None:
    assert join(shares) == KEY


@each(
    "shares",
    {
        "none": [],
        "one": SHARES[:1],
        "one fewer": SHARES[:2],
        "one fewer, one given twice": [SHARES[0], SHARES[1], SHARES[1]],
        "one more": SHARES[:4],
        "all": SHARES,
        "one from another set of the key": [*SHARES[:2], OTHER_SET[2]],
        "one from a set of another key": [*SHARES[:2], OTHER_KEYS_SET[2]],
        "one from a set with another threshold": [*SHARES[:2], OTHER_THRESHOLD[2]],
        "enough, and one from another set": [*SHARES[:3], OTHER_SET[3]],
        "word altered": [*SHARES[:2], altered(SHARES[2], 10, "academic")],
        "word of the header altered": [*SHARES[:2], altered(SHARES[2], 0, "academic")],
        "last word altered": [*SHARES[:2], altered(SHARES[2], -1, "academic")],
        "words transposed": [*SHARES[:2], transposed(SHARES[2], 10)],
        "word missing": [*SHARES[:2], SHARES[2].rsplit(b" ", 1)[0]],
        "word added": [*SHARES[:2], SHARES[2] + b" academic"],
        "word not of the list": [*SHARES[:2], altered(SHARES[2], 10, "homthu")],
        "empty share": [*SHARES[:2], b""],
        "not a mnemonic": [*SHARES[:2], "Đây không phải là một mảnh".encode()],
        "not text": [*SHARES[:2], b"\xff\xfe\x00"],
        "key bytes": [*SHARES[:2], KEY.reveal()],
    },
)
def test_shares_are_rejected_when_they_are_not_three_of_one_set(shares: list[bytes]) -> None:
    with pytest.raises(SharesRejected, match=r"^the shares do not join$"):
        join(shares)


@pytest.mark.parametrize(
    ("needed", "of"),
    [
        pytest.param(0, 3, id="none needed"),
        pytest.param(1, 1, id="one of one"),
        pytest.param(1, 3, id="one of three"),
        pytest.param(-2, 3, id="fewer than none"),
        pytest.param(3, 2, id="more needed than made"),
        pytest.param(2, 17, id="seventeen"),
    ],
)
def test_a_key_is_not_split_when_the_numbers_make_no_sharing(needed: int, of: int) -> None:
    with pytest.raises(ValueError, match="at least 2 of n"):
        split(KEY, needed=needed, of=of)


@each("shape", {"two of two": (2, 2), "two of sixteen": (2, 16), "sixteen of sixteen": (16, 16)})
def test_a_key_comes_back_when_the_numbers_are_at_their_bounds(shape: tuple[int, int]) -> None:
    needed, of = shape
    shares = split(KEY, needed=needed, of=of)
    assert len(set(shares)) == of
    assert join(shares[-needed:]) == KEY


def test_sets_differ_when_one_key_is_split_twice() -> None:
    assert not set(split(KEY, needed=2, of=3)) & set(split(KEY, needed=2, of=3))


@PROPERTY
@given(raw=st.binary(min_size=32, max_size=32), choice=st.data())
def test_a_key_comes_back_when_any_k_of_n_shares_join(raw: bytes, choice: st.DataObject) -> None:
    of = choice.draw(st.integers(2, 6))
    needed = choice.draw(st.integers(2, of))
    shares = choice.draw(st.permutations(split(Key(raw), needed=needed, of=of)))
    assert join(shares[:needed]) == Key(raw)
    with pytest.raises(SharesRejected):
        join(shares[: needed - 1])


@PROPERTY
@given(position=st.integers(0, 32), word=st.sampled_from(WORDLIST))
def test_shares_are_rejected_when_any_word_is_any_other(position: int, word: str) -> None:
    changed = altered(SHARES[2], position, word)
    if changed == SHARES[2]:
        assert join([*SHARES[:2], changed]) == KEY
    else:
        with pytest.raises(SharesRejected):
            join([*SHARES[:2], changed])


@PROPERTY
@given(shares=st.lists(st.binary(max_size=300) | st.text().map(str.encode), max_size=4))
def test_only_shares_rejected_is_raised_when_shares_are_any_bytes(shares: list[bytes]) -> None:
    with pytest.raises(SharesRejected):
        join(shares)


def test_nothing_of_a_share_stands_in_the_error_when_a_word_is_no_word() -> None:
    with pytest.raises(SharesRejected) as caught:
        join([b"geheim " + SHARES[0], SHARES[1], SHARES[2]])
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_shares_are_refused_when_they_hold_a_shorter_secret() -> None:
    # Valid SLIP-39 words for sixteen bytes, made by the library itself.
    (words,) = generate_mnemonics(1, [(3, 3)], bytes(16), passphrase=b"")
    with pytest.raises(SharesRejected):
        join([text.encode() for text in words])
