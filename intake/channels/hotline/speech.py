"""From segments to one text that can be read: in the order of time, a line for each turn, doubts marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from intake.channels.hotline.inventions import is_doubtful, mark_invented
from intake.channels.hotline.transcription import HeardWord, Segment
from intake.ground.text import mend
from intake.submission import Speech, Turn

# Below this the machine guessed: measured on nothing yet, taken from what makers of such machines advise.
DOUBTFUL = 0.6
# A silence of this length begins a new line.
_PAUSE_SECONDS = 2.5
# The label by which the reference interface names the caller.
CALLER = "caller"

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A call as text. Offsets count characters of ``text``."""

    text: str = field(repr=False)
    turns: tuple[Turn, ...] = ()
    doubtful: tuple[Stretch, ...] = ()
    is_invented: bool = False
    """Most of it was probably written where no person spoke."""

    @property
    def by_caller(self) -> str:
        """What the caller said, where the operator tells the voices apart; else everything."""
        if not any(turn.speaker == CALLER for turn in self.turns):
            return self.text
        ends = [turn.start for turn in self.turns[1:]] + [len(self.text)]
        said = (
            self.text[turn.start : end] for turn, end in zip(self.turns, ends, strict=True) if turn.speaker == CALLER
        )
        return "".join(said)

    def without_doubtful(self) -> str:
        """Return the text with blanks where the machine guessed, so that nothing else moves."""
        sure = list(self.text)
        for start, end in self.doubtful:
            sure[start:end] = " " * (end - start)
        return "".join(sure)


def write_down(segments: Sequence[Segment]) -> Spoken:
    """Return the segments as one text, in whatever order they came."""
    marked = mark_invented(sorted(segments, key=lambda segment: segment.start_seconds))
    return replace(_Writer().write(marked), is_invented=is_doubtful(marked))


def shift(spoken: Spoken, cuts: Sequence[tuple[int, int, int]], *, language: str, seconds: int) -> Speech:
    """Return turns and doubts for the text after masking.

    Each cut says where it began and ended, and how long what stands there now is.
    """
    return Speech(
        turns=tuple(Turn(_move(turn.start, cuts), turn.seconds, turn.speaker) for turn in spoken.turns),
        doubtful=tuple(
            moved for start, end in spoken.doubtful if (moved := (_move(start, cuts), _move(end, cuts)))[0] < moved[1]
        ),
        language=language,
        seconds=seconds,
    )


def _move(offset: int, cuts: Sequence[tuple[int, int, int]]) -> int:
    moved = offset
    for start, end, length in cuts:
        if offset >= end:
            moved += length - (end - start)
        elif offset > start:
            # Inside of what was taken out: whatever began there begins behind it.
            return moved - (offset - start) + length
        else:
            break
    return moved


class _Writer:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._turns: list[Turn] = []
        self._doubtful: list[Stretch] = []

    def write(self, segments: Sequence[Segment]) -> Spoken:
        ended_at, speaker = 0.0, ""
        for segment in segments:
            text = _tidy(segment.text)
            if not text:
                continue
            is_turn = not self._turns or segment.speaker != speaker or segment.start_seconds - ended_at > _PAUSE_SECONDS
            self._begin(segment, is_turn=is_turn)
            start = self._length
            self._put(text)
            self._doubtful += [(start + first, start + last) for first, last in _find_doubtful(segment, text)]
            ended_at, speaker = max(segment.end_seconds, segment.start_seconds), segment.speaker
        return Spoken("".join(self._parts), tuple(self._turns), tuple(self._doubtful))

    def _begin(self, segment: Segment, *, is_turn: bool) -> None:
        if self._parts:
            self._put("\n" if is_turn else " ")
        if is_turn:
            self._turns.append(Turn(self._length, int(segment.start_seconds), segment.speaker))

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _tidy(text: str) -> str:
    return " ".join(mend(text).split())


def _find_doubtful(segment: Segment, text: str) -> Iterator[Stretch]:
    if segment.is_invented:
        yield 0, len(text)
        return
    if not segment.words:
        if segment.confidence is not None and segment.confidence < DOUBTFUL:
            yield 0, len(text)
        return
    yield from _find_words(segment.words, text)


def _find_words(words: Sequence[HeardWord], text: str) -> Iterator[Stretch]:
    at = 0
    for word in words:
        said = _tidy(word.text)
        found = text.find(said, at) if said else -1
        if found < 0:
            continue
        at = found + len(said)
        if word.confidence < DOUBTFUL:
            yield found, at
