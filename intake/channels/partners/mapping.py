"""A mapping: a small file that tells how a gateway without an adapter of its own calls, and how it is called.

It is part of a partner's settings, so the duty desk signs it with the rest. What it may say stands in
``docs/partners/mapped.md``.
"""

import re
import tomllib
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from intake.channels.partners.places import Place

SHIPPED = Path(__file__).parent / "mappings"
_NAME = re.compile(r"[a-z0-9-]{1,40}")
SIGNED_FIELDS = ("body", "body-sha256", "body-sha256-bytes", "url", "url-without-query", "fields", "timestamp", "nonce")
SENT_FIELDS = ("to", "from", "text", "text-hex", "coding", "id", "status-url", "account", "secret")


class MappingBroken(Exception):
    """A file is no mapping; the message has a line for each fault."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _allow(fields: tuple[str, ...]) -> AfterValidator:
    def check(template: str) -> str:
        try:
            names = [name for _text, name, _spec, _conversion in Formatter().parse(template) if name is not None]
        except ValueError as error:
            raise ValueError("a brace stands alone: write {{ or }}") from error
        if unknown := [name for name in names if name not in fields]:
            message = f"{{{unknown[0]}}} is none of {', '.join(f'{{{each}}}' for each in fields)}"
            raise ValueError(message)
        return template

    return AfterValidator(check)


SignedTemplate = Annotated[str, _allow(SIGNED_FIELDS)]
SentTemplate = Annotated[str, _allow(SENT_FIELDS)]


class ProofKind(StrEnum):
    """How a call is proved to be the gateway's."""

    HMAC = "hmac"
    """A code over parts of the call, under the shared secret."""
    ED25519 = "ed25519"
    """A signature; the secret is the gateway's public key, in base 64."""
    JWT = "jwt"
    """A bearer token that the secret signs (HS256), with a hash of the body where it has one."""
    BASIC = "basic"
    """User name and password: the account and the secret."""
    BEARER = "bearer"
    """The secret, as ``Authorization: Bearer``."""
    TOKEN = "token"  # noqa: S105, a word for it
    """The secret, in a header of the gateway's own."""
    ADDRESS = "address"
    """Nothing but the network address from which it calls."""


class Proof(_Part):
    """How a call is proved."""

    kind: ProofKind
    header: str = "authorization"
    """Where the code, the signature or the token stands."""
    signed: SignedTemplate = "{body}"
    """What the code is made over."""
    algorithm: Literal["sha1", "sha256", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    """What stands before the code in its header."""
    timestamp: str = ""
    """The header with the seconds since 1970; where it is named, an old call is refused."""
    nonce: str = ""
    """The header with a number that is used once."""
    secret: Literal["text", "base64"] = "text"  # noqa: S105, an encoding
    """How the key is written in the secret."""

    @model_validator(mode="after")
    def _require_names(self) -> Self:
        for field in ("timestamp", "nonce"):
            if f"{{{field}}}" in self.signed and not getattr(self, field):
                message = f"signed has {{{field}}}, and no header for it is named: {field} = …"
                raise ValueError(message)
        if self.kind is ProofKind.TOKEN and self.header == "authorization":
            raise ValueError("name the header that holds the token: header = …")
        return self

    @property
    def signs_body(self) -> bool:
        """Whether a changed byte of the body is noticed."""
        covers = "{body" in self.signed or "{fields}" in self.signed
        return self.kind in (ProofKind.HMAC, ProofKind.ED25519) and covers


class When(_Part):
    """Which calls, or which of several items, are meant."""

    place: Place
    values: tuple[str, ...] = Field(alias="is")


class TextMapping(_Part):
    """Where a text stands in a call."""

    when: When | None = None
    each: Place | None = None
    """The list where a call holds several; the other places are looked for in each of its items first."""
    sender: Place
    text: Place
    text_hex: Place | None = None
    """Where the text stands in UTF-16, in hexadecimal, which goes before ``text``."""
    text_hex_when: When | None = None
    """Of which calls that is true."""
    id: Place | None = None
    time: Place | None = None
    files: Place | None = None
    """A list of files, or of their URLs."""
    file_url: Place | None = None
    """Where the URL stands in each of them."""
    part_reference: Place | None = None
    part_number: Place | None = None
    part_of: Place | None = None

    @model_validator(mode="after")
    def _require_identity(self) -> Self:
        if self.id is None and self.time is None:
            raise ValueError("name id or time: without either a repeated call would be a second tip")
        parts = (self.part_reference, self.part_number, self.part_of)
        if any(parts) and not all(parts):
            raise ValueError("name part_reference, part_number and part_of, or none of them")
        return self


class ReportMapping(_Part):
    """Where a delivery report stands in a call."""

    when: When | None = None
    each: Place | None = None
    id: Place = "query:id"
    """Our id of the text: usually in the query of the status URL that we gave."""
    status: Place
    sent: tuple[str, ...] = ()
    delivered: tuple[str, ...]
    failed: tuple[str, ...]
    under_way: tuple[str, ...] = ()
    """What says that nothing is decided yet."""


class Success(_Part):
    """When the gateway's answer says that it has the text, beyond a status of 2xx."""

    place: Place
    values: tuple[str, ...] = Field(alias="is")
    again: tuple[str, ...] = ()
    """What says: not now."""


class SendMapping(_Part):
    """How a text is handed to the gateway. Always by POST: a URL would carry number and words."""

    method: Literal["POST"] = "POST"
    headers: dict[str, SentTemplate] = Field(default_factory=dict)
    basic: Literal["no", "account", "secret-as-user"] = "no"
    """Basic authentication: with account and sending secret, or with the secret as user name and the password x."""
    number: Literal["e164", "plain", "national"] = "e164"
    """+84912345678, 84912345678 or 0912345678."""
    form: dict[str, SentTemplate] | None = None
    json_body: dict[str, Any] | None = Field(default=None, alias="json")
    coding: tuple[str, str] = ("0", "2")
    """What {coding} is for plain letters, and for others."""
    success: Success | None = None
    sends_once: bool = False
    """The gateway passes one {id} on once."""

    @model_validator(mode="after")
    def _require_body(self) -> Self:
        if (self.form is None) == (self.json_body is None):
            raise ValueError("write either [send.form] or [send.json]")
        _check_leaves(self.json_body)
        return self


def _check_leaves(value: Any) -> None:  # noqa: ANN401, JSON
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            _check_leaves(inner)
    elif isinstance(value, str):
        _allow(SENT_FIELDS).func(value)  # type: ignore[call-arg]  # it takes the value alone


class Mapping(_Part):
    """The whole file."""

    title: str
    source: str
    """Where the provider tells of this interface, or that no such place was found."""
    body: Literal["json", "form"] = "json"
    proof: tuple[Proof, ...] = ()
    """Each of them has to hold."""
    text: TextMapping | None = None
    report: ReportMapping | None = None
    send: SendMapping | None = None
    ignore: tuple[When, ...] = ()
    """Calls that tell of no text."""
    answer: str = ""
    """What the gateway waits for in the body of an answer."""
    tries_again: bool = True
    """It calls again by itself after 503."""

    @model_validator(mode="after")
    def _require_proof(self) -> Self:
        if (self.text or self.report) and not self.proof:
            raise ValueError("write [[proof]]: nothing says how a call is proved")
        if not (self.text or self.send):
            raise ValueError("write [text], [send] or both: nothing says what the gateway does")
        return self


def read_mapping(file: Path) -> Mapping:
    """Return the mapping in a file. Raises MappingBroken, with a line for each fault."""
    try:
        return Mapping.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        message = f"{file.name}: {error}"
        raise MappingBroken(message) from error
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        raise MappingBroken("\n".join(_describe(file, item["loc"], item["msg"]) for item in faults)) from None


def find_mapping(named: str) -> Path:
    """Return the file of a mapping that comes with the service, or the file of that path. Raises MappingBroken."""
    shipped = SHIPPED / f"{named}.toml"
    if _NAME.fullmatch(named) and shipped.exists():
        return shipped
    if Path(named).is_file():
        return Path(named)
    names = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
    message = f"{named} is neither a file nor one of {names}"
    raise MappingBroken(message)


def _describe(file: Path, where: tuple[int | str, ...], message: str) -> str:
    place = ".".join(str(step) for step in where) or "the file"
    return f"{file.name}: {place}: {message.removeprefix('Value error, ')}"
