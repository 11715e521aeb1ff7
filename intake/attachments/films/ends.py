"""Whether a film or a sound ends before its own heads say that it does."""

_RIFF = (b"RIFF", b"RF64")
_NOT_KNOWN = frozenset({0, 0xFFFFFFFF})
"""What recorders write that do not know the length yet."""
_LONG_BOX = 1


def ends_too_early(content: bytes) -> bool:
    """Say so for WAV and AVI by their head, and for MP4 and its kin by their boxes (ISO/IEC 14496-12, 4.2)."""
    if content.startswith(_RIFF):
        length = int.from_bytes(content[4:8], "little")
        return length not in _NOT_KNOWN and length + 8 > len(content) + 1
    return content[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip") and _ends_within_a_box(content)


def _ends_within_a_box(content: bytes) -> bool:
    start = 0
    while start + 8 <= len(content):
        length = int.from_bytes(content[start : start + 4], "big")
        if length == _LONG_BOX:
            length = int.from_bytes(content[start + 8 : start + 16], "big")
        if length == 0:
            # To the end of the file, wherever that is.
            return False
        if length < 8:  # noqa: PLR2004, a box's own head
            return True
        start += length
    return start > len(content)
