"""The demo's tips of the quarter before this one, all closed: what the public figures and the year's pictures show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.installing.demo.stories import Deed, Story
from intake.areas.tables import AreaId
from triage.desk.board.spans import last_closed_quarter
from triage.desk.casework.outcomes import OutcomeKind
from triage.ground.vocabulary import Disposition


@dataclass(frozen=True, slots=True)
class _Earlier:
    """One tip: where, on which day of the quarter and at what hour it came, of what, and how it ended."""

    area: str
    day: int
    hour: int
    category: str
    what: str
    answer: str
    disposition: Disposition = Disposition.FOUNDED
    outcome: OutcomeKind | None = None


_EARLIER = (
    _Earlier(
        "08944-r02",
        3,
        21,
        "gambling",
        "Quán nước đầu ngõ tối nào cũng có hội xóc đĩa, người lạ đi xe máy đến đông.",
        "Đã lập biên bản, nhắc nhở chủ quán. Cảm ơn bạn.",
        outcome=OutcomeKind.PERSONS_FINED,
    ),
    _Earlier(
        "08944-r02",
        9,
        6,
        "theft",
        "Mất hai con gà trống và cái máy bơm để ngoài sân, cổng không khóa.",
        "Đã hướng dẫn khóa cổng, tuần tra thêm ban đêm. Chưa tìm thấy người lấy.",
        Disposition.NOT_ENOUGH,
    ),
    _Earlier(
        "08944-r06",
        12,
        19,
        "disorder",
        "Nhóm thanh niên nẹt pô, bốc đầu xe ở dốc hồ tối thứ bảy.",
        "Đã mời gia đình các cháu lên làm việc. Cảm ơn bạn.",
        outcome=OutcomeKind.PERSONS_WARNED,
    ),
    _Earlier(
        "08944-r08",
        20,
        8,
        "environment",
        "Xe ben đổ đất lấp mương sau nhà văn hóa, mưa xuống là ngập.",
        "Đã yêu cầu đơn vị nạo lại mương. Cảm ơn bạn.",
        outcome=OutcomeKind.ADMINISTRATIVE_CASES,
    ),
    _Earlier(
        "08944-r07",
        31,
        14,
        "fraud",
        "Có người tự xưng cán bộ ngân hàng gọi, đòi đọc mã gửi về máy.",
        "Đã cảnh báo trên loa. Số gọi đến đã báo lên trên.",
    ),
    _Earlier(
        "08944-r05",
        44,
        22,
        "dispute",
        "Hai nhà tranh nhau lối đi, tối qua suýt xô xát.",
        "Tổ hòa giải đã mời hai bên, đã thống nhất lối đi chung.",
        Disposition.MEDIATED,
    ),
    _Earlier(
        "08944-r11",
        58,
        20,
        "drugs",
        "Nhà bỏ hoang cạnh trại gà có người tụ tập hút chích.",
        "Đã phối hợp kiểm tra và xử lý. Khu nhà đã khóa lại.",
        outcome=OutcomeKind.PERSONS_ARRESTED,
    ),
    _Earlier(
        "08950-r03",
        5,
        7,
        "theft",
        "Hai tối liền mất dây điện bơm ngoài đồng.",
        "Đã bắt được người cắt dây, đang xử lý. Cảm ơn bạn.",
        outcome=OutcomeKind.PERSONS_FINED,
    ),
    _Earlier(
        "08950-r05",
        16,
        18,
        "weapons",
        "Cửa hàng tạp hóa bán pháo diêm cho trẻ con.",
        "Đã thu giữ và lập biên bản. Cảm ơn bạn.",
        outcome=OutcomeKind.WEAPONS_SEIZED,
    ),
    _Earlier(
        "08950-r04",
        27,
        23,
        "disorder",
        "Karaoke di động hát đến nửa đêm, nhắc không nghe.",
        "Đã nhắc nhở, chủ loa cam kết tắt trước mười giờ.",
        outcome=OutcomeKind.PERSONS_WARNED,
    ),
    _Earlier(
        "08950-r01",
        40,
        9,
        "residence",
        "Dãy trọ mới có nhiều người đến ở, không thấy khai báo.",
        "Chủ trọ đã khai báo đủ. Cảm ơn bạn.",
    ),
    _Earlier(
        "08935-r04",
        8,
        10,
        "fraud",
        "Có nhóm bán nồi cơm giá rẻ ở chợ, mang về không dùng được.",
        "Nhóm này đã đi nơi khác, đã báo công an xã bên.",
        Disposition.PASSED_ON,
    ),
    _Earlier(
        "08935-r06",
        22,
        21,
        "gambling",
        "Ghi lô đề ở quán sửa xe, chiều nào cũng đông.",
        "Đã kiểm tra và xử lý chủ quán. Cảm ơn bạn.",
        outcome=OutcomeKind.ADMINISTRATIVE_CASES,
    ),
    _Earlier(
        "08935-r01",
        37,
        17,
        "violence",
        "Nghe tiếng chồng đánh vợ ở dãy nhà sau chợ, lần thứ ba trong tháng.",
        "Đã đến nhà, người chồng ký cam kết; hội phụ nữ giúp chị ấy.",
        outcome=OutcomeKind.PERSONS_HELPED,
    ),
    _Earlier(
        "08971-r06",
        11,
        5,
        "environment",
        "Cơ sở giết mổ xả nước thải ra kênh lúc sáng sớm.",
        "Đã lập biên bản, cơ sở phải làm bể lắng.",
        outcome=OutcomeKind.ADMINISTRATIVE_CASES,
    ),
    _Earlier(
        "08971-r01",
        25,
        20,
        "loan_sharking",
        "Tờ rơi cho vay dán kín cột điện, có người bị đòi nợ tận nhà.",
        "Đã gỡ tờ rơi, làm việc với người cho vay. Cảm ơn bạn.",
        outcome=OutcomeKind.ADMINISTRATIVE_CASES,
    ),
    _Earlier(
        "08971-r02",
        49,
        15,
        "theft",
        "Học sinh bị lấy xe đạp ở cổng trường.",
        "Đã tìm thấy xe, trả lại cho cháu. Cảm ơn bạn.",
        outcome=OutcomeKind.PERSONS_HELPED,
    ),
)


def list_earlier(now: datetime) -> list[Story]:
    """Return them as stories, told from ``now``."""
    begins_at = last_closed_quarter(now).begins_at
    return [_tell(each, now - begins_at) for each in _EARLIER]


def _tell(each: _Earlier, since: timedelta) -> Story:
    ago = since - timedelta(days=each.day, hours=each.hour)
    outcomes = {} if each.outcome is None else {each.outcome: 1}
    closing = Deed("officer", "close", each.answer, each.disposition, outcomes)
    deeds = (Deed("officer", "acknowledge"), Deed("officer", "verify"), closing)
    return Story(AreaId(each.area), each.category, ago / timedelta(hours=1), each.what, deeds)
