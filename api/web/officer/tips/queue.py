"""``/officer/queue``: what waits at the officer's posts."""

from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.numbers import find_number
from api.web.officer.tips.filters import ChosenFilters
from api.web.officer.tips.overview import render_overview
from api.web.visit.dependencies import AnySignedIn, CurrentVisit, ReadSession
from api.web.visit.visit import Visit
from intake.areas.tables import AreaId
from triage.channels.letters.rounds import count_waiting
from triage.desk.alerts.addresses import count_dead
from triage.desk.alerts.pulse import find_silence
from triage.desk.alerts.waiting import read_waiting
from triage.desk.queue.queue import MOST_COUNTED, Place, Queue, QueuePage, Shelf
from triage.ground.vocabulary import PostKind
from triage.offices.accounts.names import names_of
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_held
from triage.tips.record.clocks import Clocks, read_clock

router = APIRouter(prefix="/officer")


@router.get("/queue")
def show_queue(
    visit: CurrentVisit,
    signed_in: AnySignedIn,
    session: ReadSession,
    filters: ChosenFilters,
    shelf: Shelf = Shelf.MINE,
    after: str = "",
) -> HTMLResponse:
    """Show a page of the queue. An administrator has none, and sees the posts instead."""
    if signed_in.is_administrator:
        return render_overview(visit, signed_in, session)
    installation = visit.context.installation
    clocks = installation.clocks.by_announced_days(session)
    queue = Queue(session, signed_in.id, visit.now(), clocks, installation.router.times)
    page = queue.list_page(shelf, only=filters.only(visit.locality.tree), after=_read_place(after))
    chosen = {"shelf": shelf.value, **filters.chosen()}
    values: dict[str, object] = {
        **_describe(visit, session, signed_in, queue),
        **_lay_out(visit, session, page, clocks),
        "shelf": shelf,
        "filters": filters,
        "here_again": f"?{urlencode(chosen)}",
        "next_page": page.next_after and f"?{urlencode({**chosen, 'after': _write_place(page.next_after)})}",
        "is_first_page": not after,
    }
    return visit.show_officer("queue.html", values)


def _describe(visit: Visit, session: Session, signed_in: SignedIn, queue: Queue) -> dict[str, object]:
    posts, tree = list_held(session, signed_in.id), visit.locality.tree
    is_chief = any(post.kind == PostKind.COMMUNE for post in posts)
    is_desk = any(post.kind == PostKind.DUTY_DESK for post in posts)
    shelves = (Shelf.MINE, Shelf.BRANCH) if is_chief else (Shelf.MINE,)
    return {
        "officer": signed_in.officer,
        "posts": list({post.id: post for post in posts}.values()),
        "is_chief": is_chief,
        "is_desk": is_desk,
        "dead_addresses": count_dead(session, signed_in.id),
        "waiting": read_waiting(session) if is_desk else {},
        "is_worker_silent": (is_desk or is_chief) and bool(find_silence(session, at=visit.now())),
        "letters_waiting": count_waiting(session, signed_in.id, tree, at=visit.now()),
        "counts": {shelf.value: queue.count(shelf) for shelf in shelves},
        "most_counted": MOST_COUNTED,
        "tree": tree,
        "places": _list_places(visit, [post.area_id for post in posts]),
        "categories": {category.code: category for category in visit.locality.categories},
    }


def _list_places(visit: Visit, area_ids: list[str | None]) -> list[tuple[str, str]]:
    """Return the areas that the officer can narrow the list to: those under the own posts, or every commune."""
    tree = visit.locality.tree
    own = [tree.nodes[AreaId(area_id)] for area_id in area_ids if area_id in tree.nodes]
    below = [node for area in own for node in tree.with_box_under(area.id)]
    return [(node.id, node.title) for node in below or ([] if own else tree.communes())]


def _lay_out(visit: Visit, session: Session, page: QueuePage, clocks: Clocks) -> dict[str, object]:
    times, at = visit.context.installation.router.times, visit.now()
    tips = [entry.tip for entry in page.entries]
    return {
        "page": page,
        "clocks": {tip.id: read_clock(tip, clocks=clocks, times=times, at=at) for tip in tips},
        "names": names_of(session, [tip.officer_id for tip in tips]),
    }


def _write_place(place: Place) -> str:
    return f"{place.priority}~{int(place.is_taken)}~{place.due_at.isoformat()}~{place.tip_id}"


def _read_place(text: str) -> Place | None:
    """Read where the page before ended; what is no place begins at the beginning."""
    try:
        priority, is_taken, due_at, tip_id = text.split("~")
        at, number = datetime.fromisoformat(due_at.replace(" ", "+")), find_number(priority)
    except ValueError:
        return None
    return Place(number, is_taken == "1", at, tip_id) if number is not None and at.tzinfo else None
