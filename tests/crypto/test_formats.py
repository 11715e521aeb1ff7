"""The page on formats: its vectors open for a reader who has nothing but the page, and for us."""

import base64
import hashlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from crypto.contexts import Context
from crypto.keys import Key, Seed
from crypto.locking import unlock
from crypto.passphrases import unlock_with_passphrase
from crypto.sealing import open_sealed
from crypto.shares import join
from crypto.streams import unlock_stream
from crypto.transcripts import Transcript
from tests.crypto import reader
from tests.disclosing import CONTACT, ONE_TIME, Case, open_case
from tests.town import Town

_VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "formats.json").read_text(encoding="utf-8"))
SEED, KEY = bytes.fromhex(_VECTORS["seed"]), bytes.fromhex(_VECTORS["key"])


def _vector(name: str) -> tuple[dict[str, Any], Context]:
    return _VECTORS[name], Context(_VECTORS[name].get("context", "").encode())


def test_public_key_is_the_page_s_and_ours() -> None:
    assert reader.public_key(SEED).hex() == Seed(SEED).public_key.raw.hex() == _VECTORS["public_key"]


def test_sealed_text_opens_for_both() -> None:
    row, context = _vector("sealed_text")
    envelope = bytes.fromhex(row["envelope"])
    assert reader.open_text(envelope, SEED, context).decode() == row["text"]
    assert open_sealed(envelope, seed=Seed(SEED), context=context).decode() == row["text"]


def test_locked_text_opens_for_both() -> None:
    row, context = _vector("locked_text")
    envelope = bytes.fromhex(row["envelope"])
    assert reader.unlock_text(envelope, KEY, context).decode() == row["text"]
    assert unlock(envelope, key=Key(KEY), context=context, least_bytes=2048).decode() == row["text"]


def test_seed_under_a_passphrase_opens_for_both() -> None:
    row, context = _vector("seed_under_passphrase")
    envelope = bytes.fromhex(row["envelope"])
    assert reader.unlock_seed(envelope, row["passphrase"], context) == SEED
    ours = unlock_with_passphrase(envelope, passphrase=row["passphrase"], pepper=Key(bytes(32)), context=context)
    assert ours.reveal() == SEED


def test_stream_opens_for_both() -> None:
    row, context = _vector("stream")
    chunks = [base64.b64decode(chunk) for chunk in row["chunks"]]
    for content in (reader.unlock_stream(chunks, KEY, context), unlock_stream(chunks, key=Key(KEY), context=context)):
        assert hashlib.sha256(content).hexdigest() == row["sha256"]


def test_signature_holds_for_the_statement_alone() -> None:
    row, context = _vector("signature")
    signer, signature = bytes.fromhex(_VECTORS["public_key"]), bytes.fromhex(row["signature"])
    reader.check_signature(signature, row["statement"].encode(), signer, context)
    with pytest.raises(InvalidSignature):
        reader.check_signature(signature, b"{ }", signer, context)


def test_any_three_shares_join_for_both() -> None:
    for some in itertools.combinations(_VECTORS["shares"]["shares"], _VECTORS["shares"]["needed"]):
        shares = [share.encode() for share in some]
        assert reader.join(shares) == join(shares).reveal() == KEY


def test_transcript_and_digits_are_the_page_s() -> None:
    row = _VECTORS["transcript"]
    raw = bytes.fromhex(row["bytes"])
    assert reader.read_transcript(raw) == (row["kind"], row["fields"])
    assert Transcript(row["kind"], tuple(row["fields"].items())).encode() == raw
    assert reader.digits(raw, b"homthu/1/compare", 20) == row["digits"]
    assert reader.digits(bytes.fromhex(_VECTORS["public_key"]), b"homthu/1/digits!", 8) == row["key_digits"]


def test_journal_s_head_is_the_page_s() -> None:
    row = _VECTORS["journal"]
    assert reader.journal_head(bytes(32), 1, bytes.fromhex(row["salt"]), row["statement"].encode()).hex() == row["head"]


@pytest.fixture
def case(town: Town) -> Iterator[Case]:
    with open_case(town) as made:
        yield made


def test_second_reader_opens_a_bundle_by_the_page_alone(case: Case) -> None:
    case.ask()
    case.wait()
    for number in range(3):
        assert case.approve(number) == ""
    bundle = json.loads(case.fetch()[1])
    transcript = base64.b64decode(bundle["transcript"])
    kind, told = reader.read_transcript(transcript)
    assert (kind, told["tip"], told["key"]) == ("disclosure", bundle["tip"], ONE_TIME.public_key.fingerprint)
    (identity,) = bundle["identities"]
    shares = []
    for approval in bundle["approvals"]:
        custodian, signer = approval["custodian"], base64.b64decode(approval["public_key"])
        assert hashlib.sha256(signer).hexdigest() == custodian
        assert custodian in told["custodians"].split()
        statement, signature = base64.b64decode(approval["statement"]), base64.b64decode(approval["signature"])
        about = reader.context("custodian-decision", bundle["disclosure"], custodian)
        reader.check_signature(signature, statement, signer, about)
        sealed = base64.b64decode(json.loads(statement)["shares"][identity])
        ids = (bundle["disclosure"], bundle["tip"], custodian, identity, hashlib.sha256(transcript).hexdigest())
        shares.append(reader.open_text(sealed, ONE_TIME.reveal(), reader.context("disclosed-share", *ids)))
    locked = base64.b64decode(bundle["identities"][identity])
    assert told["items"] == f"{identity}:{hashlib.sha256(locked).hexdigest()}"
    about = reader.context("identity", bundle["tip"], identity)
    assert reader.unlock_text(locked, reader.join(shares), about).decode() == CONTACT
