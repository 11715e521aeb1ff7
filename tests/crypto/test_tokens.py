"""Tokens: their form, what is derived from them, what is refused, and that none shows itself."""

import contextlib
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import KeyMalformed
from crypto.tokens import Token
from tests.crypto.samples import PROPERTY
from tests.crypto.showing import renderings, shown
from tests.crypto.tampering import each

RAW = bytes(range(32))
TEXT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


def test_digest_and_key_are_the_same_when_another_implementation_derives_them() -> None:
    token = Token.parse(TEXT)
    assert token.reveal() == TEXT
    assert token.digest.hex() == "2c76a95be1bdf3899df74711fee78d7dcf0851633ee0cc1b74796cc0ad89bdea"
    assert token.locking_key.reveal().hex() == "dfd28b5ce2a9d20a4fc497ce90fd1769f879d285166c9a6f3976dd1a90a80d6d"


def test_a_token_is_safe_in_an_address_when_its_bits_are_all_set() -> None:
    assert Token(b"\xff" * 32).reveal() == "_" * 42 + "8"
    assert Token(b"\xfb\xef\xbe" * 10 + b"\xfb\xef").reveal() == "-" * 42 + "8"


@each(
    "text",
    {
        "empty": "",
        "one character": "A",
        "a byte short": TEXT[:-2],
        "a character short": TEXT[:-1],
        "a character long": TEXT + "A",
        "a byte long": TEXT + "AA",
        "twice": TEXT * 2,
        "padding only": "=" * 43,
        "foreign characters only": "!" * 43,
        "letters with marks": "é" * 43,
        "wide letters": "\uff21" * 43,
        "half of a pair": "\ud800" * 43,
        "nulls": "\0" * 43,
        "hexadecimal": RAW.hex(),
        "very long": "A" * 100_000,
        "a blank inside": TEXT[:20] + " " + TEXT[20:],
        "a foreign character inside": TEXT[:20] + "!" + TEXT[20:],
        "padded": TEXT + "=",
        "unused bits set": TEXT[:-1] + "9",
    },
)
def test_a_token_is_refused_when_it_is_garbage(text: str) -> None:
    with pytest.raises(KeyMalformed, match=r"^not a key$"):
        Token.parse(text)


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_token_is_refused_when_its_bytes_are_not_thirty_two(size: int) -> None:
    with pytest.raises(KeyMalformed):
        Token(bytes(size))


@PROPERTY
@given(raw=st.binary(min_size=32, max_size=32))
def test_a_token_comes_back_when_revealed_and_parsed(raw: bytes) -> None:
    token = Token(raw)
    assert len(token.reveal()) == 43
    assert Token.parse(token.reveal()).digest == token.digest
    assert Token.parse(token.reveal()).locking_key == token.locking_key


@PROPERTY
@given(text=st.text() | st.text("AZaz09-_=+/", min_size=40, max_size=46))
def test_only_key_malformed_is_raised_when_a_token_is_any_text(text: str) -> None:
    with contextlib.suppress(KeyMalformed):
        Token.parse(text)


def test_tokens_differ_when_generated() -> None:
    assert len({Token.generate().reveal() for _ in range(200)}) == 200


def test_a_token_does_not_show_when_printed() -> None:
    token = Token(RAW)
    texts = renderings(token)
    for secret in (RAW, token.digest, token.locking_key.reveal()):
        assert not shown(secret, texts)
    assert token.digest != token.locking_key.reveal()


def test_what_was_sent_does_not_show_when_it_is_refused() -> None:
    with pytest.raises(KeyMalformed) as caught:
        Token.parse(TEXT[:-1])
    assert TEXT[:-1] not in "".join(traceback.format_exception(caught.value))
