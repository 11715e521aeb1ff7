"""Where a request comes from, read for the flood gate and for nothing else: it is never logged, stored or passed on."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

# One household has at least this much of IPv6 (RFC 6177); an attacker has it at no cost.
_HOUSEHOLD_BITS = 56
_UNKNOWN = "unknown"


def sender_of(connection: HTTPConnection, *, proxies_in_front: int) -> str:
    """Return the network address of the sender, shortened to a household where it is IPv6."""
    return _shorten(address_of(connection, proxies_in_front=proxies_in_front))


def address_of(connection: HTTPConnection, *, proxies_in_front: int) -> str:
    """Return the network address that a connection comes from, whole; empty where none can be believed.

    Each proxy in front appends whom it saw to ``X-Forwarded-For``; what stands before that, anybody may have written.
    """
    if proxies_in_front > 0:
        seen = [part.strip() for part in connection.headers.get("x-forwarded-for", "").split(",")]
        return seen[-proxies_in_front] if len(seen) >= proxies_in_front else ""
    return connection.client.host if connection.client else ""


def _shorten(text: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return _UNKNOWN
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), _HOUSEHOLD_BITS), strict=False))
    return str(address)
