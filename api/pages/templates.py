"""Rendering pages. Residents and officers have a tree of templates each, so that neither can show the other's parts."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.language.catalogs import load_catalogs
from api.language.choice import language_of, path_in
from triage.local_time import to_local


class Pages:
    """The templates of one side, in every language, with its style and script inside each page.

    One page is one request: style and script stand in the page, and the content security policy names their hashes.
    """

    def __init__(self, folder: Path, *, is_demo: bool, locality: str, duty_number: str) -> None:
        style = (folder / "style.css").read_text(encoding="utf-8")
        script = (folder / "script.js").read_text(encoding="utf-8")
        self.policy = _policy(style, script)
        # Only files of our own reach Markup here.
        shared = {
            "is_demo": is_demo,
            "locality": locality,
            "duty_number": duty_number,
            "style": Markup(style),  # noqa: S704
            "script": Markup(script),  # noqa: S704
        }
        self._environments = {
            language: _environment(folder, texts=texts, language=language, shared=shared)
            for language, texts in load_catalogs().items()
        }

    def render(
        self, request: Request, template: str, *, status: int = 200, values: dict[str, object] | None = None
    ) -> HTMLResponse:
        """Return the page as a response."""
        language = language_of(request.scope)
        page = self._environments[language].get_template(template)
        other = next((name for name in self._environments if name != language), language)
        text = page.render({"here": request.url.path, "other_language": other, **(values or {})})
        return HTMLResponse(text, status_code=status, headers={"Content-Security-Policy": self.policy})


def _environment(folder: Path, *, texts: object, language: str, shared: dict[str, object]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        # Templates do not change under a running service; looking would cost four file stamps a page.
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(shared, language=language, path=lambda path: path_in(language, path), path_in=path_in)
    environment.filters.update(clock=_clock, day=_day, spoken=_spoken)
    return environment


def _clock(at: datetime) -> str:
    return f"{to_local(at):%H:%M · %d/%m/%Y}"


def _day(at: datetime) -> str:
    return f"{to_local(at):%d/%m/%Y}"


def _spoken(number: str) -> str:
    """Return a telephone number as ``tel:`` takes it."""
    return "".join(character for character in number if character.isdigit() or character == "+")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; "
        "media-src 'self'"
    )


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
