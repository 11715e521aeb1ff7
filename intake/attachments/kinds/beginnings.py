"""Which decoder is asked first, by a file's first bytes. The decoder decides: it reads the file, or it does not."""

from enum import StrEnum


class FileKind(StrEnum):
    """How a file is made safe."""

    PICTURE = "picture"
    PAPER = "paper"
    FILM = "film"
    """With moving pictures, or with sound alone."""


# ISO/IEC 23008-12 and the AV1 image format: the brands of files that hold still pictures, or a picture that moves.
_PICTURE_BRANDS = frozenset(
    (
        *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1", b"miaf"),
        *(b"avif", b"avis", b"avio", b"MiHE", b"MiHB", b"MiAn", b"jpeg", b"j2ki", b"avci", b"avcs"),
    )
)
_BEGINNINGS: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"\xff\xd8\xff", FileKind.PICTURE),
    (0, b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
    (0, b"GIF87a", FileKind.PICTURE),
    (0, b"GIF89a", FileKind.PICTURE),
    (0, b"II*\0", FileKind.PICTURE),
    (0, b"MM\0*", FileKind.PICTURE),
    (0, b"II+\0", FileKind.PICTURE),
    (0, b"MM\0+", FileKind.PICTURE),
    (8, b"WEBP", FileKind.PICTURE),
    (8, b"AVI ", FileKind.FILM),
    (8, b"WAVE", FileKind.FILM),
    (0, b"\x1a\x45\xdf\xa3", FileKind.FILM),
    (0, b"OggS", FileKind.FILM),
    (0, b"fLaC", FileKind.FILM),
    (0, b"caff", FileKind.FILM),
    (0, b"ID3", FileKind.FILM),
    (0, b"#!AMR", FileKind.FILM),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", FileKind.FILM),
    (0, b"\0\0\x01\xba", FileKind.FILM),
    # Films of Apple's without a box that names their kind.
    *((4, box, FileKind.FILM) for box in (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")),
)
# PDFium looks for it as far as this (ISO 32000-1, implementation note 13).
_PDF_WITHIN = 1024


def guess_kind(content: bytes) -> FileKind | None:
    """Return the kind that the first bytes name; None where the readers of films have to look for themselves."""
    if content[4:8] == b"ftyp":
        return FileKind.PICTURE if content[8:12] in _PICTURE_BRANDS else FileKind.FILM
    for start, mark, kind in _BEGINNINGS:
        if content.startswith(mark, start):
            return kind
    if b"%PDF-" in content[: _PDF_WITHIN + 5]:
        return FileKind.PAPER
    return FileKind.PICTURE if _is_bitmap(content) else None


def _is_bitmap(content: bytes) -> bool:
    """Two letters are too few: the size of the head that follows the file's has to be a known one."""
    return content.startswith(b"BM") and int.from_bytes(content[14:18], "little") in {12, 40, 52, 56, 64, 108, 124}
