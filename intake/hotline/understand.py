"""What a call is about: its area, whether a life is in danger, whether it accuses police. Pure: no key, no database."""

from dataclasses import dataclass

from intake.areas.tables import AreaId
from intake.gazetteer.find import Gazetteer
from intake.hotline.speech import Spoken
from intake.submission import Urgency
from intake.words.tables import WordTables


@dataclass(frozen=True, slots=True)
class Heard:
    """A call as it was understood."""

    area_id: AreaId | None
    """Only where it is sure: somebody has to ask the others at the duty desk."""
    about_police: bool
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Listener:
    """What it takes to understand a call."""

    gazetteer: Gazetteer
    words: WordTables

    def understand(self, spoken: Spoken, *, scope: AreaId | None) -> Heard:
        """Return what the call is about.

        A place that only a doubtful word names is not believed. Danger and police are: a miss there would cost more
        than a false alarm.
        """
        said = spoken.by_caller
        area_id = self.gazetteer.find(said, scope=scope).area_id
        if area_id is not None and spoken.doubtful:
            sure = Spoken(spoken.without_doubtful(), spoken.turns).by_caller
            area_id = area_id if self.gazetteer.find(sure, scope=scope).area_id == area_id else None
        return Heard(
            area_id=area_id,
            about_police=self.words.seems_about_police(said),
            urgency=Urgency.DANGER if self.words.is_danger(said) else Urgency.NONE,
        )
