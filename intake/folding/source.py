"""A text that is rewritten step by step while each character remembers where it stood."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """``text``, and for each of its characters from and to where it stood in the original."""

    text: str = field(repr=False)
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "Source":
        """Return the text as it is."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    def rewrite(self, pattern: re.Pattern[str], write: Callable[[str], str]) -> "Source":
        """Return the source with ``write`` applied to each match."""
        text, starts, ends = list[str](), list[int](), list[int]()
        at = 0
        for found in pattern.finditer(self.text):
            start, end, written = found.start(), found.end(), write(found.group())
            text += [self.text[at:start], written]
            starts += [*self.starts[at:start], *[self.starts[start]] * len(written)]
            ends += [*self.ends[at:start], *[self.ends[end - 1]] * len(written)]
            at = end
        if not at:
            return self
        text.append(self.text[at:])
        return Source("".join(text), [*starts, *self.starts[at:]], [*ends, *self.ends[at:]])
