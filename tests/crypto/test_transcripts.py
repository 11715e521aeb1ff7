"""Transcripts: one run of bytes for one set of fields, and twenty digits for each."""

import hashlib
import struct

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import TranscriptMalformed
from crypto.transcripts import Transcript, comparison_groups, digest_transcript
from tests.crypto.samples import CHEAP, PROPERTY

WHOLE = Transcript("disclosure", (("tip", "ab" * 16), ("document", "12/QĐ")))
NAMES = st.lists(st.text(max_size=8), unique=True, max_size=5)


def _parts(*parts: bytes) -> bytes:
    return b"\x01" + b"".join(struct.pack(">I", len(part)) + part for part in parts)


def test_bytes_are_lengths_and_texts_when_a_transcript_is_encoded() -> None:
    written = _parts(b"disclosure", b"tip", b"ab" * 16, b"document", "12/QĐ".encode())
    assert WHOLE.encode() == written
    assert digest_transcript(written) == hashlib.sha256(written).hexdigest()


def test_digits_are_argon2id_over_the_bytes_when_another_implementation_counts() -> None:
    derived = Argon2id(
        salt=b"homthu/1/compare",
        length=16,
        iterations=CHEAP.iterations,
        lanes=CHEAP.lanes,
        memory_cost=CHEAP.memory_kib,
    ).derive(WHOLE.encode())
    digits = f"{int.from_bytes(derived, 'big') % 10**20:020}"
    assert comparison_groups(WHOLE.encode(), cost=CHEAP).replace(" ", "") == digits


@PROPERTY
@given(kind=st.text(max_size=8), names=NAMES, data=st.data())
def test_transcript_is_the_same_when_it_is_read_back(kind: str, names: list[str], data: st.DataObject) -> None:
    values = [data.draw(st.text(max_size=20)) for _name in names]
    whole = Transcript(kind, tuple(zip(names, values, strict=True)))
    assert Transcript.decode(whole.encode()) == whole


@PROPERTY
@given(raw=st.binary(max_size=60))
def test_bytes_are_those_that_were_read_when_anything_is_read(raw: bytes) -> None:
    try:
        read = Transcript.decode(b"\x01" + raw)
    except TranscriptMalformed:
        return
    assert read.encode() == b"\x01" + raw


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x02",
        b"\x01",
        b"\x01\x00\x00",
        _parts(b"kind", b"name"),
        _parts(b"kind", b"a", b"1", b"a", b"2"),
        _parts(b"kind", b"a", b"\xff"),
        WHOLE.encode()[:-1],
        WHOLE.encode() + b"\x00",
        _parts(b"k" * 70_000),
        b"\x01\xff\xff\xff\xff",
    ],
    ids=range(11),
)
def test_bytes_are_refused_when_they_are_no_transcript(raw: bytes) -> None:
    with pytest.raises(TranscriptMalformed):
        Transcript.decode(raw)


def test_digits_differ_when_any_field_does() -> None:
    raws = [WHOLE.encode(), Transcript("recovery", WHOLE.fields).encode()]
    raws += [
        Transcript(WHOLE.kind, tuple((name, value + "x" * (name == altered)) for name, value in WHOLE.fields)).encode()
        for altered, _value in WHOLE.fields
    ]
    assert len({comparison_groups(raw, cost=CHEAP) for raw in raws}) == len(raws)


def test_field_is_refused_when_there_is_none_of_its_name() -> None:
    with pytest.raises(TranscriptMalformed):
        WHOLE.get("key")
    assert WHOLE.get("document") == "12/QĐ"
