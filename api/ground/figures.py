"""The public figures, counted once an hour, however often they are read."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from api.ground.database import Database
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.desk.board.quarters import Figures, Quarter, count_quarter, list_closed_quarters

_STALE_AFTER_SECONDS = 3600.0
Counted = tuple[tuple[Quarter, Mapping[AreaId, Figures]], ...]


@dataclass
class FiguresCache:
    """The last count. Counting reads every tip of a year, so not everybody who looks may cause it."""

    _counted: Counted = ()
    _counted_at: float = field(default=0.0)

    def get(self, database: Database, tree: AreaTree, at: datetime) -> Counted:
        """Return the figures of the closed quarters, the newest first."""
        quarters = list_closed_quarters(at)
        is_stale = time.monotonic() - self._counted_at > _STALE_AFTER_SECONDS
        if is_stale or [quarter for quarter, _figures in self._counted] != quarters:
            with database.reading() as session:
                self._counted = tuple((quarter, count_quarter(session, quarter, tree)) for quarter in quarters)
            self._counted_at = time.monotonic()
        return self._counted
