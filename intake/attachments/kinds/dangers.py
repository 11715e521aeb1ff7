"""What is refused before any decoder is started: what another program would run, and two kinds of file in one."""

from intake.attachments.errors import FileRefused, Why

# A name decides nothing, except where a program or a page calls itself so.
_DANGEROUS = frozenset(
    (
        *(
            "exe",
            "com",
            "scr",
            "pif",
            "bat",
            "cmd",
            "msi",
            "dll",
            "cpl",
            "jar",
            "apk",
            "ipa",
            "deb",
            "rpm",
            "dmg",
            "lnk",
        ),
        *("js", "mjs", "vbs", "vbe", "wsf", "hta", "ps1", "psm1", "sh", "bash", "py", "php", "pl", "rb", "reg", "iso"),
        *("html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "swf", "url", "desktop"),
        *("zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "cab", "ace", "arj", "docm", "xlsm", "pptm"),
    )
)
_DOCUMENTS = frozenset(
    (
        *("txt", "csv", "tsv", "log", "md", "eml", "msg", "rtf", "doc", "docx", "odt", "xls", "xlsx", "ods"),
        *("ppt", "pptx", "odp", "pages", "numbers", "key", "xps", "epub"),
    )
)
_DOCUMENT_BEGINNINGS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
_ARCHIVE = b"PK\x03\x04"
# ISO/IEC 29500-2 and OASIS OpenDocument part 2: what stands first in the archives of office programs.
_OFFICE = (b"[Content_Types].xml", b"_rels/.rels", b"mimetypeapplication/vnd.oasis", b"word/", b"xl/", b"ppt/")
# What a file of another kind begins with. In the first kilobyte of a picture or film it means two files in one.
_FOREIGN = (b"PK\x03\x04", b"<script", b"<html", b"<svg", b"<?php", b"<!doctype")
_PICTURES_AND_FILMS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8", b"\x1a\x45\xdf\xa3", b"OggS")
_HEAD_BYTES = 1024


def refuse_dangers(content: bytes, name: str) -> None:
    """Raise FileRefused for a file that is none of ours, as far as its first bytes and its name tell."""
    ending = read_ending(name)
    if not content or ending in _DANGEROUS:
        raise FileRefused(Why.UNKNOWN_KIND)
    if is_document(content, ending):
        raise FileRefused(Why.DOCUMENT)
    head = content[:_HEAD_BYTES]
    if any(mark in head.lower() for mark in (foreign.lower() for foreign in _FOREIGN)):
        raise FileRefused(Why.UNKNOWN_KIND)
    # A PDF may have other bytes before it; a picture or a film that has a PDF in its head is both.
    if b"%PDF-" in head[1:] and (head.startswith(_PICTURES_AND_FILMS) or head[4:8] == b"ftyp"):
        raise FileRefused(Why.UNKNOWN_KIND)


def read_ending(name: str) -> str:
    """Return the name's ending in small letters; blanks and points after it do not count."""
    _stem, point, ending = name.strip().rstrip(". ").rpartition(".")
    return ending.strip().lower() if point else ""


def is_document(content: bytes, ending: str) -> bool:
    """Say whether an office program made it, or it is called a text and nothing else is known of it."""
    head = content[:_HEAD_BYTES]
    if head.startswith(_DOCUMENT_BEGINNINGS):
        return True
    if head.startswith(_ARCHIVE):
        return ending in _DOCUMENTS or any(mark in head for mark in _OFFICE)
    return ending in _DOCUMENTS and b"\0" not in head and not head.startswith(b"%PDF-")
