"""Which post keys may be sealed to: those that the post above signed, up to one that the settings pin.

A thief of the database can put a key of their own in the place of a post's. So no key is used before its chain
is checked. The roots stand in the settings, which the database does not hold.
"""

import hashlib
import json
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from crypto.contexts import Context, Label, bind
from crypto.errors import KeyMalformed, SignatureRejected
from crypto.keys import PublicKey
from crypto.signing import verify
from triage.ground.errors import PostKeyRejected
from triage.offices.posts.tables import Post, PostKey

_DEEPEST = 4
_MOST_REMEMBERED = 10_000


def key_statement(post: Post, key: PostKey) -> bytes:
    """Return what the post above signs: which post this is, for which area, and its key."""
    fields = [post.id, post.kind, post.area_id, post.above_id, key.id, key.version, key.public_key.hex(), key.signer_id]
    return json.dumps(fields, separators=(",", ":")).encode()


def succession_context(post: Post) -> Context:
    """Return the context in which a top post's former key signs the next."""
    return bind(Label.POST_KEY_SUCCESSION, post.id)


def is_successor(post: Post, key: PostKey, former: PostKey) -> bool:
    """Say whether a holder of the former version of a top post's key made this one."""
    try:
        signer = PublicKey(former.public_key)
        verify(key.signature or b"", key_statement(post, key), signer=signer, context=succession_context(post))
    except (SignatureRejected, KeyMalformed):
        return False
    return True


def root_fingerprint(post: Post, key: PostKey) -> str:
    """Return what the settings pin for a top post: SHA-256 over its key's statement, hexadecimal."""
    return hashlib.sha256(key_statement(post, key)).hexdigest()


def find_current(session: Session, post: Post, versions: Sequence[PostKey], trusted: "TrustedKeys") -> PostKey:
    """Return the version of a post's key that is used now: the newest of ``versions``, which come oldest first.

    A top post's next version waits until the settings pin it, and until then the one before is used. Only a version
    that the one before has signed waits so. Raises PostKeyRejected for any other: a forger put it there.
    """
    *earlier, newest = versions
    try:
        trusted.check(session, post, newest)
    except PostKeyRejected:
        if post.above_id is not None or not earlier or not is_successor(post, newest, earlier[-1]):
            raise
        return find_current(session, post, earlier, trusted)
    return newest


def read_current(session: Session, post_id: str, trusted: "TrustedKeys") -> PostKey:
    """Return the version of a post's key that is used now. Raises PostKeyRejected."""
    return find_current(session, session.get_one(Post, post_id), read_versions(session, post_id), trusted)


def read_versions(session: Session, post_id: str) -> Sequence[PostKey]:
    """Return every version of a post's key, the oldest first."""
    return list_versions(session, [post_id])[post_id]


def list_versions(session: Session, post_ids: Collection[str]) -> dict[str, list[PostKey]]:
    """Return every version of each post's key, the oldest first, in one reading."""
    found: dict[str, list[PostKey]] = {post_id: [] for post_id in post_ids}
    for key in session.exec(select(PostKey).where(col(PostKey.post_id).in_(found)).order_by(col(PostKey.version))):
        found[key.post_id].append(key)
    return found


class TrustedKeys:
    """Checks post keys, and remembers what it has checked.

    What is remembered is that a signature over a statement is genuine. That stays true, so a swapped row is never
    excused by an earlier check: its statement is another.
    """

    def __init__(self, roots: Collection[str]) -> None:
        self._roots = frozenset(roots)
        self._genuine: set[bytes] = set()

    def check(self, session: Session, post: Post, key: PostKey) -> PublicKey:
        """Return the post's public key. Raises PostKeyRejected."""
        return self._check(session, post, key, depth=0)

    def _check(self, session: Session, post: Post, key: PostKey, *, depth: int) -> PublicKey:
        if key.post_id != post.id or depth > _DEEPEST:
            raise PostKeyRejected
        try:
            public_key = PublicKey(key.public_key)
        except KeyMalformed as error:
            raise PostKeyRejected from error
        if key.signer_id is None:
            if root_fingerprint(post, key) not in self._roots:
                raise PostKeyRejected
            return public_key
        self._check_signature(session, post, key, depth=depth)
        return public_key

    def _check_signature(self, session: Session, post: Post, key: PostKey, *, depth: int) -> None:
        statement, signature = key_statement(post, key), key.signature or b""
        remembered = hashlib.sha256(signature + statement).digest()
        if remembered in self._genuine:
            return
        signer = session.get(PostKey, key.signer_id)
        above = session.get(Post, post.above_id) if post.above_id else None
        if signer is None or above is None or signer.post_id != above.id:
            raise PostKeyRejected
        signer_key = self._check(session, above, signer, depth=depth + 1)
        try:
            verify(signature, statement, signer=signer_key, context=bind(Label.POST_KEY, post.id))
        except SignatureRejected as error:
            raise PostKeyRejected from error
        if len(self._genuine) >= _MOST_REMEMBERED:
            self._genuine.clear()
        self._genuine.add(remembered)
