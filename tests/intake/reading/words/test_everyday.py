"""Everyday reports, put together from what people report and how they put it: hardly any is taken for more."""

import itertools
from collections.abc import Callable

from intake.areas.names import fold
from intake.reading.words.tables import WordTables

DEEDS = [
    "đánh bạc",
    "đánh bài ăn tiền",
    "cá độ bóng đá",
    "chơi lô đề",
    "ghi đề",
    "buôn bán ma túy",
    "hút chích",
    "bán hàng trắng",
    "trộm chó",
    "trộm xe máy",
    "mất trộm gà",
    "cướp giật",
    "lừa đảo qua điện thoại",
    "cho vay nặng lãi",
    "tín dụng đen",
    "đòi nợ thuê",
    "đua xe",
    "nẹt pô",
    "đốt pháo",
    "tàng trữ pháo",
    "bán pháo lậu",
    "mại dâm",
    "môi giới gái",
    "xả thải ra mương",
    "đốt rác",
    "khai thác cát trái phép",
    "chặt phá rừng",
    "lấn chiếm lòng đường",
    "người lạ thuê trọ",
    "mở karaoke ồn ào",
    "mở tiệm cầm đồ",
    "bán rượu giả",
    "giết mổ lậu",
    "kích điện bắt cá",
    "nuôi lợn hôi thối",
    "tụ tập ăn nhậu",
    "gây rối",
    "phá hoại tài sản",
    "ném đá vào nhà",
    "quay lén",
    "bắt nạt học sinh",
    "tung tin giả",
    "tuyên truyền đạo lạ",
    "buôn lậu",
    "trốn thuế",
    "làm hàng giả",
    "tranh chấp đất",
    "cãi nhau",
    "xe tải quá tải",
    "chạy xe đêm",
]
WAYS = (
    "có {} ở xã Bá Hiến",
    "{} ở thôn Tân Ngọc",
    "ở xã Thiện Kế có {}",
    "tại phường Bình Xuyên có nhóm {}",
    "báo công an {} ở thôn Tân Ngọc",
    "nhờ công an xã xuống xử lý {} ở thôn Ngũ Hồ",
    "đề nghị công an kiểm tra {} tại KP1",
    "em muốn báo {} trên địa bàn xã",
    "thôn mình dạo này {} nhiều quá",
    "các anh công an ơi có {} ở TDP Thống Nhất",
    "gần ủy ban xã có {}",
    "mong công an xuống bắt bọn {}",
    "Kính gửi ông Trưởng Công an xã Bình Tuyền. Tôi xin báo có {}",
)
FORMS: tuple[Callable[[str], str], ...] = (str, fold, str.upper)
REPORTS = [form(way.format(deed)) for deed, way, form in itertools.product(DEEDS, WAYS, FORMS)]


def test_no_everyday_report_is_taken_for_an_accusation_of_police() -> None:
    tables = WordTables.load()
    assert [report for report in REPORTS if tables.seems_about_police(report)] == []


def test_hardly_any_everyday_report_is_taken_for_danger() -> None:
    tables = WordTables.load()
    assert len([report for report in REPORTS if tables.is_danger(report)]) < len(REPORTS) / 100
