"""What stands inside a locked message, and the keys that lock what belongs to a tip."""

import json
from typing import Any

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Key, PublicKey, Seed
from crypto.locking import lock, unlock
from crypto.sealing import open_sealed, open_seed, seal, seal_seed
from intake.submission import Part, Speech, TipContent, Turn
from triage.keys import KeyDirectory
from triage.routing.grants import Grant
from triage.routing.reasons import Reason
from triage.texting.tables import CandidateAccess
from triage.tips.tables import Message, Tip, TipAccess
from triage.vocabulary import AuthorKind


def content_to_bytes(content: TipContent) -> bytes:
    """Return the form of a message that is locked. Empty fields stand in it too, so that all messages look alike."""
    part = None if content.part is None else [content.part.reference, content.part.number, content.part.of]
    fields = [content.what, content.where, content.when, list(content.masked_by), part]
    if content.speech is not None or content.corrects:
        fields += [_speech_to_list(content.speech), content.corrects]
    return json.dumps(fields, ensure_ascii=False).encode()


def content_from_bytes(raw: bytes) -> TipContent:
    """Read what :func:`content_to_bytes` wrote."""
    what, where, when, *later = json.loads(raw)
    masked_by, part, *latest = later or ([], None)
    speech, corrects = latest or (None, "")
    return TipContent(
        what,
        where,
        when,
        masked_by=tuple(masked_by),
        part=None if part is None else Part(*part),
        speech=None if speech is None else _speech_from_list(speech),
        corrects=corrects,
    )


def _speech_to_list(speech: Speech | None) -> list[object] | None:
    if speech is None:
        return None
    turns = [[turn.start, turn.seconds, turn.speaker] for turn in speech.turns]
    return [turns, list(speech.doubtful), speech.language, speech.seconds]


def _speech_from_list(raw: list[Any]) -> Speech:
    turns, doubtful, language, seconds = raw
    return Speech(
        tuple(Turn(*turn) for turn in turns), tuple((start, end) for start, end in doubtful), language, seconds
    )


def message_context(tip_id: str, message_id: str, author: AuthorKind) -> Context:
    """Return the context of a message: whose it is is part of its key."""
    return bind(Label.TIP_MESSAGE, tip_id, message_id, author)


def lock_message(content: TipContent, *, seed: Seed, context: Context) -> bytes:
    """Lock a message under the tip's seed."""
    return lock(content_to_bytes(content), key=_symmetric(seed), context=context)


def seal_addition(content: TipContent, *, to: PublicKey, tip_id: str, message_id: str) -> bytes:
    """Seal what comes from outside, where nobody has the tip's seed. It proves nothing about who wrote it."""
    return seal(content_to_bytes(content), to=to, context=bind(Label.TIP_ADDITION, tip_id, message_id))


def unlock_message(message: Message, *, seed: Seed) -> TipContent:
    """Open a message.

    Raises crypto.errors.Unopenable for one that no holder of the tip's seed wrote; an addition anybody may have
    written, and it says so.
    """
    if message.author == AuthorKind.ADDITION:
        context = bind(Label.TIP_ADDITION, message.tip_id, message.id)
        return content_from_bytes(open_sealed(message.locked, seed=seed, context=context))
    context = message_context(message.tip_id, message.id, AuthorKind(message.author))
    return content_from_bytes(unlock(message.locked, key=_symmetric(seed), context=context))


def lock_reason(reason: Reason, *, seed: Seed, tip_id: str, post_key_id: str) -> bytes:
    """Lock why the tip came to a post."""
    return lock(reason.to_bytes(), key=_symmetric(seed), context=bind(Label.TIP_REASON, tip_id, post_key_id))


def unlock_reason(access: TipAccess | CandidateAccess, *, seed: Seed) -> Reason:
    """Open why the tip came to a post. Raises crypto.errors.Unopenable."""
    context = bind(Label.TIP_REASON, access.tip_id, access.post_key_id)
    return Reason.from_bytes(unlock(access.reason_locked, key=_symmetric(seed), context=context))


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


def _symmetric(seed: Seed) -> Key:
    return Key(seed.reveal())


def check_seed(tip: Tip, seed: Seed) -> Seed:
    """Return the seed where it is the tip's present one. Raises crypto.errors.Unopenable."""
    if seed.public_key.raw != tip.public_key:
        raise Unopenable
    return seed
