"""Reading a posted form with files in it. Nothing touches the disk: the parser would spool what is over a megabyte."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.web.http.forms import Form, FormUnreadable, read_form

# More than any body may have (limits.py), so that no file is ever written out.
_NEVER = 1 << 40
_MOST_FIELDS = 64
_MOST_FILES = 30
"""Refused as unreadable. What a page allows is less, and is told by name."""


class _MemoryParser(MultiPartParser):
    """Keeps files in memory, and of those that are over ``most_bytes`` together only that they were there."""

    spool_max_size = _NEVER

    def __init__(self, request: Request, most_bytes: int) -> None:
        super().__init__(request.headers, request.stream(), max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
        self._left_bytes = most_bytes
        self.cut: set[int] = set()
        """Which files were cut off, by the place of their part in the body."""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a part."""
        if self._current_part.file is not None:
            self._left_bytes -= end - start
            if self._left_bytes < 0:
                self.cut.add(len(self.items))
                return
        super().on_part_data(data, start, end)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as it came."""

    name: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)
    is_cut: bool = False
    """It was too large, and only its beginning is here."""


@dataclass(frozen=True, slots=True)
class UploadedForm:
    """A form, and the files that came with it; none where none was chosen."""

    form: Form
    files: tuple[UploadedFile, ...] = ()

    @property
    def content(self) -> bytes:
        """The first file's content, for forms that take one; empty where no file was chosen."""
        return self.files[0].content if self.files else b""

    @property
    def name(self) -> str:
        """The first file's name."""
        return self.files[0].name if self.files else ""


async def read_upload(request: Request) -> UploadedForm:
    """Return the form in the request's body. Raises FormUnreadable."""
    return await read_files(request, most_bytes=_NEVER)


async def read_files(request: Request, *, most_bytes: int) -> UploadedForm:
    """Return the same; what is over ``most_bytes`` of all files together is let go, the form never.

    Raises FormUnreadable.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return UploadedForm(await read_form(request))
    parser = _MemoryParser(request, most_bytes)
    try:
        parsed = await parser.parse()
    except MultiPartException as error:
        raise FormUnreadable from error
    fields, files = Form(), list[UploadedFile]()
    for place, (key, value) in enumerate(parsed.multi_items()):
        if not isinstance(value, UploadFile):
            fields[key] = value
        # A field for files in which none was chosen comes too, without a name.
        elif value.filename or value.size:
            files.append(UploadedFile(value.filename or "", await value.read(), is_cut=place in parser.cut))
    await parsed.close()
    if any("\ufffd" in value for value in fields.values()):
        raise FormUnreadable
    return UploadedForm(fields, tuple(files))


Uploaded = Annotated[UploadedForm, Depends(read_upload)]
