"""A tip's seeds: the present one, and those that it had before, each locked under the next.

Who has the present seed reads everything. Who had a former one reads what was written then, and nothing that follows.
"""

from collections.abc import Mapping

from sqlmodel import Session, col, delete, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.locking import lock_seed, unlock_seed
from triage.ground.insertion import insert_all
from triage.tips.record.tables import FormerSeed, Tip, TipKey


def check_seed(tip: Tip, seed: Seed) -> Seed:
    """Return the seed where it is the tip's present one. Raises crypto.errors.Unopenable."""
    if seed.public_key.raw != tip.public_key:
        raise Unopenable
    return seed


_FIRST = 1


def open_seeds(session: Session, tip: Tip, seed: Seed) -> Mapping[int, Seed]:
    """Return the tip's seeds by their numbers; one that was tampered with is left out, and those before it."""
    seeds = {tip.seed_number: seed}
    if tip.seed_number == _FIRST:
        return seeds
    rows = session.exec(select(FormerSeed).where(FormerSeed.tip_id == tip.id).order_by(col(FormerSeed.number).desc()))
    for row in rows:
        newer = seeds.get(row.number + 1)
        if newer is None:
            break
        try:
            seeds[row.number] = unlock_seed(row.locked, key=newer.as_key(), context=_context(row.tip_id, row.number))
        except Unopenable:
            break
    return seeds


def replace_seed(session: Session, tip: Tip, seed: Seed) -> Seed:
    """Return a fresh seed, the tip's from now on. Hold the tip first.

    Whatever opened the old one (access, receipts) opens what was there, and has to be made anew for what follows.
    """
    fresh = Seed.generate()
    locked = lock_seed(seed, key=fresh.as_key(), context=_context(tip.id, tip.seed_number))
    insert_all(session, FormerSeed, [{"tip_id": tip.id, "number": tip.seed_number, "locked": locked}])
    session.exec(delete(TipKey).where(col(TipKey.tip_id) == tip.id))
    tip.seed_number, tip.public_key = tip.seed_number + 1, fresh.public_key.raw
    session.add(tip)
    session.flush()
    return fresh


def _context(tip_id: str, number: int) -> Context:
    return bind(Label.FORMER_SEED, tip_id, str(number))
