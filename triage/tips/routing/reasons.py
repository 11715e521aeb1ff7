"""Why a tip came to a post: a code and the areas it speaks of, kept locked, put into words by the pages."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class ReasonCode(StrEnum):
    """The steps of routing."""

    ABOUT_POLICE = "about_police"
    OWN_AREA = "own_area"
    VACANT_POST = "vacant_post"
    POST_KEY_REJECTED = "post_key_rejected"
    NONE_BELOW = "nobody_below"
    NONE_THERE = "nobody_there"
    """The post has its people, and all of them are away."""
    OUTSIDE_HOURS = "outside_hours"
    """The post's hours begin in the morning; until then the duty desk has it too."""
    ESCALATION = "escalation"
    NO_AREA = "no_area"
    HANDED_OVER = "handed_over"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    """An officer gave it to the post that it belongs to."""
    SHARED = "shared"
    """An officer shares it with the post of another area of the cluster."""
    MARKED_BY_RESIDENT = "marked_by_resident"
    """The resident said afterwards that it is about police or officials."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step. ``area_ids`` are the areas that it speaks of."""

    code: ReasonCode
    area_ids: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the form that is locked."""
        return json.dumps([self.code, *self.area_ids]).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote."""
        code, *area_ids = json.loads(raw)
        return cls(ReasonCode(code), tuple(area_ids))
