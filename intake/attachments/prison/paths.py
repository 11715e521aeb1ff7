"""What the child has to read: Python, the libraries, its own code, and fonts for pages that bring none."""

import os
import sys
import sysconfig
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
CODE = _ROOT / "intake"
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/fonts")


def interpreter() -> Path:
    """Return the Python program itself, behind the links of a virtual environment."""
    return Path(sys.executable).resolve()


@cache
def list_import_folders() -> tuple[Path, ...]:
    """Return the folders from which the child imports, in order: no other is searched."""
    # Asked of this process: what was written down when Python was built may lie elsewhere by now.
    compiled = (folder for folder in sys.path if Path(folder).name == "lib-dynload")
    standard, *libraries = (sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))
    return tuple(dict.fromkeys((*(Path(folder) for folder in (standard, *compiled, *libraries)), _ROOT)))


@cache
def list_readable() -> tuple[Path, ...]:
    """Return every file and folder that the child may read; those that are not there are left out."""
    imports = [folder for folder in list_import_folders() if folder != _ROOT]
    libraries = [Path(folder) for folder in _SYSTEM]
    # Where Python itself is a library beside the standard one.
    own = Path(sys.base_prefix) / "lib"
    found = dict.fromkeys((interpreter(), own, *libraries, *imports, CODE))
    return tuple(path for path in found if os.path.lexists(path))
