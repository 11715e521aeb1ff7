"""A partner's request as it came, raw."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawCall:
    """A request as it came, before anything in it is believed."""

    url: str = field(repr=False)
    """The whole URL at which the gateway reaches us, with its query."""
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)
    network_address: str = field(repr=False)
