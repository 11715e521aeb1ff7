"""The tip's seed and the reason, sealed to a post and opened by it."""

from crypto.contexts import Label, bind
from crypto.keys import Key, Seed
from crypto.locking import lock, unlock
from crypto.sealing import open_seed, seal_seed
from triage.ground.insertion import Row
from triage.ground.keys import KeyDirectory
from triage.tips.record.seeds import check_seed
from triage.tips.record.tables import CandidateAccess, Tip, TipAccess
from triage.tips.routing.grants import Grant
from triage.tips.routing.reasons import Reason


def seal_grant(grant: Grant, seed: Seed, tip_id: str, outer: Key) -> Row:
    """Return what a row of access holds for the post: the tip's seed and the reason, sealed and locked."""
    return {
        "post_key_id": grant.post_key_id,
        "post_id": grant.post_id,
        "seed_sealed": seal_access(seed, grant, tip_id=tip_id, outer=outer),
        "reason_locked": lock_reason(grant.reason, seed=seed, tip_id=tip_id, post_key_id=grant.post_key_id),
    }


def lock_reason(reason: Reason, *, seed: Seed, tip_id: str, post_key_id: str) -> bytes:
    """Lock why the tip came to a post."""
    return lock(reason.to_bytes(), key=seed.as_key(), context=bind(Label.TIP_REASON, tip_id, post_key_id))


def unlock_reason(access: TipAccess | CandidateAccess, *, seed: Seed) -> Reason:
    """Open why the tip came to a post. Raises crypto.errors.Unopenable."""
    context = bind(Label.TIP_REASON, access.tip_id, access.post_key_id)
    return Reason.from_bytes(unlock(access.reason_locked, key=seed.as_key(), context=context))


def seal_access(seed: Seed, grant: Grant, *, tip_id: str, outer: Key) -> bytes:
    """Seal the tip's seed to a post, and lock the seal under the month's key, which can be destroyed."""
    sealed = seal_seed(seed, to=grant.public_key, context=bind(Label.TIP_ACCESS, tip_id, grant.post_key_id))
    return lock(sealed, key=outer, context=bind(Label.TIP_ACCESS_OUTER, tip_id, grant.post_key_id))


def open_access(tip: Tip, access: TipAccess, *, post_seed: Seed, keys: KeyDirectory) -> Seed:
    """Return the tip's seed. Raises crypto.errors.Unopenable, also where the seed is not this tip's."""
    outer = keys.content_key(access.month)
    sealed = unlock(
        access.seed_sealed, key=outer, context=bind(Label.TIP_ACCESS_OUTER, access.tip_id, access.post_key_id)
    )
    context = bind(Label.TIP_ACCESS, access.tip_id, access.post_key_id)
    return check_seed(tip, open_seed(sealed, seed=post_seed, context=context))
