"""Reading a posted form with files in it, part by part. Nothing touches the disk.

What was typed is there before the first byte of a file is read, so that a form can be weighed and stored without its
files, and one file at a time is in memory.
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple, Protocol

from fastapi import Depends, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.arrivals.file_slots import NoRoom
from api.web.http.forms import Form, FormUnreadable, read_form
from api.web.http.limits import BodyTooLarge

_MAX_FIELDS = 64
# A field or a file of a few bytes costs as much work as a large one.
_MAX_PARTS = 500
_MAX_FIELD_BYTES = 262_144


class Room(Protocol):
    """Where the bytes of files may lie while they are read."""

    def take(self, count: int) -> NoRoom | None:
        """Make room for so many bytes more, or say why there is none."""
        ...


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as it came."""

    name: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)
    cut: NoRoom | None = None
    """Why the content is not here."""


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


class _Begin(NamedTuple):
    field: str
    filename: str | None


class _Data(NamedTuple):
    content: bytes


class _End(NamedTuple):
    pass


_Event = _Begin | _Data | _End


class FormReader:
    """Reads one request's form. Call :meth:`read_fields` first, then :meth:`next_file` until there is none."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._stream: AsyncIterator[bytes] = aiter(request.stream())
        self._events = deque[_Event]()
        self._parts = _Parts(self._events)
        self._parser: MultipartParser | None = None
        self._is_read = False
        self._waiting: str | None = None
        self._field_bytes = 0
        self._count = 0
        self.form = Form()
        """The fields read so far. Browsers send them in the order of the page."""

    @property
    def has_more(self) -> bool:
        """Whether a file stands behind the fields that were read."""
        return self._waiting is not None

    async def read_fields(self) -> Form:
        """Return the fields that stand before the first file; all fields, where there is none.

        Raises FormUnreadable, or BodyTooLarge for more text than any form of ours has.
        """
        if not self._request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
            self.form, self._is_read = await read_form(self._request), True
            return self.form
        self._parser = _make_parser(self._request, self._parts)
        self._waiting = await self._find_file()
        return self.form

    async def next_file(self, room: Room) -> UploadedFile | None:
        """Return the next file, or None after the last. Raises as read_fields does."""
        name = self._waiting if self._waiting is not None else await self._find_file()
        self._waiting = None
        if name is None:
            return None
        content, cut = bytearray(), None
        async for piece in self._read_part():
            cut = cut or room.take(len(piece))
            if cut is None:
                content += piece
            else:
                content.clear()
        return UploadedFile(name, bytes(content), cut)

    async def _find_file(self) -> str | None:
        """Read fields until a file begins, and return its name. A field for files in which none was chosen is none."""
        while (event := await self._next_event()) is not None:
            if not isinstance(event, _Begin):
                raise FormUnreadable
            self._count += 1
            if self._count > _MAX_PARTS:
                raise BodyTooLarge
            if event.filename is None:
                await self._read_field(event.field)
            elif event.filename or isinstance(await self._peek(), _Data):
                return event.filename
            else:
                await self._next_event()
        return None

    async def _read_field(self, name: str) -> None:
        content = bytearray()
        async for piece in self._read_part():
            self._field_bytes += len(piece)
            if self._field_bytes > _MAX_FIELD_BYTES:
                raise BodyTooLarge
            content += piece
        if len(self.form) >= _MAX_FIELDS:
            raise FormUnreadable
        self.form[name] = _decode(bytes(content))

    async def _read_part(self) -> AsyncIterator[bytes]:
        while isinstance(event := await self._next_event(), _Data):
            yield event.content
        if event is None:
            raise FormUnreadable

    async def _peek(self) -> _Event | None:
        event = await self._next_event()
        if event is not None:
            self._events.appendleft(event)
        return event

    async def _next_event(self) -> _Event | None:
        while not self._events and not self._is_read:
            await self._read_piece()
        return self._events.popleft() if self._events else None

    async def _read_piece(self) -> None:
        if self._parser is None:
            raise FormUnreadable
        try:
            piece = await anext(self._stream)
            self._parser.write(piece)
        except StopAsyncIteration:
            self._is_read = True
            if not self._parts.is_over:
                raise FormUnreadable from None
        except FormParserError as error:
            raise FormUnreadable from error


class _Parts:
    """Turns the parser's callbacks into events."""

    def __init__(self, events: deque[_Event]) -> None:
        self._events = events
        self._name, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self.is_over = False

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def on_headers_finished(self) -> None:
        _kind, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._headers = {}
        filename = options.get(b"filename")
        name = _decode(options.get(b"name", b""))
        self._events.append(_Begin(name, None if filename is None else filename.decode(errors="replace")))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(_Data(data[start:end]))

    def on_part_end(self) -> None:
        self._events.append(_End())

    def on_end(self) -> None:
        self.is_over = True


def _make_parser(request: Request, parts: _Parts) -> MultipartParser:
    _kind, options = parse_options_header(request.headers.get("content-type", ""))
    try:
        return MultipartParser(
            options[b"boundary"],
            {
                "on_header_field": parts.on_header_field,
                "on_header_value": parts.on_header_value,
                "on_header_end": parts.on_header_end,
                "on_headers_finished": parts.on_headers_finished,
                "on_part_data": parts.on_part_data,
                "on_part_end": parts.on_part_end,
                "on_end": parts.on_end,
            },
        )
    except (KeyError, FormParserError) as error:
        raise FormUnreadable from error


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise FormUnreadable from error


class _Anywhere:
    """Room without an end: for officers' forms, whose whole body is limited."""

    def take(self, count: int) -> NoRoom | None:
        """Make room."""
        del count
        return None


async def read_upload(request: Request) -> UploadedForm:
    """Return the form in the request's body with all its files. Raises FormUnreadable or BodyTooLarge."""
    reader, files = FormReader(request), list[UploadedFile]()
    form = await reader.read_fields()
    while (file := await reader.next_file(_Anywhere())) is not None:
        files.append(file)
    return UploadedForm(form, tuple(files))


Uploaded = Annotated[UploadedForm, Depends(read_upload)]
