"""The demo's warnings to the people: one for a commune, one for an area, and a draft that waits for its chief."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from api.ground.database import Database
from intake.areas.tree import AreaTree
from intake.channels.warnings.form import WarningForm
from triage.offices.accounts.sessions import SignedIn
from triage.warnings.tables import WarningRow
from triage.warnings.write import approve_warning, draft_warning


@dataclass(frozen=True, slots=True)
class _Warning:
    area: str
    hours_ago: int
    is_published: bool
    title: str
    text: str


_CHIEFS_COMMUNE = "08944"
_WARNINGS = (
    _Warning(
        _CHIEFS_COMMUNE,
        50,
        is_published=True,
        title="Giả danh nhân viên điện lực dọa cắt điện",
        text="Người lạ gọi điện, nói nhà còn nợ tiền điện, dọa cắt trong hai giờ và gửi một đường dẫn để trả tiền.\n"
        "Đừng bấm, đừng chuyển tiền. Hãy gác máy rồi gọi số in trên hóa đơn.",
    ),
    _Warning(
        "08944-r11",
        20,
        is_published=True,
        title="Trộm xe máy ở bãi gửi ngoài chợ phiên",
        text="Kẻ trộm đi hai người: một người hỏi đường người trông xe, người kia phá khóa. Hãy khóa cả càng và cổ xe.",
    ),
    _Warning(
        "08944-r11",
        3,
        is_published=False,
        title="Mời vay tiền không cần giấy tờ",
        text="Tờ rơi dán ở cột điện hứa cho vay ngay. Lãi tính theo ngày, không trả được thì bị đe dọa.",
    ),
)


def play_warnings(database: Database, tree: AreaTree, holders: dict[str, SignedIn], *, now: datetime) -> None:
    """Let officers write the warnings, and the chief approve those that are published."""
    with database.writing() as session:
        for warning in _WARNINGS:
            _play(session, warning, tree, holders, at=now - timedelta(hours=warning.hours_ago))
        session.commit()


def _play(session: Session, warning: _Warning, tree: AreaTree, holders: dict[str, SignedIn], *, at: datetime) -> None:
    form = WarningForm(area=warning.area, title=warning.title, text=warning.text)
    draft_warning(session, holders[warning.area], form, None, tree=tree, at=at)
    if warning.is_published:
        row = session.exec(select(WarningRow).where(WarningRow.title == warning.title)).one()
        approve_warning(session, holders[_CHIEFS_COMMUNE], row.id, tree=tree, at=at + timedelta(hours=1))
