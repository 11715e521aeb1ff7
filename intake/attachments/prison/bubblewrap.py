"""bubblewrap: a program in name spaces of its own. No network, no other process, a file system of listed files only."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from intake.attachments.prison.paths import list_readable

# A user without rights inside; outside it is the user of the service, so that links to its files still open.
_UNPRIVILEGED = "65534"


@cache
def find_bubblewrap() -> str | None:
    """Return where the program is; None where it is not installed."""
    return shutil.which("bwrap", path="/usr/local/bin:/usr/bin:/bin")


def wrap(command: list[str]) -> list[str]:
    """Return the command that runs ``command`` behind these walls. Ask find_bubblewrap first."""
    return [
        find_bubblewrap() or "bwrap",
        *("--unshare-all", "--unshare-user", "--uid", _UNPRIVILEGED, "--gid", _UNPRIVILEGED, "--cap-drop", "ALL"),
        *("--die-with-parent", "--new-session", "--clearenv", "--hostname", "child"),
        *(each for path in list_readable() for each in _show(path)),
        *("--remount-ro", "/", "--chdir", "/", "--"),
        *command,
    ]


def _show(path: Path) -> Iterator[str]:
    if path.is_symlink():
        yield from ("--symlink", str(path.readlink()), str(path))
    else:
        yield from ("--ro-bind", str(path), str(path))
