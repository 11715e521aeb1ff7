"""``make screenshots`` puts the pictures into var/screenshots; with names of looks only those, as ``phone-light-vi``.

Ends with 1 where a page of the application is in no picture.
"""

import itertools
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser import Look, open_browser
from tests.demo import run_demo
from tests.screenshots import leaders, officers, residents
from tests.screenshots.album import FOLDER, Album, list_unseen

_SIZES = {"phone": (360, 740), "desk": (1280, 800)}
_LIGHTS = {"light": False, "dark": True}
_PREFIXES = {"vi": "", "en": "/en"}
_VISITS = (
    residents.visit,
    officers.visit_as_officer,
    officers.visit_as_collector,
    officers.visit_as_duty_desk,
    officers.visit_as_inspector,
    leaders.visit_as_chief,
    leaders.visit_as_administrator,
)


def main(wanted: list[str]) -> int:
    """Take them all, and name the pages that are missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    shown = set[str]()
    with TemporaryDirectory() as folder, run_demo(Path(folder)) as demo, open_browser(demo.server.url) as browser:
        for size, light, language in itertools.product(_SIZES, _LIGHTS, _PREFIXES):
            name = f"{size}-{light}-{language}"
            if wanted and name not in wanted:
                continue
            width, height = _SIZES[size]
            look = Look(width=width, height=height, is_dark=_LIGHTS[light])
            album = Album(browser, demo, name, look, _PREFIXES[language], shown)
            for visit in _VISITS:
                visit(album)
                browser.close()
            print(name)  # noqa: T201
    unseen = list_unseen(shown)
    for path in unseen:
        print(f"no picture of {path}", file=sys.stderr)  # noqa: T201
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")  # noqa: T201
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
