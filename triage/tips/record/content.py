"""What stands inside a locked message, and the keys that lock what belongs to a tip."""

import json
from typing import Any

from crypto.contexts import Context, Label, bind
from crypto.keys import PublicKey, Seed
from crypto.locking import lock, unlock
from crypto.sealing import open_sealed, seal
from intake.submission import Part, Speech, TipContent, Turn
from triage.ground.vocabulary import AuthorKind
from triage.tips.record.tables import Message


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
    return lock(content_to_bytes(content), key=seed.as_key(), context=context)


def seal_addition(content: TipContent, *, to: PublicKey, tip_id: str, message_id: str) -> bytes:
    """Seal what comes from outside, where the tip's seed is not at hand. It proves nothing about who wrote it."""
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
    return content_from_bytes(unlock(message.locked, key=seed.as_key(), context=context))
