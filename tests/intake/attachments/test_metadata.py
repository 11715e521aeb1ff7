"""What comes out describes nobody: four tools that look for metadata find none, in every kind of output."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.attachments.making_safe import make_safe
from tests.files import (
    PHOTO_TAGS,
    SECRET,
    list_left,
    make_film,
    make_paper,
    make_photo,
    make_voice,
    write_tags,
)
from tests.intake.attachments.matrix.making import draw_marked

_ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf", "video/mp4": "mp4", "audio/mp4": "mp4"}
# What a film's container always says: its kind, and that nothing is known of the language.
_OF_CONTAINER = {"major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "language"}


def _photo(folder: Path) -> bytes:
    return write_tags(make_photo(), "jpg", folder, *PHOTO_TAGS)


def _long(folder: Path) -> bytes:
    file = folder / "long.png"
    draw_marked((300, 6000)).save(file)
    return write_tags(file.read_bytes(), "png", folder, f"Artist={SECRET}", f"XMP-dc:Creator={SECRET}")


def _several(folder: Path) -> bytes:
    file, page = folder / "pages.tif", draw_marked()
    page.save(file, save_all=True, append_images=[page])
    return write_tags(file.read_bytes(), "tif", folder, f"Artist={SECRET}")


_MAKERS: dict[str, Callable[[Path], bytes]] = {
    "photo": _photo,
    "long picture": _long,
    "picture of pages": _several,
    "paper": lambda _folder: make_paper(),
    "copied film": lambda _folder: make_film(),
    "copied newer film": lambda _folder: make_film("libx265", "mov"),
    "film drawn anew": lambda _folder: make_film("libvpx", "webm", "libopus"),
    "voice": lambda _folder: make_voice(),
    "song": lambda _folder: make_voice("mp3", "libmp3lame"),
}


@pytest.mark.parametrize("kind", _MAKERS)
def test_no_tool_finds_anything_when_a_file_was_made_safe(kind: str, tmp_path: Path) -> None:
    content = _MAKERS[kind](tmp_path)
    assert SECRET.encode() in content
    safe = make_safe(content, "")
    ending = _ENDINGS[safe.media_type]
    file = tmp_path / f"safe.{ending}"
    file.write_bytes(safe.content)
    assert SECRET.encode() not in safe.content
    assert list_left(safe.content, ending, tmp_path) == {}
    if ending == "mp4":
        assert _list_with_ffprobe(file) <= _OF_CONTAINER
    else:
        # Of films it lists what exiftool does, their bare structure too.
        assert _list_with_mat2(file) == set()
    if ending == "pdf":
        assert _list_with_pdfinfo(file) == set()


def _list_with_mat2(file: Path) -> set[str]:
    command = ["mat2", "--show", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = (line.strip().split(": ") for line in said.splitlines() if line.startswith("    "))
    # A date of −1 is none, and the format is the file's kind.
    return {name for name, value in found if value != "-1" and name != "format"}


def _list_with_ffprobe(file: Path) -> set[str]:
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(file)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    parts = [found["format"], *found["streams"]]
    return {tag for part in parts for tag in part.get("tags", {})}


def _list_with_pdfinfo(file: Path) -> set[str]:
    command = ["pdfinfo", str(file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    about = {"Title", "Subject", "Keywords", "Author", "Creator", "Producer", "CreationDate", "ModDate"}
    return {line.split(":")[0] for line in said.splitlines()} & about
