"""The floor: what accepting a tip costs on this machine without a web server, a router or an object mapper.

The same keys are made, the same seals and locks are applied, and the same rows are written by the database's own
driver in one transaction a tip, with the same durability, one after the other in a bare loop.
"""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from bench.sender import TEXT
from crypto.chains import commit, extend, new_salt
from crypto.contexts import Label, bind
from crypto.keys import Key, PublicKey, Seed
from crypto.locking import lock, lock_seed
from crypto.receipts import Receipt
from crypto.sealing import seal_seed
from intake.identity.custody import Custody
from intake.identity.seal import seal_identity
from intake.submission import TipId

AT = "2026-11-24 02:00:00.000000"


class Cursor(Protocol):
    """What both drivers offer."""

    def execute(self, statement: str, parameters: tuple[Any, ...] = ()) -> Any:  # noqa: ANN401, as PEP 249 has it
        """Run one statement."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401, as PEP 249 has it
        """Return the next row of the answer."""
        ...


def accept(cursor: Cursor, ground: "Ground") -> None:
    """Write one tip as the service does. The caller begins and commits."""
    receipt, seed = Receipt.mint(), Seed.generate()
    tip = receipt.tip_id_bytes.hex()
    identity = seal_identity("0912 345 678", tip_id=TipId(tip), custody=ground.custody)
    symmetric = Key(seed.reveal())
    put = ground.put
    cursor.execute(
        *put(
            "INSERT INTO register_counter VALUES (?, 2020, 1) "
            "ON CONFLICT (register_name, year) DO UPDATE SET last = register_counter.last + 1 RETURNING last",
            (ground.register,),
        )
    )
    (number,) = cursor.fetchone()
    shown = (tip, "web", ground.area, ground.posts[0][0], "drugs", 2, "new", seed.public_key.raw, ground.register)
    cursor.execute(
        *put(
            "INSERT INTO tip (id, channel, area_id, post_id, category, priority, status, public_key, register_name, "
            "register_year, register_number, accepted_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (*shown, 2020, number, AT),
        )
    )
    locked = lock_seed(seed, key=receipt.locking_key, context=bind(Label.TIP_RECEIPT, tip))
    outer = lock(locked, key=ground.outer, context=bind(Label.TIP_RECEIPT_OUTER, tip))
    cursor.execute(*put("INSERT INTO tip_receipt VALUES (?, ?, ?, '2026-11')", (receipt.digest, tip, outer)))
    for post_id, key_id, public_key in ground.posts:
        sealed = seal_seed(seed, to=public_key, context=bind(Label.TIP_ACCESS, tip, key_id))
        twice = lock(sealed, key=ground.outer, context=bind(Label.TIP_ACCESS_OUTER, tip, key_id))
        reason = lock(b'["own_area"]', key=symmetric, context=bind(Label.TIP_REASON, tip, key_id))
        cursor.execute(
            *put(
                "INSERT INTO tip_access (tip_id, post_key_id, post_id, seed_sealed, reason_locked, month, visible_at, "
                "priority, accepted_at, is_closed, is_hidden) VALUES (?, ?, ?, ?, ?, '2026-11', ?, 2, ?, ?, ?)",
                (tip, key_id, post_id, twice, reason, AT, AT, False, False),
            )
        )
    message = secrets.token_hex(16)
    content = json.dumps([TEXT, "đầu ngõ 12", ""]).encode()
    told = lock(content, key=symmetric, context=bind(Label.TIP_MESSAGE, tip, message, "resident"))
    cursor.execute(
        *put(
            "INSERT INTO message (id, tip_id, position, author, channel, locked, written_at) "
            "VALUES (?, ?, 1, 'resident', 'web', ?, ?)",
            (message, tip, told, AT),
        )
    )
    cursor.execute(*put("INSERT INTO identity VALUES (?, ?, ?)", (identity.id, tip, identity.locked)))
    for share in identity.shares:
        cursor.execute(
            *put("INSERT INTO identity_share VALUES (?, ?, ?)", (identity.id, share.custodian, share.sealed))
        )
    cursor.execute(
        *put(
            "INSERT INTO delivery (id, tip_id, post_id, officer_id, made_at) VALUES (?, ?, ?, ?, ?)",
            (secrets.token_hex(16), tip, ground.posts[0][0], ground.officer, AT),
        )
    )
    salt = new_salt()
    commitment = commit(json.dumps([number, AT, "tip_accepted", None, tip]).encode(), salt=salt)
    head = extend(bytes(32), number=number, commitment=commitment)
    cursor.execute(*put("UPDATE journal_head SET number = ?, head = ?", (ground.first_line + number, head)))
    line = ground.first_line + number
    cursor.execute(*put("INSERT INTO journal_line VALUES (?, ?, ?)", (line, commitment, head)))
    cursor.execute(
        *put(
            "INSERT INTO journal_detail (number, salt, at, event, tip_id, remark) VALUES (?, ?, ?, 'x', ?, '')",
            (line, salt, AT, tip),
        )
    )


@dataclass(frozen=True)
class Ground:
    """What every tip of a run shares: posts with their keys, custodians, the month's key."""

    is_sqlite: bool
    custody: Custody
    posts: list[tuple[str, str, PublicKey]]
    """Ids of the posts and of their keys, and the keys: whom the tip is sealed to."""
    area: str
    officer: str
    register: str
    outer: Key = field(default_factory=Key.generate)
    first_line: int = field(default_factory=lambda: int(time.time()) % 1_000_000 * 1000)
    """Where in the journal this run's lines begin, out of the way of the service's own."""

    def put(self, statement: str, parameters: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """Return the statement in the driver's own spelling."""
        return (statement if self.is_sqlite else statement.replace("?", "%s")), parameters


def measure(cursor: Cursor, ground: Ground, *, tips: int) -> float:
    """Return tips per second of the bare loop."""
    begin = "BEGIN IMMEDIATE" if ground.is_sqlite else "BEGIN"
    started = time.perf_counter()
    for _ in range(tips):
        cursor.execute(begin)
        accept(cursor, ground)
        cursor.execute("COMMIT")
    return tips / (time.perf_counter() - started)
