"""Laying out what was spoken: a line for each turn with its time, and in each line what the machine guessed."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.submission import Speech, TipContent, Turn

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are shown alike."""

    text: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What one voice said in one go."""

    clock: str
    """Minutes and seconds since the call began."""
    speaker: str
    pieces: tuple[Piece, ...]


def lay_out(content: TipContent) -> list[Line]:
    """Return the lines of a call. A text that was not spoken has none."""
    speech, text = content.speech, content.what
    if speech is None:
        return []
    turns = speech.turns or (Turn(0, 0, ""),)
    ends = [turn.start for turn in turns[1:]] + [len(text)]
    return [
        Line(_clock(turn.seconds), turn.speaker, tuple(_cut(text, speech, turn.start, end)))
        for turn, end in zip(turns, ends, strict=True)
    ]


def _cut(text: str, speech: Speech, start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last in speech.doubtful:
        if last <= start or first >= end:
            continue
        if first > at:
            yield Piece(text[at:first], is_doubtful=False)
        yield Piece(text[max(first, at) : min(last, end)], is_doubtful=True)
        at = min(last, end)
    rest = text[at:end].rstrip("\n")
    if rest:
        yield Piece(rest, is_doubtful=False)


def _clock(seconds: int) -> str:
    return f"{seconds // _MINUTE}:{seconds % _MINUTE:02}"
