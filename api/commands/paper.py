"""Words on paper: printed to be copied by hand, and typed in again."""

from collections.abc import Iterator

import click

from crypto.backups import count_needed, from_words, to_words
from crypto.errors import SharesRejected
from crypto.keys import Seed

_WORDS_IN_A_LINE = 6


def print_words(seed: Seed, *, needed: int = 1, of: int = 1) -> None:
    """Print the words of as many papers, for the screen only."""
    papers = to_words(seed, needed=needed, of=of)
    for number, words in enumerate(papers, start=1):
        if of > 1:
            click.echo(f"Paper {number} of {of}; any {needed} of them open the key:\n")
        for line in _in_lines(words.split()):
            click.echo(line)
        click.echo()


def ask_words() -> Seed:
    """Ask for as many papers as it takes, and return the seed."""
    try:
        return from_words(list(_ask_papers()))
    except SharesRejected:
        message = (
            "These are not the words: one is missing or mistyped, or the papers are of two sets. Nothing was written."
        )
        raise click.ClickException(message) from None


def _ask_papers() -> Iterator[str]:
    first: str = click.prompt("The words, all on one line")
    needed = count_needed(first)
    yield first
    for number in range(2, needed + 1):
        typed: str = click.prompt(f"The words of another paper ({number} of the {needed} that it takes)")
        # Each is looked at when it was typed: a slip of the pen is found on its own paper.
        count_needed(typed)
        yield typed


def _in_lines(words: list[str]) -> Iterator[str]:
    for start in range(0, len(words), _WORDS_IN_A_LINE):
        yield "  " + " ".join(f"{word:<10}" for word in words[start : start + _WORDS_IN_A_LINE]).rstrip()
