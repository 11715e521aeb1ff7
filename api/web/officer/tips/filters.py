"""To what the queue is narrowed: codes and ids in the URL, to be bookmarked. Words are searched for elsewhere."""

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import Depends

from api.web.http.numbers import find_number
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.submission import Channel
from triage.desk.queue.queue import Only
from triage.ground.vocabulary import Priority, Status

_OPEN_STATUSES = tuple(status for status in Status if status is not Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Filters:
    """As the form has them; an empty one narrows nothing."""

    status: str = ""
    priority: str = ""
    category: str = ""
    channel: str = ""
    area: str = ""
    mine: str = ""
    overdue: str = ""

    @property
    def statuses(self) -> tuple[Status, ...]:
        """What the form offers."""
        return _OPEN_STATUSES

    @property
    def priorities(self) -> tuple[Priority, ...]:
        """What the form offers."""
        return tuple(Priority)

    @property
    def channels(self) -> tuple[Channel, ...]:
        """What the form offers."""
        return tuple(Channel)

    def chosen(self) -> dict[str, str]:
        """Return those that narrow something."""
        return {name: value for name, value in asdict(self).items() if value}

    def only(self, tree: AreaTree) -> Only:
        """Return them as the queue takes them. What is no code finds nothing."""
        return Only(
            status=self.status,
            priority=find_number(self.priority),
            category=self.category,
            channel=self.channel,
            area_ids=self._areas(tree),
            is_mine=bool(self.mine),
            is_overdue=bool(self.overdue),
        )

    def _areas(self, tree: AreaTree) -> frozenset[str]:
        if not self.area:
            return frozenset()
        if self.area not in tree.nodes:
            return frozenset({self.area})
        return frozenset({self.area, *(node.id for node in tree.with_box_under(AreaId(self.area)))})


async def read_filters(  # noqa: PLR0913, one for each field of the form
    *,
    status: str = "",
    priority: str = "",
    category: str = "",
    channel: str = "",
    area: str = "",
    mine: str = "",
    overdue: str = "",
) -> Filters:
    """Return what the URL says, as far as it can be a code."""
    given = (status, priority, category, channel, area, mine, overdue)
    return Filters(*(value[:64] if value.isprintable() else "" for value in given))


ChosenFilters = Annotated[Filters, Depends(read_filters)]
