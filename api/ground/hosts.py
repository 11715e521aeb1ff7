"""Hosts as they stand in URLs and in the ``Host`` of a request, so that two spellings of one are the same."""

from urllib.parse import urlsplit

_USUAL_PORTS = {"http": "80", "https": "443"}


def host_of(url: str) -> str:
    """Return the host of a URL with its port, unless that is the usual one of its scheme."""
    parts = urlsplit(url)
    return normalise_host(parts.netloc.rpartition("@")[2], parts.scheme)


def normalise_host(host: str, scheme: str = "") -> str:
    """Return a host in small letters, without a port that its scheme, or without one any scheme, takes for granted."""
    host = host.strip().lower().removesuffix(".")
    name, colon, port = host.rpartition(":")
    usual = {_USUAL_PORTS[scheme]} if scheme in _USUAL_PORTS else set(_USUAL_PORTS.values())
    return name if colon and port in usual and not name.endswith(":") else host
