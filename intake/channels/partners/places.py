"""Where something stands in a call: a JSON pointer (RFC 6901), or a field of the form, the query or a header."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator

from intake.channels.partners.call import RawCall
from intake.channels.partners.reading import load_value, read_fields
from intake.ground.errors import CallUnreadable

_NAMED = re.compile(r"(form|query|header):[^\s:]{1,100}")
_POINTER = re.compile(r"(/([^~/]|~[01])*)+")


def _require_place(written: str) -> str:
    if _POINTER.fullmatch(written) or _NAMED.fullmatch(written):
        return written
    raise ValueError("write a JSON pointer such as /data/text, or form:NAME, query:NAME or header:NAME")


Place = Annotated[str, AfterValidator(_require_place)]


@dataclass(frozen=True, slots=True)
class CallContent:
    """A call taken apart. ``item`` is the object to which pointers lead where a call holds several."""

    raw: RawCall = field(repr=False)
    form: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    body: Any = field(repr=False)
    item: Any = field(default=None, repr=False)

    @classmethod
    def of(cls, raw: RawCall, *, is_json: bool) -> "CallContent":
        """Take a call apart. Raises CallUnreadable."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(raw.url).query).items()}
        if is_json:
            return cls(raw, {}, query, load_value(raw.body))
        return cls(raw, dict(read_fields(raw)), query, None)

    def find(self, place: Place) -> Any:  # noqa: ANN401, JSON
        """Return what stands there, of the item before the whole; None where nothing does."""
        kind, colon, name = place.partition(":")
        if colon and not place.startswith("/"):
            found: Mapping[str, str] = {"form": self.form, "query": self.query, "header": self.raw.headers}[kind]
            return found.get(name.lower() if kind == "header" else name)
        for start in (self.item, self.body):
            value = _follow(start, place)
            if value is not None:
                return value
        return None

    def read(self, place: Place) -> str:
        """Return what stands there as words; nothing where nothing stands. Raises CallUnreadable for anything else."""
        value = self.find(place)
        if value is None:
            return ""
        if isinstance(value, bool | dict | list):
            fault = f"{place}: neither words nor a number"
            raise CallUnreadable(fault)
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _follow(value: Any, pointer: str) -> Any:  # noqa: ANN401, JSON
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
