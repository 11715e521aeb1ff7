"""Reading a posted form: URL-encoded, valid UTF-8, and nothing of it in an error."""

import json
from typing import Annotated, Self
from urllib.parse import parse_qsl

from fastapi import Depends, Request

_MOST_FIELDS = 64


class FormUnreadable(Exception):
    """The body is no form, or not UTF-8."""


class Form(dict[str, str]):
    """The fields of a form; a field that was not sent is empty."""

    def __missing__(self, name: str) -> str:
        """An absent field and an empty one mean the same."""
        return ""

    def to_bytes(self) -> bytes:
        """Return the form in one piece, to be locked."""
        return json.dumps(self, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote."""
        return cls(json.loads(raw))


async def read_form(request: Request) -> Form:
    """Return the form in the request's body. Raises FormUnreadable."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormUnreadable
    try:
        body = (await request.body()).decode("ascii")
        return Form(parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise FormUnreadable from error


def without_padding(form: Form) -> Form:
    """Return the form without what our script adds, so that what was typed changes the request's length in steps."""
    return Form({name: value for name, value in form.items() if name != "padding"})


PostedForm = Annotated[Form, Depends(read_form)]
