"""Chains: fixed heads, and heads that change with everything before them."""

from hypothesis import given
from hypothesis import strategies as st

from crypto.chains import FIRST_HEAD, HEAD_BYTES, SALT_BYTES, commit, extend, new_salt
from tests.crypto.samples import PROPERTY

SALT = bytes(range(16))
COMMITMENT = commit(b"tip-1 arrived", salt=SALT)

lines = st.lists(st.binary(max_size=40), min_size=1, max_size=8)


def heads(details: list[bytes]) -> list[bytes]:
    """Return the head after each line."""
    found = [FIRST_HEAD]
    for number, line in enumerate(details, start=1):
        found.append(extend(found[-1], number=number, commitment=commit(line, salt=SALT)))
    return found


def test_the_heads_are_the_same_when_another_implementation_makes_them() -> None:
    assert COMMITMENT.hex() == "a52df858fb8ca802eaf4b9d4bbd7d52d0267c8940ef3027a6d5f46008b36934f"
    assert [head.hex() for head in heads([b"tip-1 arrived"] * 3)] == [
        "00" * 32,
        "1bcc0811f3e9741d8d89dcbe8c5d27d65a83d21f4f5966ccc49d21e2ef29de73",
        "4e049f2262ddf1c746eaa665dc05ec0f957d7d0b563cb992db453c79e213d39a",
        "4f55e7098207a580cd72389afa48e45c8f1b5c043b88e4ee7df2c1f50dbc8c13",
    ]


def test_the_head_changes_when_anything_in_the_line_does() -> None:
    head = extend(FIRST_HEAD, number=1, commitment=COMMITMENT)
    changed = {
        "head before": extend(b"\1" + FIRST_HEAD[1:], number=1, commitment=COMMITMENT),
        "number": extend(FIRST_HEAD, number=2, commitment=COMMITMENT),
        "details": extend(FIRST_HEAD, number=1, commitment=commit(b"tip-2 arrived", salt=SALT)),
        "salt": extend(FIRST_HEAD, number=1, commitment=commit(b"tip-1 arrived", salt=bytes(16))),
        "commitment": extend(FIRST_HEAD, number=1, commitment=COMMITMENT[::-1]),
    }
    assert len({head, *changed.values()}) == 1 + len(changed)
    assert len(head) == HEAD_BYTES == 32


def test_a_commitment_is_no_head_when_its_bytes_would_be() -> None:
    body = FIRST_HEAD + (1).to_bytes(8, "big") + COMMITMENT
    assert commit(body[SALT_BYTES:], salt=body[:SALT_BYTES]) != extend(FIRST_HEAD, number=1, commitment=COMMITMENT)


@PROPERTY
@given(details=lines, choice=st.data())
def test_the_last_head_changes_when_any_line_does(details: list[bytes], choice: st.DataObject) -> None:
    position = choice.draw(st.integers(0, len(details) - 1))
    forged = [*details[:position], details[position] + b"!", *details[position + 1 :]]
    true, false = heads(details), heads(forged)
    assert true[: position + 1] == false[: position + 1]
    assert not set(true[position + 1 :]) & set(false[position + 1 :])


@PROPERTY
@given(details=lines, choice=st.data())
def test_the_last_head_changes_when_a_line_is_taken_out_or_put_in(details: list[bytes], choice: st.DataObject) -> None:
    position = choice.draw(st.integers(0, len(details) - 1))
    shorter = details[:position] + details[position + 1 :]
    longer = [*details[:position], b"forged", *details[position:]]
    assert len({heads(details)[-1], heads(shorter)[-1], heads(longer)[-1]}) == 3


@PROPERTY
@given(details=st.lists(st.binary(max_size=40), min_size=2, max_size=8, unique=True))
def test_the_last_head_changes_when_lines_change_places(details: list[bytes]) -> None:
    assert heads(details)[-1] != heads(details[::-1])[-1]


def test_the_chain_verifies_when_details_and_salt_are_destroyed() -> None:
    salt = new_salt()
    commitment = commit(b"who did what", salt=salt)
    head = extend(FIRST_HEAD, number=1, commitment=commitment)
    del salt
    assert extend(FIRST_HEAD, number=1, commitment=commitment) == head


def test_commitments_differ_when_one_detail_is_committed_twice() -> None:
    salts = {new_salt() for _ in range(200)}
    assert {len(salt) for salt in salts} == {SALT_BYTES}
    assert len({commit(b"tip-1 arrived", salt=salt) for salt in salts}) == 200
