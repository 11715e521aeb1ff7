"""A browser follows a POST to the page that it leads to. An officer's form that leads to another page says where to."""

from http import HTTPStatus
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


def is_kept(response: Any) -> bool:  # noqa: ANN401, of httpx or of the application
    """Say whether the answer to an officer's form leads to the page that the form was answered with."""
    return response.status_code == HTTPStatus.SEE_OTHER and "/officer/shown/" in response.headers["location"]


def show_kept(client: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """Return the page that an officer's form was answered with, with the cookies that the answer itself gave."""
    shown = httpx.Client.request(client, "GET", answer.headers["location"])
    given = [(name, value) for name, value in answer.headers.raw if name.lower() == b"set-cookie"]
    shown.headers = httpx.Headers([*shown.headers.raw, *given])
    return shown


class FollowingClient(httpx.Client):
    """A browser on a real line."""

    def request(self, method: str, url: httpx.URL | str, **options: Any) -> httpx.Response:  # noqa: ANN401
        answer = super().request(method, url, **add_following(method, url, options))
        return show_kept(self, answer) if is_kept(answer) else answer
