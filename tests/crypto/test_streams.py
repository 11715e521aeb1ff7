import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Key
from crypto.padding import padded_size
from crypto.streams import CHUNK_BYTES, StreamLocker, unlock_stream

CONTEXT = bind(Label.CUSTODY_FILE, "tip", "file")
SIZES = (0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5)


def _lock(content: bytes, key: Key, *, pieces: int = 1, context: Context = CONTEXT) -> list[bytes]:
    locker, size = StreamLocker(key, context), max(1, len(content) // pieces)
    locked: list[bytes] = []
    for start in range(0, len(content), size):
        locked += locker.add(content[start : start + size])
    return [*locked, *locker.finish()]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pieces", [1, 7])
def test_file_comes_back_when_it_was_locked_in_pieces(size: int, pieces: int) -> None:
    key, content = Key.generate(), bytes(number % 251 for number in range(size))
    assert unlock_stream(_lock(content, key, pieces=pieces), key=key, context=CONTEXT) == content


@given(content=st.binary(max_size=2000))
def test_zeros_at_the_end_come_back_when_they_look_like_padding(content: bytes) -> None:
    key = Key.generate()
    for ending in (b"", b"\0\0", b"\x80", b"\x80\0"):
        assert unlock_stream(_lock(content + ending, key), key=key, context=CONTEXT) == content + ending


def test_length_shows_only_its_step_when_files_are_nearly_alike() -> None:
    key = Key.generate()
    sizes = {sum(map(len, _lock(bytes(size), key))) for size in range(100_000, 100_200)}
    assert len(sizes) <= 2
    assert padded_size(100_001) - 100_001 < 0.12 * 100_001


@pytest.mark.parametrize(
    "harm", ["left out", "last left out", "doubled", "swapped", "altered", "another file's", "none"]
)
def test_nothing_opens_when_a_chunk_was_harmed(harm: str) -> None:
    key = Key.generate()
    chunks = _lock(bytes(4 * CHUNK_BYTES), key)
    harmed = {
        "left out": [chunks[0], *chunks[2:]],
        "last left out": chunks[:-1],
        "doubled": [chunks[0], chunks[0], *chunks[1:]],
        "swapped": [chunks[1], chunks[0], *chunks[2:]],
        "altered": [chunks[0][:-1] + bytes([chunks[0][-1] ^ 1]), *chunks[1:]],
        "another file's": [*_lock(bytes(4 * CHUNK_BYTES), Key.generate())[:1], *chunks[1:]],
        "none": [],
    }[harm]
    with pytest.raises(Unopenable):
        unlock_stream(harmed, key=key, context=CONTEXT)


def test_nothing_opens_when_the_file_is_said_to_be_another_tips() -> None:
    key = Key.generate()
    chunks = _lock(b"x", key)
    with pytest.raises(Unopenable):
        unlock_stream(chunks, key=key, context=bind(Label.CUSTODY_FILE, "other", "file"))
