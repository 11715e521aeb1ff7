"""A resident's browser follows a POST to the page that it leads to; officers' pages say where they lead."""

from typing import Any

import httpx

_OTHERS = ("/officer", "/hooks", "/custodian", "/health")


def add_following(method: str, url: object, options: dict[str, Any]) -> dict[str, Any]:
    """Return the request's options, with which a resident's form is followed to its page."""
    path = httpx.URL(str(url)).path.removeprefix("/en")
    is_chosen = isinstance(options.get("follow_redirects"), bool)
    if method != "POST" or path.startswith(_OTHERS) or is_chosen:
        return options
    return {**options, "follow_redirects": True}


class FollowingClient(httpx.Client):
    """A browser on a real line."""

    def request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Response:  # noqa: ANN401
        return super().request(method, url, **add_following(method, url, options))
