"""``homthu``: the command line."""

import click

from api.commands.demo import demo
from api.commands.journal import journal


@click.group()
@click.version_option(package_name="homthu")
def main() -> None:
    """Hòm thư tố giác: an anonymous tip box and hotline."""


main.add_command(demo)
main.add_command(journal)
