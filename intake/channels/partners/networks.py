"""From which network addresses a partner may call."""

from collections.abc import Collection
from ipaddress import ip_address, ip_network


def is_listed(address: str, networks: Collection[str]) -> bool:
    """Say whether the address lies in one of the networks; one that is no address lies in none."""
    try:
        caller = ip_address(address)
        # A socket for both kinds of address shows the old kind in the new one's clothes.
        caller = getattr(caller, "ipv4_mapped", None) or caller
        return any(caller in ip_network(network) for network in networks)
    except ValueError:
        return False
