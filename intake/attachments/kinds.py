"""What kind of file this is, by its first bytes; its name may only agree."""

from enum import StrEnum
from pathlib import PurePosixPath

from intake.attachments.errors import FileRefused, Why


class FileKind(StrEnum):
    """How a file is made safe."""

    PICTURE = "picture"
    PAPER = "paper"
    FILM = "film"
    """With moving pictures, or with sound alone."""


_BEGINNINGS: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"\xff\xd8\xff", FileKind.PICTURE),
    (0, b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
    (8, b"WEBP", FileKind.PICTURE),
    # ISO/IEC 23008-12: the brands of still pictures that telephones write; every other brand is a film.
    *((4, b"ftyp" + brand, FileKind.PICTURE) for brand in (b"heic", b"heix", b"heim", b"heis", b"mif1")),
    (0, b"%PDF-", FileKind.PAPER),
    (4, b"ftyp", FileKind.FILM),
    (0, b"\x1a\x45\xdf\xa3", FileKind.FILM),
    (0, b"OggS", FileKind.FILM),
    (8, b"WAVE", FileKind.FILM),
    (0, b"ID3", FileKind.FILM),
    (0, b"\xff\xfb", FileKind.FILM),
    (0, b"\xff\xf3", FileKind.FILM),
    (0, b"\xff\xf1", FileKind.FILM),
    (0, b"#!AMR\n", FileKind.FILM),
)
_NAMES = {
    **dict.fromkeys(("jpg", "jpeg", "jfif", "png", "webp", "heic", "heif"), FileKind.PICTURE),
    "pdf": FileKind.PAPER,
    **dict.fromkeys(
        ("mp4", "m4v", "mov", "3gp", "webm", "mkv", "m4a", "aac", "amr", "mp3", "ogg", "oga", "opus", "wav"),
        FileKind.FILM,
    ),
}
# What a file of another kind begins with. In the first kilobyte of a picture or film it means two files in one.
_FOREIGN = (b"%PDF-", b"PK\x03\x04", b"<script", b"<html", b"<svg", b"<?php")
_HEAD_BYTES = 1024


def find_kind(content: bytes, name: str) -> FileKind:
    """Return the kind. Raises FileRefused for no kind of ours, for two in one, and for a name that says another."""
    head = content[:_HEAD_BYTES]
    kind = next((kind for start, mark, kind in _BEGINNINGS if head[start:].startswith(mark)), None)
    extension = PurePosixPath(name.lower()).suffix.removeprefix(".")
    if kind is None or (extension and _NAMES.get(extension) is not kind):
        raise FileRefused(Why.UNKNOWN_KIND)
    if any(mark in head[1:].lower() for mark in (foreign.lower() for foreign in _FOREIGN)):
        raise FileRefused(Why.UNKNOWN_KIND)
    return kind
