"""The floor: what accepting a tip costs on this machine without a web server, a router or an object mapper.

The same keys are made, the same seals and locks are applied, and the same rows are written by the database's own
driver in one transaction a tip, with the same durability, one after the other in a bare loop.
"""

import json
import secrets
import time
from collections.abc import Callable
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
from intake.identity.outgoing import Addressed, ReplyAddress
from intake.identity.seal import digest_number, seal_addressed, seal_identity, seal_reply_address
from intake.submission import SealedIdentity, TipId, WorkerKey

AT = "2026-11-24 02:00:00.000000"


class Cursor(Protocol):
    """What both drivers offer."""

    def execute(self, statement: str, parameters: tuple[Any, ...] = ()) -> Any:  # noqa: ANN401, as PEP 249 has it
        """Run one statement."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401, as PEP 249 has it
        """Return the next row of the answer."""
        ...


def accept_tip(cursor: Cursor, ground: "Ground") -> None:
    """Write one tip of the web's as the service does. The caller begins and commits."""
    receipt, seed = Receipt.mint(), Seed.generate()
    tip = receipt.tip_id_bytes.hex()
    identity = seal_identity("0912 345 678", tip_id=TipId(tip), custody=ground.custody)
    number = _store(cursor, ground, tip, seed, identity)
    locked = lock_seed(seed, key=receipt.locking_key, context=bind(Label.TIP_RECEIPT, tip))
    outer = lock(locked, key=ground.outer, context=bind(Label.TIP_RECEIPT_OUTER, tip))
    key_context = bind(Label.TIP_RECEIPT_KEY, tip, receipt.digest.hex())
    own_key = lock(receipt.seed.public_key.raw, key=Key(seed.reveal()), context=key_context)
    cursor.execute(
        *ground.put(
            "INSERT INTO tip_receipt (digest, tip_id, seed_locked, key_locked, is_sealed, month, is_spoken) "
            "VALUES (?, ?, ?, ?, ?, '2026-11', ?)",
            (receipt.digest, tip, outer, own_key, False, False),
        )
    )
    _journal(cursor, ground, tip, number)


def accept_text(cursor: Cursor, ground: "Ground") -> None:
    """Write one tip that came by SMS: two seals to the worker, three digests, and the rows of its thread."""
    seed, tip, outgoing = Seed.generate(), secrets.token_hex(16), secrets.token_hex(16)
    identity = seal_identity("+84912345678", tip_id=TipId(tip), custody=ground.custody)
    number = _store(cursor, ground, tip, seed, identity)
    address = ReplyAddress("+84912345678", "floor")
    sealed = seal_reply_address(address, tip_id=TipId(tip), worker=ground.worker)
    answer = seal_addressed(Addressed("Đã nhận.", address), outgoing_id=outgoing, worker=ground.worker)
    row, arrival = (digest_number(tip + use, key=ground.outer, month="2026-11") for use in ("n", "a"))
    put = ground.put
    cursor.execute(*put("INSERT INTO sms_arrival VALUES (?, '2026-11', ?)", (arrival, AT)))
    cursor.execute(
        *put(
            "INSERT INTO sms_thread (number_digest, month, tip_id, candidates, blocked_in, version) "
            "VALUES (?, '2026-11', ?, '', '', 1)",
            (row, tip),
        )
    )
    cursor.execute(
        *put(
            "INSERT INTO reply_address (tip_id, partner, month, sealed, is_answerable, is_blocked, is_block_due) "
            "VALUES (?, 'floor', '2026-11', ?, ?, ?, ?)",
            (tip, sealed, True, False, False),
        )
    )
    cursor.execute(
        *put(
            "INSERT INTO outgoing_text (id, kind, tip_id, thread_digest, partner, month, sealed, segments, state, "
            "attempts, is_perhaps_twice, next_at, changed_at) "
            "VALUES (?, 'received', ?, ?, 'floor', '2026-11', ?, 1, 'floor', 0, ?, ?, ?)",
            (outgoing, tip, row, answer, False, AT, AT),
        )
    )
    _journal(cursor, ground, tip, number)
    _count_day(cursor, ground)


def accept_call(cursor: Cursor, ground: "Ground") -> None:
    """Write one tip that came by a hotline with its words: three digests, and what is known of call and caller."""
    seed, tip = Seed.generate(), secrets.token_hex(16)
    identity = seal_identity("+84912345678", tip_id=TipId(tip), custody=ground.custody)
    number = _store(cursor, ground, tip, seed, identity)
    arrival, call, caller = (digest_number(tip + use, key=ground.outer, month="2026-11") for use in ("a", "c", "n"))
    put = ground.put
    cursor.execute(*put("INSERT INTO sms_arrival VALUES (?, '2026-11', ?)", (arrival, AT)))
    cursor.execute(*put("INSERT INTO hotline_call VALUES (?, '2026-11', ?, ?)", (call, tip, AT)))
    cursor.execute(*put("INSERT INTO caller VALUES (?, '2026-11', 1)", (caller,)))
    _journal(cursor, ground, tip, number)
    _count_day(cursor, ground)


def _count_day(cursor: Cursor, ground: "Ground") -> None:
    cursor.execute(
        *ground.put(
            "INSERT INTO partner_day VALUES ('floor', '2026-11-24', 1, 0, 0, 0, 0, 0) "
            "ON CONFLICT (partner, day) DO UPDATE SET received = partner_day.received + 1",
            (),
        )
    )


def _store(cursor: Cursor, ground: "Ground", tip: str, seed: Seed, identity: SealedIdentity) -> int:
    """Write what every tip has, and return its register number."""
    symmetric, put = Key(seed.reveal()), ground.put
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
            "register_year, register_number, accepted_at, ask_again_at, version) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (*shown, 2020, number, AT, AT),
        )
    )
    for post_id, key_id, public_key in ground.posts:
        sealed = seal_seed(seed, to=public_key, context=bind(Label.TIP_ACCESS, tip, key_id))
        twice = lock(sealed, key=ground.outer, context=bind(Label.TIP_ACCESS_OUTER, tip, key_id))
        reason = lock(b'["own_area"]', key=symmetric, context=bind(Label.TIP_REASON, tip, key_id))
        cursor.execute(
            *put(
                "INSERT INTO tip_access (tip_id, post_key_id, post_id, seed_sealed, reason_locked, month, visible_at, "
                "priority, accepted_at, is_closed, is_hidden, is_taken, due_at) "
                "VALUES (?, ?, ?, ?, ?, '2026-11', ?, 2, ?, ?, ?, ?, ?)",
                (tip, key_id, post_id, twice, reason, AT, AT, False, False, False, AT),
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
            *put(
                "INSERT INTO identity_share (identity_id, custodian, sealed) VALUES (?, ?, ?)",
                (identity.id, share.custodian, share.sealed),
            )
        )
    cursor.execute(
        *put(
            "INSERT INTO delivery (id, tip_id, post_id, officer_id, made_at) VALUES (?, ?, ?, ?, ?)",
            (secrets.token_hex(16), tip, ground.posts[0][0], ground.officer, AT),
        )
    )
    return int(number)


def _journal(cursor: Cursor, ground: "Ground", tip: str, number: int) -> None:
    put = ground.put
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
    cursor.execute(
        *put(
            "INSERT INTO post_activity (post_id, number) SELECT DISTINCT post_id, 1 FROM tip_access WHERE tip_id = ? "
            "ON CONFLICT (post_id) DO UPDATE SET number = post_activity.number + 1",
            (tip,),
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
    worker: WorkerKey = field(default_factory=lambda: WorkerKey("2026-11", Seed.generate().public_key))
    first_line: int = field(default_factory=lambda: int(time.time()) % 1_000_000 * 1000)
    """Where in the journal this run's lines begin, out of the way of the service's own."""

    def put(self, statement: str, parameters: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """Return the statement in the driver's own spelling."""
        return (statement if self.is_sqlite else statement.replace("?", "%s")), parameters


def measure(cursor: Cursor, ground: Ground, accept: Callable[[Cursor, Ground], None], *, tips: int) -> float:
    """Return tips per second of the bare loop."""
    begin = "BEGIN IMMEDIATE" if ground.is_sqlite else "BEGIN"
    started = time.perf_counter()
    for _ in range(tips):
        cursor.execute(begin)
        accept(cursor, ground)
        cursor.execute("COMMIT")
    return tips / (time.perf_counter() - started)
