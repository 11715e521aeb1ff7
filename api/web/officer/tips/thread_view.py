"""What was said on a tip, laid out for an officer's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from api.web.officer.calls.speech import Line, lay_out
from triage.channels.threads.open import ThreadMessage, read_messages
from triage.channels.threads.parts import join_parts
from triage.channels.threads.versions import part_versions
from triage.offices.accounts.names import names_of
from triage.tips.opening.open import OpenTip


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The messages, and what belongs to each by its id."""

    messages: Sequence[ThreadMessage]
    corrections: Mapping[str, Sequence[ThreadMessage]]
    lines: Mapping[str, Sequence[Line]]
    names: Mapping[str, str]
    """Of officers, by their ids."""

    def values(self) -> dict[str, object]:
        """Return what a template asks for."""
        return {name: getattr(self, name) for name in self.__slots__}


def lay_out_thread(session: Session, opened: OpenTip) -> ThreadView:
    """Return what was said on the tip, and by whom."""
    everything = join_parts(read_messages(session, opened.tip, seed=opened.seed, notes=True))
    messages, corrections = part_versions(everything)
    return ThreadView(
        messages=messages,
        corrections=corrections,
        lines={message.id: lay_out(message.content) for message in messages if message.content},
        names=names_of(session, [opened.tip.officer_id, *(message.officer_id for message in everything)]),
    )
