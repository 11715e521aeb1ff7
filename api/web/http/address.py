"""Where a request comes from, read for the flood gate and for nothing else: it is never logged, stored or passed on."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

from api.arrivals.flood_gate import Sender

# One household has at least this much of IPv6 (RFC 6177); an attacker has it at no cost. Providers give whole sites
# the larger part, and rent it out for little.
_HOUSEHOLD_BITS, _SITE_BITS = 56, 48
_UNKNOWN = "unknown"


def sender_of(connection: HTTPConnection, *, proxies_in_front: int) -> Sender:
    """Return the sender of a request, by the network address that the nearest trusted proxy saw."""
    return _shorten(address_of(connection, proxies_in_front=proxies_in_front))


def address_of(connection: HTTPConnection, *, proxies_in_front: int) -> str:
    """Return the network address that a connection comes from, whole; empty where none can be believed.

    Each proxy in front appends whom it saw to ``X-Forwarded-For``; what stands before that, anybody may have written.
    Several lines of the header are one list (RFC 9110, 5.3).
    """
    if proxies_in_front > 0:
        lines = connection.headers.getlist("x-forwarded-for")
        seen = [part.strip() for part in ",".join(lines).split(",")]
        return seen[-proxies_in_front] if len(seen) >= proxies_in_front else ""
    return connection.client.host if connection.client else ""


def _shorten(text: str) -> Sender:
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return Sender(_UNKNOWN, _UNKNOWN)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return Sender(str(address.ipv4_mapped), str(address.ipv4_mapped))
        household, site = (
            str(ip_network((int(address), bits), strict=False)) for bits in (_HOUSEHOLD_BITS, _SITE_BITS)
        )
        return Sender(household, site)
    return Sender(str(address), str(address))
