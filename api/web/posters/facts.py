"""What stands on a poster: one set of facts for the page and for the PDF."""

from dataclasses import dataclass

from api.web.visit.visit import Visit
from intake.areas.tree import AreaNode


@dataclass(frozen=True, slots=True)
class PosterFacts:
    """A box's poster. A number is empty where there is none."""

    title: str
    commune: str
    url: str
    text_number: str
    duty_number: str

    @property
    def short_url(self) -> str:
        """The address as a resident types it."""
        return self.url.removeprefix("https://").removeprefix("http://")


def gather_facts(visit: Visit, area: AreaNode) -> PosterFacts:
    """Return the facts of the area's box."""
    tree, context = visit.locality.tree, visit.context
    commune = tree.find_commune(area.id)
    return PosterFacts(
        title=area.title,
        commune="" if commune is None or commune.id == area.id else commune.title,
        url=f"{context.settings.public_url}/b/{area.box}",
        text_number=context.partners.find_number([node.id for node in tree.lineage(area.id)]) or "",
        duty_number=visit.locality.find_duty_number(area.id) or context.settings.duty_number,
    )
