"""``homthu``: the command line."""

from importlib import import_module

import click

from api.web.app.server import forbid_core_dumps

# Each command's module is loaded when the command is called: a web process carries none of the others in its memory.
_MODULES = {
    "demo": "demo",
    "custodian": "custodian",
    "disclosure": "disclosure",
    "init": "init",
    "permissions": "permissions",
    "doctor": "doctor",
    "serve": "serve",
    "worker": "worker",
    "migrate": "migrate",
    "areas": "areas",
    "read": "reading",
    "kinds": "kinds",
    "posts": "posts",
    "officers": "officers",
    "days": "days",
    "duty": "duty",
    "cluster": "cluster",
    "partner": "partner",
    "quarantine": "quarantine",
    "journal": "journal",
    "retention": "retention",
    "backup-key": "backup",
    "backup": "backup",
    "restore": "backup",
}


class LazyGroup(click.Group):
    """A group whose commands stand in modules named in a table; of a module the command with the name is taken."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, as they stand in the table."""
        del ctx
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command's module, and return the command; None for a name that is not there."""
        del ctx
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"api.commands.{_MODULES[cmd_name]}")
        found = [each for each in vars(module).values() if isinstance(each, click.Command) and each.name == cmd_name]
        return found[0]


@click.group(cls=LazyGroup)
@click.version_option(package_name="homthu")
def main() -> None:
    """Hòm thư tố giác: an anonymous tip box and hotline."""
    forbid_core_dumps()


if __name__ == "__main__":
    main()
