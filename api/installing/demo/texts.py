"""Texts that made-up residents sent to the demo, with what officers did about them."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from api.process import Ground
from intake.channels.sms.call import IncomingText
from intake.submission import Channel
from triage.desk.casework import work
from triage.desk.casework.desk import Desk
from triage.offices.accounts.sessions import SignedIn
from triage.tips.record.tables import Tip

_BETWEEN = timedelta(minutes=13)


@dataclass(frozen=True, slots=True)
class TextStory:
    """What one telephone sent, and what was answered after that."""

    hours_ago: float
    sender: str = field(repr=False)
    texts: tuple[str, ...]
    post: str = ""
    """The area whose officer takes it; empty where none has yet."""
    answer: str = ""
    more: tuple[str, ...] = ()


TEXT_STORIES = (
    TextStory(
        30.0,
        "0912000101",
        ("Toi o thon Tan Ngoc Ba Hien, dem nao cung co xe la do truoc kho cu gan cau",),
        post="08944-r11",
        answer="Cảm ơn. Xe gì, khoảng mấy giờ?",
        more=("xe tai nho, bien so khong ro, tam 1-2h sang",),
    ),
    TextStory(20.0, "0912000102", ("co nguoi cho vay nang lai o cho, ngay nao cung den doi no",)),
    TextStory(9.0, "0987000103", ("TDP Thống Nhất Bá Hiến đốt rác nhựa khét lẹt từ sáng",), post="08944-r02"),
    TextStory(5.0, "0355000104", ("o xom de hen ba hien co danh bac an tien trong nha kho", "dong nguoi lam")),
    TextStory(2.5, "0777000105", ("Hôm nay ở Bình Xuyên có nhóm đua xe, rú ga suốt",)),
    TextStory(0.6, "0868000106", ("Thôn Ngũ Hồ xã Thiện Kế: 2 nhóm đang cầm dao đuổi chém nhau",)),
)


def play_texts(ground: Ground, holders: dict[str, SignedIn], *, now: datetime) -> None:
    """Let every text come in, and officers do what the stories say."""
    for story in sorted(TEXT_STORIES, key=lambda story: -story.hours_ago):
        _play(ground, holders, story, now - timedelta(hours=story.hours_ago))


def _play(ground: Ground, holders: dict[str, SignedIn], story: TextStory, at: datetime) -> None:
    for number, text in enumerate(story.texts):
        _send(ground, story, text, at=at + number * timedelta(minutes=1))
    if not story.post:
        return
    with ground.database.writing() as session:
        # Tips by SMS have no receipt: the newest is the one that just came in.
        newest = select(Tip.id).where(Tip.channel == Channel.SMS).order_by(col(Tip.accepted_at).desc())
        tip_id = session.exec(newest).first()
        officer = holders[story.post]
        work.acknowledge(_desk(ground, session, officer, str(tip_id), at=at + _BETWEEN))
        if story.answer:
            work.answer(_desk(ground, session, officer, str(tip_id), at=at + 2 * _BETWEEN), story.answer)
        session.commit()
    for text in story.more:
        _send(ground, story, text, at=at + 3 * _BETWEEN)


def _send(ground: Ground, story: TextStory, text: str, *, at: datetime) -> None:
    incoming = IncomingText(story.sender, text, secrets.token_hex(8))
    ground.texts.take(incoming, ground.partners.get("demo-standard"), at=at)


def _desk(ground: Ground, session: Session, officer: SignedIn, tip_id: str, *, at: datetime) -> Desk:
    version = session.get_one(Tip, tip_id, populate_existing=True).version
    return Desk(session, officer, tip_id, version, ground.installation, at)
