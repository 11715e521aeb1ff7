"""Rendering pages. Residents and officers have a tree of templates each, so that neither can show the other's parts."""

import base64
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from fastapi import Request
from fastapi.responses import HTMLResponse, StreamingResponse
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from markupsafe import Markup

from api.web.pages.catalogs import DEFAULT_LANGUAGE, load_catalogs
from api.web.pages.choice import find_preferred, language_of, path_in
from intake.ground.local_time import to_local

_GULP_SECONDS = 0.1


class Pages:
    """The templates of one side, in every language, with its style and script inside each page.

    One page is one request: style and script stand in the page, and the content security policy names their hashes.
    """

    def __init__(  # noqa: PLR0913, each is shown by some page
        self,
        folder: Path,
        styles: Sequence[str] = ("style.css",),
        *,
        is_demo: bool,
        locality: str,
        operator: str,
        duty_number: str,
        care_number: str,
        exit_url: str,
    ) -> None:
        style = "".join((folder / name).read_text(encoding="utf-8") for name in styles)
        script = _read_script(folder / "script.js")
        # A script of its own stands in the few pages that need it; every page allows them all.
        others = {file.name: _read_script(file) for file in sorted(folder.glob("*.js"))}
        del others["script.js"]
        others.pop("service_worker.js", None)
        # So does a style of its own.
        further = {
            file.name: file.read_text(encoding="utf-8")
            for file in sorted(folder.glob("*.css"))
            if file.name not in styles
        }
        self.policy = _policy([style, *further.values()], [script, *others.values()])
        # Only files of our own reach Markup here.
        shared = {
            "is_demo": is_demo,
            "locality": locality,
            "operator": operator,
            "duty_number": duty_number,
            "care_number": care_number,
            "exit_url": exit_url,
            "style": Markup(style),  # noqa: S704
            "styles": {name: Markup(text) for name, text in further.items()},  # noqa: S704
            "script": Markup(script),  # noqa: S704
            "scripts": {name: Markup(text) for name, text in others.items()},  # noqa: S704
        }
        self._environments = {
            language: _environment(folder, texts=texts, language=language, shared=shared)
            for language, texts in load_catalogs().items()
        }

        self._names = {name: Locale.parse(name).get_display_name() or name for name in self._environments}

    def render(
        self, request: Request, template: str, *, status: int = 200, values: dict[str, object] | None = None
    ) -> HTMLResponse:
        """Return the page as a response."""
        page, shown = self._find(request, template, values or {})
        return HTMLResponse(page.render(shown), status_code=status, headers={"Content-Security-Policy": self.policy})

    def stream(self, request: Request, template: str, *, values: dict[str, object]) -> StreamingResponse:
        """Return the page as a response that is sent piece by piece while the template runs."""
        page, shown = self._find(request, template, values)
        headers = {"Content-Security-Policy": self.policy, "X-Accel-Buffering": "no"}
        return StreamingResponse(
            _in_gulps(page.generate(shown)), media_type="text/html; charset=utf-8", headers=headers
        )

    def compile_all(self) -> None:
        """Compile every template now: a process that has no descriptor left could open none later."""
        for environment in self._environments.values():
            for name in environment.list_templates(extensions=["html"]):
                environment.get_template(name)

    def _find(self, request: Request, template: str, values: dict[str, object]) -> tuple[Template, dict[str, object]]:
        language = language_of(request.scope)
        # Offered, not chosen: a visitor who follows a link gets its language.
        preferred = find_preferred(request.headers.get("accept-language", ""))
        offered = preferred if language == DEFAULT_LANGUAGE and preferred != language else None
        page = self._environments[language].get_template(template)
        other = next((name for name in self._environments if name != language), language)
        others = [(name, shown) for name, shown in self._names.items() if name != language]
        shown = {"here": request.url.path, "other_language": other, "other_languages": others, "offered": offered}
        return page, {**shown, **values}


def _read_script(file: Path) -> str:
    """Return the script without its lines of comment, which are for us and would go over every line."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("//"))


class _Compiled(BytecodeCache):
    """Templates compiled in this process: once for all languages, because only the texts differ."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where the same template was compiled before."""
        code = self._code.get((bucket.key, bucket.checksum))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def _make_translator(texts: NullTranslations) -> Callable[..., Markup]:
    """Return what templates call ``_``. Jinja's own looks each text up again, and a page has dozens."""
    plain = dict[str, Markup]()

    def translate(text: str, /, **values: object) -> Markup:
        # Texts stand in templates and catalogs, which are ours; values are escaped.
        if values:
            return Markup(texts.gettext(text)) % values  # noqa: S704
        found = plain.get(text)
        if found is None:
            found = plain[text] = Markup(texts.gettext(text)) % {}  # noqa: S704
        return found

    return translate


def _counted(seconds: int) -> Markup:
    """Return seconds to wait, which our script counts down where it runs."""
    return Markup("<b data-wait>{}</b>").format(seconds)


def _environment(folder: Path, *, texts: NullTranslations, language: str, shared: dict[str, object]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        # Templates do not change under a running service; looking would cost four file stamps a page.
        auto_reload=False,
        bytecode_cache=_COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        shared,
        _=_make_translator(texts),
        language=language,
        path=lambda path: path_in(language, path),
        path_in=path_in,
    )
    environment.filters.update(
        clock=_clock,
        hour=_hour,
        day=_day,
        kept_day=_kept_day,
        day_before=_day_before,
        in_units=_in_units,
        spoken=_spoken,
        size=_size,
        dong=_dong,
        base64=_base64,
        counted=_counted,
    )
    return environment


def _clock(at: datetime) -> str:
    return f"{to_local(at):%H:%M · %d/%m/%Y}"


def _hour(at: datetime) -> str:
    """Return the hour and no more: what another may learn of a visit."""
    return f"{to_local(at):%Hh · %d/%m/%Y}"


def _size(size_bytes: int) -> str:
    """Return a size as people read it."""
    return f"{size_bytes / (1 << 20):.1f} MB" if size_bytes >= 1 << 20 else f"{max(1, size_bytes >> 10)} KB"


def _dong(amount: int) -> str:
    """Return an amount as it is written in Vietnam: 2.000.000."""
    return f"{amount:,}".replace(",", ".")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _day(at: datetime) -> str:
    return f"{to_local(at):%d/%m/%Y}"


def _kept_day(text: str) -> str:
    """Return a day as people write it, of ``2026-11-26``, the form in which days are kept (ISO 8601).

    What is no day is shown turned round: a page must not break because a row was tampered with.
    """
    return "/".join(reversed(text.split("-")))


def _day_before(at: datetime) -> str:
    """Return the last day of a span that ends with this moment."""
    return _day(at - timedelta(seconds=1))


def _in_units(left: timedelta) -> tuple[int, str]:
    """Return a span, without its sign, in the largest unit of which there are at least two."""
    minutes = int(abs(left).total_seconds()) // 60
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= 2 * length:
            return minutes // length, unit
    return minutes, "minutes"


def _spoken(number: str) -> str:
    """Return a telephone number as ``tel:`` takes it."""
    return "".join(character for character in number if character.isdigit() or character == "+")


def _policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "style-src " + " ".join(f"'{_hash(style)}'" for style in styles),
            "script-src " + " ".join(f"'{_hash(script)}'" for script in scripts),
            "img-src 'self' data:",
            "media-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _in_gulps(pieces: Iterator[str]) -> Iterator[str]:
    """Yield a template's small pieces together, as many as come in a moment: each sending costs a turn of a thread."""
    gulp, last = list[str](), time.monotonic()
    for piece in pieces:
        gulp.append(piece)
        if time.monotonic() - last > _GULP_SECONDS:
            yield "".join(gulp)
            gulp, last = [], time.monotonic()
    yield "".join(gulp)


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
