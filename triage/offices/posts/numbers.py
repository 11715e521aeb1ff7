"""The telephone numbers that are published for areas: each post's own, where it has one."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from intake.areas.tables import AreaId
from triage.ground.errors import MoveRefused
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_led
from triage.offices.posts.tables import Post

# Digits in groups, as people write them down; eight to fifteen of them (ITU-T E.164), or an emergency number.
_NUMBER = re.compile(r"\+?\d{1,5}(?:[ .]?\d{1,5}){0,5}")
_FEWEST_DIGITS, _MOST_DIGITS = 3, 15


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A post of a chief's commune, and its number."""

    post_id: str
    area_id: AreaId
    number: str


def list_duty_numbers(session: Session) -> dict[AreaId, str]:
    """Return the published number of each area whose post has one."""
    rows = session.exec(select(Post.area_id, Post.duty_number).where(col(Post.duty_number).is_not(None)))
    return {AreaId(area_id): number for area_id, number in rows if area_id and number}


def list_numbers_of_chief(session: Session, officer_id: str) -> list[NumberLine]:
    """Return the posts of the communes whose chief this is, the commune's own first; nothing for anybody else."""
    communes = list_led(session, officer_id)
    below = session.exec(
        select(Post).where(col(Post.above_id).in_([post.id for post in communes])).order_by(col(Post.area_id))
    ).all()
    return [
        NumberLine(post.id, AreaId(post.area_id), post.duty_number or "")
        for post in (*communes, *below)
        if post.area_id is not None
    ]


def publish_number(session: Session, chief: SignedIn, post_id: str, typed: str, *, at: datetime) -> None:
    """Publish the number for the post; an empty one takes it back. Raises MoveRefused.

    It is refused where the post is not the chief's, and where what was typed is no telephone number.
    """
    number = " ".join(typed.split())
    digits = sum(character.isdigit() for character in number)
    is_number = _NUMBER.fullmatch(number) is not None and _FEWEST_DIGITS <= digits <= _MOST_DIGITS
    if (number and not is_number) or post_id not in {line.post_id for line in list_numbers_of_chief(session, chief.id)}:
        raise MoveRefused
    post = session.get_one(Post, post_id)
    post.duty_number = number or None
    session.add(post)
    append(session, Entry(JournalEvent.NUMBER_PUBLISHED, officer_id=chief.id, post_id=post_id), at=at)
