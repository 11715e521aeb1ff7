"""Joining the parts of a long text for the reader, in whatever order they came."""

from collections.abc import Sequence
from dataclasses import replace

from intake.submission import Part
from triage.channels.threads.open import ThreadMessage
from triage.ground.vocabulary import AuthorKind

MISSING = "[…]"

_Group = dict[int, ThreadMessage]


def join_parts(messages: Sequence[ThreadMessage]) -> list[ThreadMessage]:
    """Return the messages with the parts of one text in one, where its first part to come stood.

    A part that has not come stands as MISSING. Telephones use a reference again after a while: a part whose number is
    there already begins another text.
    """
    joined: list[ThreadMessage | _Group] = []
    open_groups: dict[str, _Group] = {}
    for message in messages:
        part = _part_of(message)
        if part is None:
            joined.append(message)
            continue
        group = open_groups.get(part.reference)
        if group is None or part.number in group:
            group = open_groups[part.reference] = {}
            joined.append(group)
        group[part.number] = message
    return [_join(each) if isinstance(each, dict) else each for each in joined]


def _part_of(message: ThreadMessage) -> Part | None:
    part = None if message.content is None else message.content.part
    return None if part is None or part.of == 1 else part


def _join(group: _Group) -> ThreadMessage:
    first = next(iter(group.values()))
    # Joined with what was not verified, the whole is not verified.
    author = max((message.author for message in group.values()), key=lambda kind: kind == AuthorKind.ADDITION)
    contents = {number: message.content for number, message in sorted(group.items()) if message.content}
    # A gateway may count wrongly; what it sent is shown all the same.
    total = max(*(content.part.of for content in contents.values() if content.part), *contents)
    words = [contents[number].what if number in contents else MISSING for number in range(1, total + 1)]
    masked_by = tuple(rule for content in contents.values() for rule in content.masked_by)
    whole = replace(next(iter(contents.values())), what="".join(words), masked_by=masked_by, part=None)
    return replace(first, author=author, content=whole)
