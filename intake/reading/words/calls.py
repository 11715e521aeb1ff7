"""Whom to call: what a danger asks for."""

from enum import StrEnum


class Call(StrEnum):
    """A number that anybody in the country can call, or what needs a sentence of its own."""

    POLICE = "113"
    RESCUE = "114"
    """Fire, and people who are trapped, drowning or under current."""
    AMBULANCE = "115"
    CHILDREN = "111"
    SELF_HARM = "self-harm"
    """The ambulance; and words of its own, for who wants to die is not to be told that it is a crime."""

    @property
    def number(self) -> str:
        """The digits."""
        return Call.AMBULANCE.value if self is Call.SELF_HARM else self.value


# Where several are found: a child first, since no other may call; then what spreads; then who can still be stopped.
_ORDER = (Call.CHILDREN, Call.RESCUE, Call.POLICE, Call.SELF_HARM, Call.AMBULANCE)


def order_calls(found: "set[Call]") -> tuple[Call, ...]:
    """Return the calls, the first to make first."""
    return tuple(sorted(found, key=_ORDER.index))
