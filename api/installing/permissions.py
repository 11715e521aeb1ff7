"""Owner and mode of every file of an installation: what the web's user reads, what the worker's, and no other.

The two users share a group, the key directory and an SQLite database. The worker's keys are the worker's alone; the
pepper, and with it the officers' side, is the web's alone.
"""

import os
import pwd
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from api.ground.key_directory import BACKUP_SIGNER, PARTNERS, PEPPER
from api.ground.settings import Settings

_SHARED_FOLDER, _SHARED_FILE = 0o2770, 0o660
_OWN_FOLDER, _OWN_FILE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class Users:
    """The two users of an installation, who share the web's group."""

    web: int
    worker: int
    group: int

    @classmethod
    def find(cls, web: str, worker: str) -> "Users":
        """Return them by their names. Raises LookupError, which names the one that there is not."""
        found = {}
        for name in (web, worker):
            try:
                found[name] = pwd.getpwnam(name)
            except KeyError:
                raise LookupError(name) from None
        return cls(found[web].pw_uid, found[worker].pw_uid, found[web].pw_gid)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file or folder should be."""

    path: Path
    owner: int | None
    """None where either user may have made it."""
    group: int
    mode: int

    def describe_fault(self) -> str:
        """Return what is wrong with it; empty where nothing is."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return "is missing"
        faults = []
        if self.owner is not None and found.st_uid != self.owner:
            faults.append(f"belongs to {_name_of(found.st_uid)} and not to {_name_of(self.owner)}")
        if found.st_gid != self.group:
            faults.append(f"has another group than {self.group}")
        if stat.S_IMODE(found.st_mode) != self.mode:
            faults.append(f"has mode {stat.S_IMODE(found.st_mode):o} and not {self.mode:o}")
        return ", ".join(faults)

    def set(self) -> None:
        """Make it so. Needs root where the owner is another."""
        os.chown(self.path, -1 if self.owner is None else self.owner, self.group, follow_symlinks=False)
        self.path.chmod(self.mode)


def list_wanted(settings: Settings, users: Users, settings_file: Path | None = None) -> Iterator[Wanted]:
    """Yield owner and mode of everything that there is."""
    keys, worker_keys = settings.key_directory, settings.worker_key_directory
    database = find_sqlite_file(settings.database_url)
    if settings_file is not None:
        if database is None or database.parent.resolve() != settings_file.parent:
            yield Wanted(settings_file.parent, users.web, users.group, 0o750)
        yield Wanted(settings_file, users.web, users.group, 0o640)
    for folder in (keys, keys / PARTNERS):
        yield Wanted(folder, users.web, users.group, _SHARED_FOLDER)
        for file in _list_files(folder):
            own = file.name in (PEPPER, BACKUP_SIGNER) or file.name.startswith(".")
            yield Wanted(file, users.web if own else None, users.group, _OWN_FILE if own else _SHARED_FILE)
    yield Wanted(worker_keys, users.worker, users.group, _OWN_FOLDER)
    for file in _list_files(worker_keys):
        yield Wanted(file, users.worker, users.group, _OWN_FILE)
    if database is not None:
        yield Wanted(database.parent, users.web, users.group, _SHARED_FOLDER)
        for file in list_database_files(database):
            yield Wanted(file, None, users.group, _SHARED_FILE)


def give_all(wanted: Iterable[Wanted]) -> None:
    """Make everything so."""
    for each in wanted:
        each.set()


def find_sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database; None for another."""
    parsed = make_url(url)
    is_file = parsed.drivername.startswith("sqlite") and parsed.database
    return Path(str(parsed.database)) if is_file else None


def list_database_files(database: Path) -> list[Path]:
    """Return the database's file and those beside it: its log, its index, and the file on which writers take turns."""
    beside = (database, *(Path(f"{database}-{ending}") for ending in ("wal", "shm", "turn")))
    return [file for file in beside if file.exists()]


def _list_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.is_file()) if folder.is_dir() else []


def _name_of(user_id: int) -> str:
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return str(user_id)
