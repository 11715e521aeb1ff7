"""Landlock: from here on the process reads only what lies under listed folders, writes nothing and connects nowhere.

Source: Linux, Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
"""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from intake.attachments.prison.kernel import call, give_up_new_privileges
from intake.attachments.prison.syscalls import LANDLOCK_ADD_RULE, LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_ASK_VERSION = 1
_PATH_BENEATH = 1
# How many rights over files each version of the interface knows; each later one knows all of the earlier.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6
_BIND_AND_CONNECT_TCP = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def restrict_files(readable: Iterable[Path]) -> None:
    """Allow reading under ``readable`` and forbid every other use of files. Raises OSError without Landlock."""
    version = call(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    ruleset = _make_ruleset(version)
    try:
        for folder in readable:
            _allow_reading(ruleset, folder)
        give_up_new_privileges()
        call(LANDLOCK_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def _make_ruleset(version: int) -> int:
    handled = _Ruleset(
        files=(1 << _FILE_RIGHTS.get(version, _FILE_RIGHTS[max(_FILE_RIGHTS)])) - 1,
        network=_BIND_AND_CONNECT_TCP if version >= _NETWORK_SINCE else 0,
        scoped=_ABSTRACT_SOCKETS_AND_SIGNALS if version >= _SCOPES_SINCE else 0,
    )
    # An older kernel takes a longer structure as long as what it does not know is zero.
    return call(
        LANDLOCK_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(ctypes.sizeof(handled)), ctypes.c_uint32(0)
    )


def _allow_reading(ruleset: int, path: Path) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        rule = _PathRule(_READ_FILE | (_READ_DIR if path.is_dir() else 0), opened)
        call(
            LANDLOCK_ADD_RULE,
            ctypes.c_int(ruleset),
            ctypes.c_int(_PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(opened)
