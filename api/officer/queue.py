"""``/officer/queue``: what waits at the officer's posts."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.dependencies import AnySignedIn, CurrentVisit, ReadSession
from api.officer.overview import render_overview
from triage.casework.queue import Place, Shelf, list_queue
from triage.letters.rounds import count_waiting
from triage.posts.holdings import list_held
from triage.vocabulary import PostKind

router = APIRouter(prefix="/officer")


@router.get("/queue")
def show_queue(
    visit: CurrentVisit, signed_in: AnySignedIn, session: ReadSession, shelf: Shelf = Shelf.MINE, after: str = ""
) -> HTMLResponse:
    """Show a page of the queue. An administrator has none, and sees the posts instead."""
    if signed_in.is_administrator:
        return render_overview(visit, signed_in, session)
    posts = list_held(session, signed_in.id)
    page = list_queue(session, signed_in.id, shelf, after=_read_place(after), at=visit.now())
    values: dict[str, object] = {
        "officer": signed_in.officer,
        "posts": posts,
        "is_chief": any(post.kind == PostKind.COMMUNE for post in posts),
        "is_desk": any(post.kind == PostKind.DUTY_DESK for post in posts),
        "letters_waiting": count_waiting(session, signed_in.id, visit.locality.tree, at=visit.now()),
        "shelf": shelf,
        "page": page,
        "tree": visit.locality.tree,
        "categories": {category.code: category for category in visit.locality.categories},
        "next_after": "" if page.next_after is None else _write_place(page.next_after),
        "is_first_page": not after,
    }
    return visit.show_officer("queue.html", values)


def _write_place(place: Place) -> str:
    return f"{place.priority}~{place.accepted_at.isoformat()}~{place.tip_id}"


def _read_place(text: str) -> Place | None:
    """Read where the page before ended; what is no place begins at the beginning."""
    try:
        priority, accepted_at, tip_id = text.split("~")
        at = datetime.fromisoformat(accepted_at.replace(" ", "+"))
        return Place(int(priority), at, tip_id) if at.tzinfo else None
    except ValueError:
        return None
