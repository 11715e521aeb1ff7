"""What vouches for an officer's key to people who see no database: the post that endorsed it, up to its root.

The server hands it over; the reader believes nothing but the root's fingerprint, which it knows from elsewhere.
"""

import hashlib
import json
from dataclasses import dataclass

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session, col, select

from crypto.contexts import Label, bind
from crypto.errors import KeyMalformed, SignatureRejected
from crypto.keys import PublicKey
from crypto.signing import verify
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Holding, Post, PostKey
from triage.offices.posts.trust import key_statement

_LONGEST_CHAIN = 5
_FIELDS = 8


class VoucherRejected(Exception):
    """It vouches for nothing: a signature is missing, is of another key or over another statement."""


class _Link(BaseModel):
    """One post's key, and what the post above says of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    statement: Base64Bytes
    """As ``key_statement`` writes it."""
    signature: Base64Bytes = b""
    """Empty at the root."""


class Voucher(BaseModel):
    """An endorsement of an officer's key, and the chain of the post's key that made it, the post first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    officer: str = Field(min_length=1, max_length=64)
    endorsement: Base64Bytes
    chain: list[_Link] = Field(min_length=1, max_length=_LONGEST_CHAIN)


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a voucher proves."""

    root: str
    """The fingerprint of the top post's key, as the settings pin it."""
    post_kind: str
    area_id: str
    """Empty for a post without an area."""


@dataclass(frozen=True, slots=True)
class _Stated:
    post_id: str
    kind: str
    area_id: str | None
    above_id: str | None
    key_id: str
    public_key: PublicKey
    signer_id: str | None


def write_voucher(session: Session, officer: Officer) -> bytes | None:
    """Return what vouches for the officer's key, as JSON; None for an officer who holds no post."""
    query = (
        select(Holding, Post, PostKey)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(PostKey, col(PostKey.id) == col(Holding.post_key_id))
        .where(Holding.officer_id == officer.id, col(Holding.until).is_(None))
        .order_by(col(PostKey.version).desc(), col(Holding.id))
    )
    held = session.exec(query).first()
    if held is None:
        return None
    holding, post, key = held
    chain = [_Link.model_construct(statement=key_statement(post, key), signature=key.signature or b"")]
    while key.signer_id is not None and post.above_id is not None and len(chain) < _LONGEST_CHAIN:
        key, post = session.get_one(PostKey, key.signer_id), session.get_one(Post, post.above_id)
        signature = (key.signature or b"") if key.signer_id is not None else b""
        chain.append(_Link.model_construct(statement=key_statement(post, key), signature=signature))
    made = Voucher.model_construct(officer=officer.id, endorsement=holding.endorsement, chain=chain)
    return made.model_dump_json().encode()


def check_voucher(raw: bytes, asker: PublicKey) -> Vouched:
    """Return what a voucher proves of the asker's key. Raises VoucherRejected."""
    try:
        voucher = Voucher.model_validate_json(raw)
        stated = [_read(link.statement) for link in voucher.chain]
        first, root = stated[0], stated[-1]
        context = bind(Label.OFFICER_ENDORSEMENT, voucher.officer, first.key_id)
        verify(voucher.endorsement, asker.raw, signer=first.public_key, context=context)
        for link, below, above in zip(voucher.chain, stated, stated[1:], strict=False):
            if (below.signer_id, below.above_id) != (above.key_id, above.post_id):
                raise VoucherRejected
            context = bind(Label.POST_KEY, below.post_id)
            verify(link.signature, link.statement, signer=above.public_key, context=context)
    except (ValidationError, SignatureRejected, KeyMalformed, ValueError) as error:
        raise VoucherRejected from error
    if root.signer_id is not None:
        raise VoucherRejected
    fingerprint = hashlib.sha256(voucher.chain[-1].statement).hexdigest()
    return Vouched(fingerprint, first.kind, first.area_id or "")


def _read(statement: bytes) -> _Stated:
    """Read what ``key_statement`` wrote. Raises ValueError, KeyMalformed."""
    fields = json.loads(statement)
    if not isinstance(fields, list) or len(fields) != _FIELDS:
        raise ValueError
    post_id, kind, area_id, above_id, key_id, _version, public_key, signer_id = fields
    texts, blanks = (post_id, kind, key_id, public_key), (area_id, above_id, signer_id)
    if not all(isinstance(each, str) for each in texts) or not all(isinstance(each, str | None) for each in blanks):
        raise ValueError
    return _Stated(post_id, kind, area_id, above_id, key_id, PublicKey(bytes.fromhex(public_key)), signer_id)
