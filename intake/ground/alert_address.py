"""Whether what an officer gives is an address at which alerts may be sent."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

# One address and nothing else: no list, no name, no second header. What the mail server makes of it, it says.
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")


def is_email(text: str) -> bool:
    """Say whether this is one e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_push_service(url: str, hosts: Collection[str]) -> bool:
    """Say whether the URL leads to one of the push services, or to a host under one of them.

    An officer's browser names the URL: the worker, which asks it, must not be led into our own house.
    """
    try:
        parts = urlsplit(url)
        has_user = parts.username is not None
    except ValueError:
        return False
    host = parts.netloc.lower()
    scheme = "http" if host.startswith("127.0.0.1:") else "https"
    if parts.scheme != scheme or has_user:
        return False
    return any(host == known or host.endswith(f".{known}") for known in hosts)
