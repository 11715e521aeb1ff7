"""One tip before its ladder: who answers for it, who comes next and when, who is told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from intake.areas.tables import AreaId
from triage.ground.vocabulary import Priority
from triage.tips.routing.grants import Grant, grant_to
from triage.tips.routing.ladder import Step
from triage.tips.routing.reasons import Reason, ReasonCode


@dataclass(frozen=True)
class Climb:
    """One tip at the foot of its ladder."""

    steps: tuple[Step, ...]
    priority: Priority
    pace: timedelta
    without: frozenset[str]
    at: datetime

    @cached_property
    def answering(self) -> Step:
        """The nearest post where an officer is on duty; where none is anywhere, the last."""
        return next((step for step in self.steps if self._who(step)), self.steps[-1])

    @cached_property
    def opens_at(self) -> datetime:
        """When the answering post's clock starts."""
        is_waiting = self.priority >= Priority.ROUTINE and self.answering is not self.steps[-1]
        return self.answering.staff.opens_at(self.at) if is_waiting else self.at

    def list_grants(self, area_id: AreaId | None) -> tuple[Grant, ...]:
        """Return which posts will be able to open the tip, and from when; ``area_id`` is where it happened."""
        place = self.steps.index(self.answering)
        passed, above = [step for step in self.steps[:place] if not self._is_closed(step)], self.steps[place + 1 :]
        return (
            *(grant_to(step, _passed_over(step), self.at) for step in passed),
            grant_to(self.answering, _reason(self.answering, passed, area_id), self.at),
            *(self._grant_above(step, number) for number, step in enumerate(above, 1) if not self._is_closed(step)),
        )

    def list_told(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return who is told at once: at night the duty desk, which has it until the morning."""
        asked = self.answering if self.opens_at <= self.at else self.steps[-1]
        # Where that post has no people at all, an officer's day off is better than none.
        for step in (asked, *self.steps):
            people = step.staff.who_is_asked(self.at, without=self.without)
            if people:
                return ((step.post_id, people),)
        return ()

    def _grant_above(self, step: Step, number: int) -> Grant:
        if step is self.steps[-1] and self.opens_at > self.at:
            return grant_to(step, Reason(ReasonCode.OUTSIDE_HOURS, self.answering.area_ids), self.at)
        reason = Reason(ReasonCode.ESCALATION, self.answering.area_ids)
        return grant_to(step, reason, self.opens_at + number * self.pace)

    def _is_closed(self, step: Step) -> bool:
        """Whether all the post's people are barred from the tip: with its key they could open what they may not see.

        The last post always gets the tip: there must be an officer who can ever open it.
        """
        people = frozenset(step.staff.everybody)
        return bool(people) and people <= self.without and step is not self.steps[-1]

    def _who(self, step: Step) -> tuple[str, ...]:
        return step.staff.who_is_on_duty(self.at, without=self.without)


def _passed_over(step: Step) -> Reason:
    code = ReasonCode.NONE_THERE if step.staff.everybody else ReasonCode.VACANT_POST
    return Reason(code, step.area_ids)


def _reason(answering: Step, vacant: Sequence[Step], area_id: AreaId | None) -> Reason:
    if area_id is None:
        return Reason(ReasonCode.NO_AREA)
    if answering.area_id == area_id:
        return Reason(ReasonCode.OWN_AREA, (area_id,))
    names = tuple(below.area_id or "" for below in vacant)
    return Reason(ReasonCode.NONE_BELOW, names or (area_id,))
