"""What a machine wrote down, and what officers made of it: the newest version is read first, every version stays."""

from collections.abc import Sequence

from triage.channels.threads.open import ThreadMessage
from triage.ground.vocabulary import AuthorKind


def part_versions(messages: Sequence[ThreadMessage]) -> tuple[list[ThreadMessage], dict[str, list[ThreadMessage]]]:
    """Return the messages without corrections, and the corrections by the message that they correct, newest first."""
    shown, corrections = list[ThreadMessage](), dict[str, list[ThreadMessage]]()
    for message in messages:
        if message.author is AuthorKind.CORRECTION and message.content is not None and message.content.corrects:
            corrections.setdefault(message.content.corrects, []).insert(0, message)
        else:
            shown.append(message)
    return shown, corrections
