"""``/b/<box>/canh-bao``: what the commune warns the people of, as a page and as a feed."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from feedgenerator import Atom1Feed

from api.web.resident.finder import render_finder
from api.web.visit.dependencies import CurrentVisit, ReadSession
from api.web.visit.visit import Visit
from intake.areas.tree import AreaNode
from triage.warnings.read import get_picture

router = APIRouter()

_MOST_IN_FEED = 30


@router.get("/b/{box}/canh-bao")
def show_warnings(visit: CurrentVisit, box: str) -> HTMLResponse:
    """Show the warnings to the area of the box, and to all that it lies in."""
    area = visit.locality.find_box(box)
    if area is None:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND)
    tree = visit.locality.tree
    values: dict[str, object] = {"area": area, "warnings": visit.locality.list_warnings(area.id), "tree": tree}
    return visit.show_resident("warnings.html", values)


@router.get("/b/{box}/canh-bao.atom")
def send_feed(visit: CurrentVisit, box: str) -> Response:
    """Send the same as an Atom feed (RFC 4287)."""
    area = visit.locality.find_box(box)
    if area is None:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND)
    return Response(_write_feed(visit, area), media_type="application/atom+xml")


@router.get("/canh-bao/{warning_id}")
def send_picture(warning_id: str, session: ReadSession) -> Response:
    """Send the picture of a published warning."""
    return Response(get_picture(session, warning_id), media_type="image/jpeg")


def _write_feed(visit: Visit, area: AreaNode) -> str:
    page = f"{visit.context.settings.public_url}/b/{area.box}/canh-bao"
    feed = Atom1Feed(
        title=area.title, link=page, description="", feed_url=f"{page}.atom", language="vi", feed_guid=f"{page}.atom"
    )
    for warning in visit.locality.list_warnings(area.id)[:_MOST_IN_FEED]:
        feed.add_item(
            title=warning.title,
            link=f"{page}#{warning.id}",
            description=warning.text,
            unique_id=f"urn:x-homthu:warning:{warning.id}",
            pubdate=warning.published_at,
            updateddate=warning.published_at,
        )
    return str(feed.writeString("utf-8"))
