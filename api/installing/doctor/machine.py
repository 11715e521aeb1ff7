"""The machine: files and their users, keys of this month and the next, disk, sandbox, and the clock."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from api.ground.disk import has_room_for_drafts, has_room_for_files
from api.ground.key_directory import FileKeyDirectory
from api.ground.settings import Settings
from api.installing.doctor.findings import Finding
from api.installing.permissions import Users, list_wanted
from intake.attachments.child.level import Level, find_confinement
from triage.ground.errors import WorkerKeyMissing
from triage.ground.keys import list_months_ahead


def check_machine(
    settings: Settings, users: Users | None, settings_file: Path | None, *, at: datetime
) -> Iterator[Finding]:
    """Yield what there is to say of the machine."""
    yield from _check_files(settings, users, settings_file)
    yield from _check_keys(settings, at=at)
    yield _check_disk(settings)
    yield _check_sandbox()


def _check_files(settings: Settings, users: Users | None, settings_file: Path | None) -> Iterator[Finding]:
    if users is None:
        yield Finding(
            "files",
            "the two users were not found, so owner and mode of files were not looked at",
            "Name them: homthu doctor --web-user NAME --worker-user NAME",
        )
        return
    wrong = [
        f"{each.path} {fault}"
        for each in list_wanted(settings, users, settings_file)
        if (fault := each.describe_fault())
    ]
    for each in wrong:
        yield Finding("files", each, "As root: homthu permissions")
    if not wrong:
        yield Finding("files", "every file belongs to its user")


def _check_keys(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    keys = FileKeyDirectory(settings.key_directory)
    missing, months = [], list_months_ahead(at)
    for month in months:
        try:
            keys.worker_key(month)
        except (WorkerKeyMissing, OSError):
            missing.append(month)
    if missing:
        mend = "Start homthu worker as its own user: it makes them, and until then no text can be answered"
        yield Finding("keys", f"no key of the worker for {', '.join(missing)}", mend)
    else:
        yield Finding("keys", f"there for {months[0]} and {months[1]}")


def _check_disk(settings: Settings) -> Finding:
    if not has_room_for_drafts(settings):
        return Finding("disk", "full: files and drafts are refused", "Make room, or move the database to a larger disk")
    if not has_room_for_files(settings):
        return Finding("disk", "nearly full: residents' files are refused", "Make room soon")
    return Finding("disk", "has room")


def _check_sandbox() -> Finding:
    level = find_confinement().level
    if level is Level.NONE:
        return Finding("sandbox", "none", "apt-get install bubblewrap, or use a kernel with Landlock (5.13 or newer)")
    return Finding("sandbox", str(level))
