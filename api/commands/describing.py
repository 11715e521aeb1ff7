"""The description of the hooks in OpenAPI 3.1, made from the models that read the calls."""

import json
import re
from collections.abc import Sequence

from pydantic import BaseModel

from intake.channels.hotline.adapters.standard import EVENTS as CALL_EVENTS
from intake.channels.partners.partner import NAME_PATTERN
from intake.channels.sms.adapters.standard import EVENTS as TEXT_EVENTS

_ANSWERS = {
    "200": "It is on disk, or was before. Nothing is left to do. A sandbox says in the body what it understood.",
    "202": "Authentic, and of a shape that could not be read. It is kept and read again after a fix: "
    "compare what you send with this description.",
    "401": "Not signed by this partner, or not now. Compare the secret, the clock (five minutes at most), the name in "
    "the URL, and that the body is signed byte for byte as it is sent.",
    "413": "The body is over the limit: 256 KiB for texts, 16 MiB for calls. Split it.",
    "429": "Too many calls at once. The same call again after Retry-After seconds.",
    "503": "Not stored. The same call again after Retry-After seconds, for two days.",
}
_SIGNED = (
    ("webhook-id", "The call's own id, by the Standard Webhooks specification."),
    ("webhook-timestamp", "Seconds since 1970, not more than five minutes from now."),
    ("webhook-signature", "One or more of: v1, a comma, and HMAC-SHA256 over id.timestamp.body in base 64."),
)
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_ ./$#{}-]*")
_RESERVED = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def write_description() -> str:
    """Return the document in YAML."""
    return "\n".join(_write(describe_hooks())) + "\n"


def describe_hooks() -> dict[str, object]:
    """Return the document."""
    schemas: dict[str, object] = {}
    texts, calls = _collect(TEXT_EVENTS, schemas), _collect(CALL_EVENTS, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "homthu hooks",
            "version": "1",
            "description": "Where SMS gateways and hotline operators call. A field that is null is absent; numbers may "
            "be written as words and words as numbers; fields that are not named here are passed over.",
        },
        "paths": {
            "/hooks/sms/{partner}": {"post": _describe("Hand over a text", texts[:1])},
            "/hooks/sms/{partner}/status": {"post": _describe("Say what became of a text that went out", texts[1:])},
            "/hooks/sms/{partner}/days/{month}": {
                "post": _describe("Ask for the month's counts, to compare with your own", ()),
                "parameters": [_name_path("month", r"^\d{4}-\d{2}$")],
            },
            "/hooks/hotline/{partner}": {"post": _describe("Tell of a call that rings or has ended", calls)},
        },
        "components": {"schemas": schemas},
    }


def _collect(events: Sequence[type[BaseModel]], schemas: dict[str, object]) -> list[str]:
    """Put the models' schemas under names that partners can read, and return the events' names."""
    names = []
    for event in events:
        schema = event.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = {name.lstrip("_"): part for name, part in schema.pop("$defs", {}).items()}
        names.append(event.__name__.lstrip("_"))
        for name, part in {**parts, names[-1]: schema}.items():
            schemas[name] = json.loads(json.dumps(part).replace("/schemas/_", "/schemas/"))
    return names


def _describe(summary: str, events: Sequence[str]) -> dict[str, object]:
    references = [{"$ref": f"#/components/schemas/{name}"} for name in events]
    schema: object = {"type": "object"} if not references else references[0]
    if len(references) > 1:
        schema = {"oneOf": references}
    headers = [
        {"name": name, "in": "header", "required": True, "description": said, "schema": {"type": "string"}}
        for name, said in _SIGNED
    ]
    return {
        "summary": summary,
        "parameters": [_name_path("partner", NAME_PATTERN), *headers],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {status: {"description": said} for status, said in _ANSWERS.items()},
    }


def _name_path(name: str, pattern: str) -> dict[str, object]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}


def _write(value: object, depth: int = 0) -> list[str]:
    """Return YAML of the plain kind: maps, lists, and words in the quotes of JSON where they need them."""
    space = "  " * depth
    lines = list[str]()
    items = value.items() if isinstance(value, dict) else ((None, each) for each in value)  # type: ignore[attr-defined]  # lists
    for name, inner in items:
        head = f"{space}-" if name is None else f"{space}{_quote(name)}:"
        if isinstance(inner, dict | list) and inner:
            lines += [head, *_write(inner, depth + 1)]
        else:
            lines.append(f"{head} {_quote(inner) if isinstance(inner, str) else json.dumps(inner)}")
    return lines


def _quote(words: str) -> str:
    is_plain = (
        _PLAIN.fullmatch(words) and words.lower() not in _RESERVED and " #" not in words and words == words.strip()
    )
    return words if is_plain and "{" not in words and "#" not in words else json.dumps(words, ensure_ascii=False)
