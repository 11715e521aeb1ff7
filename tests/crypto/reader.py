"""A second reader of our formats, written from ``docs/formats.md`` alone: it uses none of the project's code.

Where it and the project differ, the page is wrong or a format has changed.
"""

import hashlib
import struct
import unicodedata
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from shamir_mnemonic import Share
from shamir_mnemonic.shamir import ShareGroup, recover_ems

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def context(label: str, *ids: str) -> bytes:
    """Return ``homthu/1/<label>|<id>…``."""
    return "|".join((f"homthu/1/{label}", *ids)).encode()


def derive(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def public_key(seed: bytes) -> bytes:
    mlkem, x25519 = _halves(seed)
    signing = Ed25519PrivateKey.from_private_bytes(derive(seed, b"homthu/1/signing-key"))
    return (
        mlkem.public_key().public_bytes_raw()
        + x25519.public_key().public_bytes_raw()
        + signing.public_key().public_bytes_raw()
    )


def _halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def open_text(envelope: bytes, seed: bytes, info: bytes) -> bytes:
    """Open a sealed text (``11``)."""
    assert envelope[0] == 0x11
    return _unpad(_SUITE.decrypt(envelope[1:], MLKEM768X25519PrivateKey(*_halves(seed)), info=info))


def unlock_text(envelope: bytes, key: bytes, info: bytes) -> bytes:
    """Unlock a locked text (``13``)."""
    assert envelope[0] == 0x13
    return _unpad(_decrypt(envelope[1:], key, info))


def unlock_seed(envelope: bytes, passphrase: str, info: bytes) -> bytes:
    """Unlock a seed under a passphrase (``15``), off the server."""
    assert envelope[0] == 0x15
    memory, passes, lanes = struct.unpack_from(">IHB", envelope, 1)
    salt, locked = envelope[8:24], envelope[24:]
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    stretched = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(typed)
    assert locked[0] == 0x14
    return _decrypt(locked[1:], derive(stretched + bytes(32), info), info)


def unlock_stream(chunks: Sequence[bytes], key: bytes, info: bytes) -> bytes:
    """Unlock a stream (``17``)."""
    cipher, whole = ChaCha20Poly1305(derive(key, info)), b""
    for number, chunk in enumerate(chunks):
        assert chunk[0] == 0x17
        is_last = number == len(chunks) - 1
        whole += cipher.decrypt(bytes(7) + struct.pack(">IB", number, is_last), chunk[1:], info)
    content = whole.rstrip(b"\0")
    assert content.endswith(b"\x80")
    return content[:-1]


def check_signature(signature: bytes, statement: bytes, signer: bytes, info: bytes) -> None:
    """Check a signature (``16``). Raises InvalidSignature."""
    assert signature[0] == 0x16
    key = Ed25519PublicKey.from_public_bytes(signer[1184 + 32 :])
    key.verify(signature[1:], struct.pack(">I", len(info)) + info + statement)


def join(shares: Iterable[bytes]) -> bytes:
    """Join shares by SLIP-39, without its passphrase encryption."""
    group = ShareGroup()
    for share in shares:
        group.add(Share.from_mnemonic(share.decode().strip()))
    return bytes(recover_ems({0: group}).ciphertext)


def read_transcript(raw: bytes) -> tuple[str, dict[str, str]]:
    """Return a transcript's kind and fields."""
    assert raw[0] == 1
    texts, at = list[str](), 1
    while at < len(raw):
        (length,) = struct.unpack_from(">I", raw, at)
        texts.append(raw[at + 4 : at + 4 + length].decode())
        at += 4 + length
    return texts[0], dict(zip(texts[1::2], texts[2::2], strict=True))


def digits(raw: bytes, salt: bytes, count: int) -> str:
    """Return the digits that people compare."""
    stretched = Argon2id(salt=salt, length=16, iterations=4, lanes=1, memory_cost=65536).derive(raw)
    return str(int.from_bytes(stretched, "big") % 10**count).zfill(count)


def journal_head(before: bytes, number: int, salt: bytes, statement: bytes) -> bytes:
    """Return the head after a line."""
    commitment = hashlib.sha256(b"homthu/1/commitment" + salt + statement).digest()
    return hashlib.sha256(b"homthu/1/line" + before + struct.pack(">Q", number) + commitment).digest()


def _decrypt(payload: bytes, key: bytes, info: bytes) -> bytes:
    return ChaCha20Poly1305(derive(key, info)).decrypt(payload[:12], payload[12:], info)


def _unpad(padded: bytes) -> bytes:
    (length,) = struct.unpack_from(">I", padded)
    assert not padded[4 + length :].strip(b"\0")
    return padded[4 : 4 + length]
