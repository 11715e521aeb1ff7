"""Settings: whether the service ignores one, because its name is misspelt."""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from api.ground.settings import SETTINGS_FILE_VARIABLE, Settings
from api.installing.doctor.findings import Finding

_PREFIX = "HOMTHU_"
# Read by the processes themselves, and no field of the settings.
_OTHERS = frozenset({SETTINGS_FILE_VARIABLE, "HOMTHU_PROCESSES"})


def check_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a fault for each variable or line of the settings file whose name is none, with the nearest that is."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields} | _OTHERS
    unknown = [name for name in environment if name.startswith(_PREFIX) and name not in known]
    for name in sorted(unknown):
        yield Finding("settings", f"{name} is no setting", _suggest(name, known))
    file = environment.get(SETTINGS_FILE_VARIABLE, "")
    if not file:
        yield Finding("settings", "all from the environment")
        return
    names = _read_names(Path(file))
    if names is None:
        yield Finding(
            "settings",
            f"{file} cannot be read",
            f"Write its path into {SETTINGS_FILE_VARIABLE}, and let this user read it",
        )
        return
    for name in sorted(names - Settings.model_fields.keys()):
        yield Finding("settings", f"{file}: {name} is no setting", _suggest(name, Settings.model_fields))
    if not unknown:
        yield Finding("settings", f"from {file}")


def _read_names(file: Path) -> set[str] | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return set(content) if isinstance(content, dict) else None


def _suggest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.7)
    return f"Write {near[0]}" if near else "Take it out, or look it up in docs/settings.md"
