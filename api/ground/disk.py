"""How much disk is left, and for what: files go first, then drafts, and an acknowledged tip never."""

import shutil
from pathlib import Path

from sqlalchemy import make_url

from api.ground.settings import Settings


class DiskNearlyFull(Exception):
    """What is left of the disk is kept for texts, readings and the journal."""


def has_room_for_files(settings: Settings) -> bool:
    """Whether residents' files may use the disk still: twice the reserve is left."""
    return _free_bytes(settings) >= 2 * settings.disk_reserve_megabytes << 20


def has_room_for_drafts(settings: Settings) -> bool:
    """Whether drafts may: the reserve itself is for texts, readings and the journal."""
    return _free_bytes(settings) >= settings.disk_reserve_megabytes << 20


def _free_bytes(settings: Settings) -> int:
    """Return what is left beside the database's file; of PostgreSQL, which may be elsewhere, beside our keys."""
    url = make_url(settings.database_url)
    is_file = url.drivername.startswith("sqlite") and url.database
    return shutil.disk_usage(Path(url.database or "").parent if is_file else settings.key_directory).free
