"""The documents against the code: every setting, command and URL has its entry, and every link leads somewhere."""

import re
from pathlib import Path

import click
import pytest
from fastapi.routing import APIRoute

from api.commands.main import main
from api.ground.logs import LogEvent
from api.ground.settings import Settings
from api.web.app.app import ROUTERS

ROOT = Path(__file__).parent.parent
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def _commands(group: click.Group, prefix: str) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        path = f"{prefix} {name}"
        found += _commands(command, path) if isinstance(command, click.Group) else [(path, command)]
    return found


def test_settings_table_names_each_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(HOMTHU_\w+)` \|.*\| (\S+) \|$", SETTINGS, flags=re.MULTILINE))
    expected = {
        f"HOMTHU_{name.upper()}": "–" if field.is_required() else f"`{str(field.default).lower()}`"
        for name, field in Settings.model_fields.items()
    }
    assert rows == expected


def test_command_table_names_each_command_with_its_options() -> None:
    for path, command in _commands(main, "homthu"):
        (row,) = re.findall(rf"^\| `{path}` \|.*$", SETTINGS, flags=re.MULTILINE)
        options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
        assert [option.opts[0] for option in options if f"`{option.opts[0]}`" not in row] == [], path


def test_log_events_are_named() -> None:
    assert [event for event in LogEvent if f"`{event}`" not in SETTINGS] == []


def test_url_table_names_each_url() -> None:
    paths = {route.path for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    assert paths
    assert {path for path in paths if f"`{path}`" not in SETTINGS} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_leads_somewhere_when_a_document_is_read(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_every_file_that_the_architecture_names_is_there() -> None:
    names = ("ARCHITECTURE.md", "SECURITY.md", "docs/rules.md", "docs/keys.md")
    files = [ROOT / name for name in names] + sorted((ROOT / "docs" / "journeys").glob("*.md"))
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    named = set(re.findall(r"`((?:api|triage|intake|crypto|tests)/[\w./]*)`", text))
    assert named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_development_pins_what_runs_in_the_same_versions() -> None:
    pins = {
        name: set(
            re.findall(r"^([\w.\-\[\]]+==\S+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
        )
        for name in ("runtime", "development")
    }
    assert pins["runtime"] <= pins["development"]
