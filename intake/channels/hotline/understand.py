"""What a call is about: its area, whether a life is in danger, whether it accuses police. Pure: no key, no database."""

from dataclasses import dataclass

from intake.areas.tables import AreaId
from intake.channels.hotline.speech import Spoken
from intake.ground.categories import OTHER, STANDARD_CODES
from intake.reading.gazetteer.find import Gazetteer
from intake.reading.read import TextReader
from intake.reading.words.tables import WordTables
from intake.submission import Urgency


@dataclass(frozen=True, slots=True)
class Heard:
    """A call as it was understood."""

    area_id: AreaId | None
    """Only where it is sure: an officer at the duty desk has to ask about the others."""
    about_police: bool
    urgency: Urgency
    category: str = OTHER


@dataclass(frozen=True, slots=True)
class Listener:
    """What it takes to understand a call."""

    gazetteer: Gazetteer
    words: WordTables
    categories: frozenset[str] = STANDARD_CODES
    """Those on offer: others are not proposed."""

    def understand(self, spoken: Spoken, *, scope: AreaId | None) -> Heard:
        """Return what the call is about.

        A place that only a doubtful word names is not believed. Danger and police are: a miss there would cost more
        than a false alarm. Where a machine wrote over silence nothing is believed, and the duty desk has it.
        """
        if spoken.is_invented:
            return Heard(area_id=None, about_police=False, urgency=Urgency.NONE)
        said = spoken.by_caller
        reading = TextReader(self.words, self.gazetteer).read_text(said, scope=scope, finds_spans=False)
        area_id = reading.area_id
        if area_id is not None and spoken.doubtful:
            sure = Spoken(spoken.without_doubtful(), spoken.turns).by_caller
            area_id = area_id if self.gazetteer.find(sure, scope=scope).area_id == area_id else None
        return Heard(
            area_id=area_id,
            about_police=reading.about_police,
            urgency=Urgency.DANGER if reading.is_danger else Urgency.NONE,
            category=reading.choose_category(self.categories),
        )
