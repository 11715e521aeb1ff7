"""The moves of a tip: from where, to where, by whom. One table; everything else reads it."""

from dataclasses import dataclass
from enum import StrEnum

from triage.ground.errors import MoveRefused
from triage.ground.vocabulary import Status
from triage.tips.opening.open import Capacity


class MoveName(StrEnum):
    """What an officer can do to a tip."""

    ACKNOWLEDGE = "acknowledge"
    VERIFY = "verify"
    FORWARD = "forward"
    CLOSE = "close"
    REOPEN = "reopen"
    HAND_OVER = "hand_over"
    RELEASE = "release"
    TRANSFER = "transfer"
    ASSIGN = "assign"
    SHARE = "share"
    EXTEND = "extend"
    REFER = "refer"
    BAR = "bar"
    COUNT = "count"
    """Write down what came of it, in numbers."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    name: MoveName
    sources: frozenset[Status]
    target: Status | None
    """None where the status stays."""
    who: frozenset[Capacity]


_HOLDER, _CHIEF, _READER = Capacity.HOLDER, Capacity.CHIEF, Capacity.READER
_AT_WORK = frozenset({Status.ACKNOWLEDGED, Status.VERIFYING})
_OPEN = _AT_WORK | {Status.NEW}
_IN_HAND = _AT_WORK | {Status.FORWARDED}

MOVES = (
    Move(MoveName.ACKNOWLEDGE, frozenset({Status.NEW}), Status.ACKNOWLEDGED, frozenset({_HOLDER, _READER})),
    Move(MoveName.VERIFY, frozenset({Status.ACKNOWLEDGED}), Status.VERIFYING, frozenset({_HOLDER})),
    Move(MoveName.FORWARD, _AT_WORK, Status.FORWARDED, frozenset({_CHIEF})),
    Move(MoveName.CLOSE, _AT_WORK, Status.CLOSED, frozenset({_HOLDER})),
    Move(MoveName.CLOSE, frozenset({Status.FORWARDED}), Status.CLOSED, frozenset({_CHIEF})),
    Move(MoveName.HAND_OVER, _OPEN, Status.NEW, frozenset({Capacity.DISPATCHER})),
    Move(MoveName.RELEASE, _OPEN, Status.NEW, frozenset({Capacity.INSPECTORATE})),
    Move(MoveName.TRANSFER, _OPEN, Status.NEW, frozenset({Capacity.LOCAL})),
    Move(MoveName.ASSIGN, _IN_HAND, None, frozenset({_HOLDER, _CHIEF})),
    Move(MoveName.SHARE, _IN_HAND, None, frozenset({Capacity.LOCAL, Capacity.DISPATCHER})),
    Move(MoveName.EXTEND, _IN_HAND, None, frozenset({_HOLDER, _CHIEF})),
    Move(MoveName.REFER, _AT_WORK, Status.VERIFYING, frozenset({Capacity.LOCAL, Capacity.DISPATCHER})),
    Move(MoveName.BAR, frozenset(Status), None, frozenset({Capacity.INSPECTORATE})),
    Move(MoveName.COUNT, frozenset({Status.FORWARDED, Status.CLOSED}), None, frozenset({_HOLDER, _CHIEF})),
    Move(MoveName.REOPEN, frozenset({Status.CLOSED}), Status.VERIFYING, frozenset({_CHIEF, Capacity.CLOSER})),
)


def list_moves(status: Status, capacities: frozenset[Capacity]) -> list[Move]:
    """Return the moves that are open from this status to an officer of these capacities."""
    return [move for move in MOVES if status in move.sources and move.who & capacities]


def get_move(name: MoveName, status: Status, capacities: frozenset[Capacity]) -> Move:
    """Return the move. Raises MoveRefused where it is not open."""
    for move in list_moves(status, capacities):
        if move.name == name:
            return move
    raise MoveRefused
