"""Fetching what a partner keeps for us, a recording or a file that came with a text.

From listed hosts only, never from inside our own house.
"""

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import httpx

from api.ground.answers import AnswerTooLong, read_answer

_MOST_REDIRECTS = 3
_DEADLINE_SECONDS = 300.0
_NEAR = ("127.0.0.1", "::1", "localhost")
_PORTS = {"https": 443, "http": 80}


class FetchRefused(Exception):
    """It may not be fetched from there, or is too large: to try again would change nothing."""


class FetchFailed(Exception):
    """It could not be fetched now."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches recordings and files."""

    client: httpx.Client
    """Follows no redirect by itself, and knows no proxy."""
    largest_bytes: int

    def fetch(self, url: str, hosts: Iterable[str], account: tuple[str, str] | None = None) -> bytes:
        """Return what lies at ``url``. Each step must lead to one of ``hosts``, and the account is for the first alone.

        Raises FetchRefused or FetchFailed.
        """
        try:
            return self._follow(url, hosts, account)
        except (ValueError, httpx.InvalidURL) as error:
            # A redirect may lead to what is no URL.
            raise FetchRefused from error

    def _follow(self, url: str, hosts: Iterable[str], account: tuple[str, str] | None) -> bytes:
        deadline, allowed = time.monotonic() + _DEADLINE_SECONDS, frozenset(hosts)
        account_host = urlsplit(url).netloc
        for _step in range(_MOST_REDIRECTS + 1):
            request = self._request(url, allowed)
            try:
                is_first = urlsplit(url).netloc == account_host
                answer = self.client.send(request, auth=account if is_first else None, stream=True)
            except httpx.HTTPError as error:
                raise FetchFailed from error
            try:
                if not answer.is_redirect:
                    return self._read(answer, deadline)
                url = urljoin(url, answer.headers["location"])
            finally:
                answer.close()
        raise FetchRefused

    def _request(self, url: str, allowed: frozenset[str]) -> httpx.Request:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in _PORTS or parts.username is not None or parts.netloc.lower() not in allowed:
            raise FetchRefused
        if parts.scheme == "http" and host not in _NEAR:
            raise FetchRefused
        # The address that was looked at is the one that is asked: a name may lead elsewhere a moment later.
        address = _find_address(host, parts.port or _PORTS[parts.scheme])
        literal = f"[{address}]" if ":" in address else address
        port = "" if parts.port is None else f":{parts.port}"
        pinned = parts._replace(netloc=f"{literal}{port}").geturl()
        return self.client.build_request(
            "GET", pinned, headers={"Host": parts.netloc}, extensions={"sni_hostname": host}
        )

    def _read(self, answer: httpx.Response, deadline: float) -> bytes:
        if not answer.is_success:
            # Also 404: operators answer so for a while after the call has ended.
            raise FetchFailed
        try:
            content = read_answer(answer, most_bytes=self.largest_bytes, seconds=deadline - time.monotonic())
        except AnswerTooLong as error:
            raise (FetchRefused if time.monotonic() < deadline else FetchFailed) from error
        except httpx.HTTPError as error:
            raise FetchFailed from error
        if not content:
            raise FetchFailed
        return content


def _find_address(host: str, port: int) -> str:
    """Return an address of the host. Raises FetchRefused where any is private, unless the host is this machine."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchFailed from error
    addresses = [str(entry[4][0]) for entry in found]
    if host not in _NEAR and not all(ip_address(address).is_global for address in addresses):
        raise FetchRefused
    return addresses[0]
