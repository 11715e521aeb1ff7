"""Reading a posted form with a file in it. Nothing touches the disk: the parser would spool what is over a megabyte."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.http.forms import Form, FormUnreadable, read_form

# More than any body may have (limits.py), so that no file is ever written out.
_NEVER = 1 << 40
_MOST_FIELDS = 64


class _MemoryParser(MultiPartParser):
    spool_max_size = _NEVER


@dataclass(frozen=True, slots=True)
class UploadedForm:
    """A form, and the one file that came with it."""

    form: Form
    content: bytes = field(default=b"", repr=False)
    """Empty where no file was chosen."""
    name: str = field(default="", repr=False)


async def read_upload(request: Request) -> UploadedForm:
    """Return the form in the request's body. Raises FormUnreadable."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return UploadedForm(await read_form(request))
    parser = _MemoryParser(request.headers, request.stream(), max_files=1, max_fields=_MOST_FIELDS)
    try:
        parsed = await parser.parse()
    except MultiPartException as error:
        raise FormUnreadable from error
    fields, content, name = Form(), b"", ""
    for key, value in parsed.multi_items():
        if isinstance(value, UploadFile):
            content, name = await value.read(), value.filename or ""
        else:
            fields[key] = value
    await parsed.close()
    if any("\ufffd" in value for value in fields.values()):
        raise FormUnreadable
    return UploadedForm(fields, content, name)


Uploaded = Annotated[UploadedForm, Depends(read_upload)]
