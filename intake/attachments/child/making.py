"""From bytes to what is kept of them, inside the child. Only the libraries for the file's kind are loaded."""

from collections.abc import Callable

from intake.attachments.budget import Allowance
from intake.attachments.kinds.beginnings import FileKind
from intake.attachments.made import Made

Maker = Callable[[bytes, Allowance], Made]


def load_maker(kind: FileKind) -> Maker:
    """Return what makes files of this kind safe, with all that it needs loaded: afterwards nothing can be."""
    match kind:
        case FileKind.PICTURE:
            from intake.attachments.pictures.redrawing import redraw_picture  # noqa: PLC0415

            return redraw_picture
        case FileKind.PAPER:
            from intake.attachments.papers.flattening import flatten_paper  # noqa: PLC0415

            return flatten_paper
        case FileKind.FILM:
            from intake.attachments.films.stripping import strip_film  # noqa: PLC0415

            return strip_film
