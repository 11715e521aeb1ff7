"""What speech recognition wrote where no person spoke, told from what was said.

Whisper fills silence with sentences that it learnt from subtitles, and loops. The limits of its own figures are those
that its server documents (OpenAI API, ``verbose_json``; the same in ``whisper/transcribe.py``).
"""

import csv
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from intake.areas.names import fold
from intake.channels.hotline.transcription import Segment

_FILE = Path(__file__).parent / "data" / "inventions.csv"

_NO_SPEECH = 0.6
_MOST_COMPRESSED = 2.4
_LEAST_LIKELY = -1.0
# Shorter texts hardly compress, whatever they say.
_LONG_ENOUGH_BYTES = 60
_LONGEST_ROUND = 8
_ROUNDS = 4
# A caller may say one short sentence twice; a long one again and again only a machine does.
_MOST_ALIKE, _MOST_ALIKE_LONG = 3, 8
_LONG_WORDS = 8
_HALF = 0.5
_NOISES = frozenset(
    ("am nhac", "tieng nhac", "nhac", "vo tay", "tieng on", "im lang", "music", "applause", "silence", "tieng cuoi", "")
)


def mark_invented(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the segments, in their order; each that was probably invented is marked, its words stay."""
    said = [fold(segment.text) for segment in segments]
    return tuple(
        replace(segment, is_invented=segment.is_invented or _is_invented(segment, said[at]) or _is_repeated(said, at))
        for at, segment in enumerate(segments)
    )


def is_doubtful(segments: Sequence[Segment]) -> bool:
    """Whether a person has to listen first: most of what was written, or all, was probably invented."""
    lengths = [(len(segment.text.split()), segment.is_invented) for segment in mark_invented(segments)]
    invented = sum(length for length, was_invented in lengths if was_invented)
    return any(was_invented for _length, was_invented in lengths) and invented >= _HALF * sum(
        length for length, _was_invented in lengths
    )


def _is_invented(segment: Segment, said: str) -> bool:
    if segment.no_speech is not None and segment.no_speech > _NO_SPEECH:
        return True
    if segment.likelihood is not None and segment.likelihood < _LEAST_LIKELY:
        return True
    ratio = _measure(segment.text) if segment.compression is None else segment.compression
    if ratio > _MOST_COMPRESSED or said in _NOISES:
        return True
    lowered = segment.text.lower()
    return any(each in (f" {said} " if each.isascii() else lowered) for each in _load()) or _loops(said.split())


def _measure(text: str) -> float:
    """Return Whisper's own measure of repetition: how many times smaller the text becomes."""
    raw = text.encode("utf-8", "replace")
    return len(raw) / len(zlib.compress(raw)) if len(raw) > _LONG_ENOUGH_BYTES else 0.0


def _loops(words: Sequence[str]) -> bool:
    """Whether a few words come again and again, for half of the segment at least."""
    for length in range(1, _LONGEST_ROUND + 1):
        rounds = 1
        for at in range(length, len(words) - length + 1, length):
            rounds = rounds + 1 if words[at : at + length] == words[at - length : at] else 1
            if rounds >= _ROUNDS and rounds * length >= _HALF * len(words):
                return True
    return False


def _is_repeated(said: Sequence[str], at: int) -> bool:
    """Whether the segment is one of several in a row that say the same."""
    first = last = at
    while first > 0 and said[first - 1] == said[at]:
        first -= 1
    while last + 1 < len(said) and said[last + 1] == said[at]:
        last += 1
    most = _MOST_ALIKE_LONG if len(said[at].split()) > _LONG_WORDS else _MOST_ALIKE
    return last - first + 1 >= most


@cache
def _load() -> tuple[str, ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        sentences = [row["sentence"] for row in csv.DictReader(file)]
    return tuple(f" {folded} " if (folded := fold(each)) and each[0] < "\u3000" else each.lower() for each in sentences)
