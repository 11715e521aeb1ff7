"""Making files with the tools that people's programs are built on: ffmpeg, ImageMagick, heif-enc, qpdf."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from intake.attachments.errors import Why
from intake.attachments.losses import Loss

SIZE = (320, 240)
RED, BLUE, GREEN, WHITE = (220, 0, 0), (0, 0, 220), (0, 200, 0), (255, 255, 255)


@dataclass(frozen=True)
class Case:
    """One file of the matrix, and what is right for it."""

    name: str
    make: Callable[[Path], Path]
    size: tuple[int, int] | None = SIZE
    """Of what is seen; None where nothing is."""
    seconds: float | None = None
    has_sound: bool = True
    pages: int | None = None
    words: str = ""
    losses: frozenset[Loss] = frozenset()
    """Those that have to be told; others may be."""
    refused: Why | None = None
    is_grey: bool = False
    oddities: frozenset[str] = field(default_factory=frozenset)


def run(*command: object) -> None:
    """Run a tool. Raises where it fails, with what it says."""
    done = subprocess.run([str(each) for each in command], capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr.decode(errors="replace")[-2000:])


def draw_marked(size: tuple[int, int] = SIZE) -> Image.Image:
    """Return a picture whose left half is red and its right blue, with a green corner at the upper left."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    picture.paste(GREEN, (0, 0, size[0] // 4, size[1] // 4))
    return picture


def marked_file(folder: Path, size: tuple[int, int] = SIZE) -> Path:
    """Return the marked picture as a PNG."""
    file = folder / "marked.png"
    draw_marked(size).save(file)
    return file


def cut(make: Callable[[Path], Path], share: float) -> Callable[[Path], Path]:
    """Return a maker of the same file without its end."""

    def make_cut(folder: Path) -> Path:
        whole = make(folder)
        content = whole.read_bytes()
        whole.write_bytes(content[: int(len(content) * share)])
        return whole

    return make_cut
