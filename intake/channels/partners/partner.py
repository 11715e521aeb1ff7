"""A partner: an SMS gateway that calls us, and through which answers go out, or a hotline operator.

Its secrets and its settings stand in the key directory, never in the database. The duty desk signs what the settings
say, so that no single person can bring in a gateway, or turn one to another place.
"""

import json
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_network
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from intake.areas.tables import AreaId
from intake.channels.partners.mapping import Mapping


class AdapterName(StrEnum):
    """The ways of calling that we understand."""

    STANDARD = "standard"
    TWILIO = "twilio"
    KANNEL = "kannel"
    SMSGATE = "smsgate"
    HOTLINE = "hotline"
    TWILIO_HOTLINE = "twilio-hotline"
    MAPPED = "mapped"
    """As a small file says."""


HOTLINES = (AdapterName.HOTLINE, AdapterName.TWILIO_HOTLINE)
NAME_PATTERN = r"^[a-z][a-z0-9-]{1,31}$"
PartnerName = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
# They stand in headers and forms of other people's interfaces.
_PlainText = Annotated[str, StringConstraints(pattern=r"^[!-~]*$", max_length=128)]
_Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?$")]
_DEFAULT_TEXTS_A_DAY = 500
# Where numbers and words may go unencrypted: nowhere but on this machine.
_NEAR = ("127.0.0.1", "::1", "localhost")


class PartnerSecret(BaseModel):
    """A secret shared with the partner. After a rotation the old one is good until ``not_after``."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    secret: _PlainText = Field(repr=False)
    not_after: datetime | None = None


class Confirmation(BaseModel):
    """The duty desk's signature under what the partner's settings say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    post_key_id: str
    signature: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$")]
    """Hexadecimal."""


class Partner(BaseModel):
    """All that is known of a partner."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: PartnerName
    adapter: AdapterName
    number: _PlainText
    """The number that residents text or call, as it is printed on posters."""
    scope: AreaId | None = None
    """The commune whose number it is; with none it serves the whole locality."""
    url: str
    """Where texts are sent: the gateway's own sending URL. Empty for a gateway that only receives."""
    account: _PlainText = ""
    """The user name or account at the gateway."""
    networks: tuple[str, ...] = ()
    """From which network addresses it calls, where it signs nothing."""
    takes_marks: bool = True
    """False for a gateway that breaks Vietnamese letters: it gets texts without marks."""
    texts_a_day: int = Field(default=_DEFAULT_TEXTS_A_DAY, gt=0)
    """How many segments may go out in a day."""
    secrets: tuple[PartnerSecret, ...] = Field(repr=False)
    """Newest first."""
    sending_secret: _PlainText | None = Field(default=None, repr=False)
    """Where the gateway wants another secret for sending than for its calls."""
    file_hosts: tuple[_Host, ...] = ()
    """From which hosts recordings, and files that come with a text, may be fetched, and from no other."""
    mapping: Mapping | None = None
    """How a gateway without an adapter calls and is called."""
    confirmation: Confirmation | None = None

    @property
    def is_hotline(self) -> bool:
        """Whether it passes on calls, and no texts."""
        return self.adapter in HOTLINES

    @field_validator("url")
    @classmethod
    def _require_https(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        is_near = parts.hostname in _NEAR or (parts.hostname or "").endswith(".invalid")
        if not parts.hostname or parts.scheme not in ("http", "https") or (parts.scheme == "http" and not is_near):
            raise ValueError("it must begin with https://, or with http:// on this machine")
        return url

    @field_validator("networks")
    @classmethod
    def _require_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ip_network(network)
        return networks

    @model_validator(mode="after")
    def _require_mapping(self) -> Self:
        if (self.adapter is AdapterName.MAPPED) != (self.mapping is not None):
            raise ValueError("the adapter mapped needs a mapping, and no other has one")
        if self.mapping is not None and self.url and self.mapping.send is None:
            raise ValueError("the mapping does not say how a text is sent: leave the URL out")
        return self

    def statement(self) -> bytes:
        """Return what the duty desk signs: everything but secrets, which rotate."""
        said: list[object] = [
            self.name,
            self.adapter,
            self.number,
            self.scope,
            self.url,
            self.account,
            list(self.networks),
            self.takes_marks,
            self.texts_a_day,
        ]
        # What a gateway of texts says was signed before there were hotlines, and stays what it was.
        if self.file_hosts:
            said.append(list(self.file_hosts))
        if self.mapping is not None:
            said.append({"mapping": self.mapping.model_dump(mode="json", by_alias=True)})
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

    def live_secrets(self, at: datetime) -> list[str]:
        """Return the secrets that are good now, newest first."""
        return [each.secret for each in self.secrets if each.not_after is None or each.not_after > at]

    @property
    def secret_for_sending(self) -> str:
        """What opens the gateway to us."""
        return self.sending_secret or self.secrets[0].secret
