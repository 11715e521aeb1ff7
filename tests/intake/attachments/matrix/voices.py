"""Voices as telephones record them: AMR, which Debian's ffmpeg does not write, and the media library does."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

_SECONDS = 3


def amr(ending: str, codec: str, *, rate: int = 8_000, bits: int = 12_200) -> Callable[[Path], Path]:
    """Return a maker of a voice in AMR, narrow (8 kHz) or wide (16 kHz), alone or in 3GP."""

    def make(folder: Path) -> Path:
        made = folder / f"voice.{ending}"
        with av.open(str(made), "w", format="3gp" if ending.startswith("3g") else "amr") as target:
            voice: Any = target.add_stream(codec, rate=rate, layout="mono")
            voice.bit_rate = bits
            step = rate // 50
            for number in range(_SECONDS * 50):
                frame = av.AudioFrame(format="s16", layout="mono", samples=step)
                frame.rate, frame.pts, frame.time_base = rate, number * step, Fraction(1, rate)
                frame.planes[0].update(bytes(index * 7 % 97 for index in range(frame.planes[0].buffer_size)))
                target.mux(voice.encode(frame))
            target.mux(voice.encode(None))
        return made

    return make
