"""The demo's tips: what residents wrote, and what became of it. Everybody and everything in them is made up."""

from dataclasses import dataclass, field
from typing import Literal

from intake.areas.tables import AreaId
from intake.submission import Urgency
from triage.desk.casework.outcomes import OutcomeKind, Outcomes
from triage.ground.vocabulary import Disposition

Actor = Literal["officer", "chief", "resident"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that an officer did with the tip."""

    who: Actor
    what: Literal[
        "acknowledge", "verify", "answer", "note", "forward", "close", "add", "propose_thanks", "approve_thanks"
    ]
    text: str = ""
    disposition: Disposition = Disposition.FOUNDED
    outcomes: Outcomes = field(default_factory=dict)
    amount: int = 0
    """Of thanks, in đồng."""


@dataclass(frozen=True, slots=True)
class Story:
    """One tip with its course."""

    area: AreaId
    category: str
    hours_ago: float
    what: str
    deeds: tuple[Deed, ...] = ()
    where: str = ""
    when: str = ""
    urgency: Urgency = Urgency.NONE
    about_police: bool = False
    contact: str = ""
    has_photo: bool = False


def _take() -> Deed:
    return Deed("officer", "acknowledge")


def _verify() -> Deed:
    return Deed("officer", "verify")


def _answer(text: str) -> Deed:
    return Deed("officer", "answer", text)


def _add(text: str) -> Deed:
    return Deed("resident", "add", text)


def _note(text: str) -> Deed:
    return Deed("officer", "note", text)


def _forward(text: str) -> Deed:
    return Deed("chief", "forward", text)


def _close(
    text: str,
    disposition: Disposition = Disposition.FOUNDED,
    who: Actor = "officer",
    outcomes: Outcomes | None = None,
) -> Deed:
    return Deed(who, "close", text, disposition, outcomes or {})


def _thank(amount: int) -> tuple[Deed, Deed]:
    return Deed("officer", "propose_thanks", amount=amount), Deed("chief", "approve_thanks")


def _at(code: str) -> AreaId:
    return AreaId(code)


STORIES = (
    Story(
        _at("08944-r11"),
        "drugs",
        700,
        "Nhà cuối ngõ tối nào cũng có người lạ ra vào, sáng ra thấy kim tiêm ở bờ mương. Trẻ con đi học qua đó rất sợ.",
        (
            _take(),
            _answer("Cảm ơn bạn. Việc này có từ bao giờ, thường vào khoảng mấy giờ?"),
            _add("Khoảng một tháng nay, từ 9 giờ tối đến nửa đêm. Họ đi hai xe máy không biển số."),
            _verify(),
            _note("Trùng với tin của tổ tự quản tuần trước. Đã trao đổi với đội nghiệp vụ."),
            _forward("Chuyển đội điều tra tội phạm ma túy, kèm phiếu bàn giao."),
            _close(
                "Đã xử lý. Khu vực này sẽ được tuần tra hằng đêm. Cảm ơn bạn.",
                who="chief",
                outcomes={OutcomeKind.CRIMINAL_CASES: 1, OutcomeKind.PERSONS_ARRESTED: 2, OutcomeKind.DRUGS_SEIZED: 1},
            ),
            *_thank(2_000_000),
        ),
        where="ngõ cạnh trạm bơm",
        when="từ 9 giờ tối",
        contact="0900 000 111",
    ),
    Story(
        _at("08944-r11"),
        "theft",
        96,
        "Đêm qua trong xóm mất ba con chó và một bộ bình ắc quy. "
        "Camera nhà đầu ngõ quay được một xe bán tải màu trắng.",
        (_take(), _answer("Bạn nhớ xe đi về hướng nào không? Đừng xóa hình của camera."), _verify()),
        when="khoảng 2 giờ sáng",
        has_photo=True,
    ),
    Story(
        _at("08944-r11"),
        "fraud",
        30,
        "Có người gọi tự xưng cán bộ điện lực, bảo nợ tiền điện, đòi cài ứng dụng lạ. "
        "Bà hàng xóm tôi suýt chuyển 20 triệu.",
        (_take(), _add("Họ vừa gọi thêm hai nhà nữa trong thôn.")),
        contact="gặp ở nhà văn hóa",
    ),
    Story(
        _at("08944-r11"),
        "gambling",
        3,
        "Quán nước đầu làng ghi lô đề công khai, chiều nào cũng đông.",
        where="quán nước cạnh cây đa",
        when="16 đến 18 giờ",
    ),
    Story(
        _at("08944-r11"),
        "violence",
        0.2,
        "Nhà bên đang đánh nhau, có tiếng trẻ con khóc, người chồng cầm dao.",
        where="nhà mái tôn xanh sau trường mầm non",
        urgency=Urgency.DANGER,
    ),
    Story(
        _at("08944-r02"),
        "loan_sharking",
        210,
        "Tường nhà và cột điện dán kín tờ rơi cho vay không thế chấp. "
        "Hai thanh niên đến ném chất bẩn vào nhà người vay.",
        (
            _take(),
            _verify(),
            _answer("Chúng tôi đang xác minh. Nếu họ quay lại, bạn hãy gọi 113 ngay."),
            _close("Đã xử phạt hai người và gỡ toàn bộ tờ rơi.", outcomes={OutcomeKind.PERSONS_FINED: 2}),
        ),
        where="dãy trọ sau chợ",
    ),
    Story(
        _at("08944-r02"),
        "residence",
        50,
        "Nhà trọ số 7 có gần mười người lạ đến ở, ban ngày đóng kín cửa, đêm chở hàng ra vào.",
        (_take(),),
        where="nhà trọ số 7",
    ),
    Story(
        _at("08944-r02"),
        "environment",
        26,
        "Xưởng tái chế nhựa đốt rác ban đêm, khói khét không ngủ được.",
        (
            _take(),
            _close("Đã chuyển tin cho phòng chuyên môn của xã, họ sẽ kiểm tra trong tuần.", Disposition.PASSED_ON),
        ),
        when="sau 10 giờ đêm",
    ),
    Story(_at("08944-r02"), "other", 6, "Cột đèn đường ngã tư hỏng cả tháng, tối rất dễ tai nạn.", (_take(),)),
    Story(
        _at("08944-r05"),
        "dispute",
        340,
        "Hai nhà tranh nhau lối đi, hôm qua đã xô xát, sợ to chuyện.",
        (
            _take(),
            _verify(),
            _close("Tổ hòa giải đã làm việc, hai nhà đã ký biên bản.", Disposition.MEDIATED),
        ),
    ),
    Story(
        _at("08944-r05"),
        "weapons",
        18,
        "Có nhóm thanh niên tự chế pháo trong nhà kho bỏ hoang, đêm thử nổ mấy lần.",
        (_take(), _note("Đã báo chỉ huy, chờ lệnh kiểm tra."), _verify()),
        where="nhà kho cũ của hợp tác xã",
        urgency=Urgency.NOW,
    ),
    Story(_at("08944-r05"), "disorder", 1.5, "Tối thứ bảy nào cũng có đua xe trên đường mới mở, rú ga đến 1 giờ sáng."),
    Story(
        _at("08944-r03"),
        "theft",
        72,
        "Trạm bơm mất dây cáp, đây là lần thứ ba trong năm.",
        (_take(), _verify()),
    ),
    Story(_at("08944-r04"), "business", 8, "Quán hát mở quá 12 giờ đêm, không thấy giấy phép treo."),
    Story(
        _at("08944-r01"),
        "fraud",
        130,
        "Người bán hàng đa cấp mời các cụ dự hội thảo, bán máy đo huyết áp giá gấp mười.",
        (
            _take(),
            _answer("Bạn cho biết buổi tiếp theo họp ở đâu, lúc nào?"),
            _add("Chiều thứ năm, ở nhà văn hóa tổ dân phố."),
            _close(
                "Đã lập biên bản đơn vị tổ chức và cảnh báo trên loa.", outcomes={OutcomeKind.ADMINISTRATIVE_CASES: 1}
            ),
        ),
    ),
    Story(
        _at("08935-r01"),
        "robbery",
        160,
        "Hai thanh niên đi xe không biển giật túi của một chị ở ngã ba rồi chạy về phía đường tàu.",
        (_take(), _verify(), _forward("Chuyển cơ quan điều tra, có hình từ camera của cửa hàng.")),
        where="ngã ba khu phố 1",
        when="7 giờ sáng",
        urgency=Urgency.NOW,
    ),
    Story(
        _at("08935-r01"),
        "drugs",
        40,
        "Quán internet cho trẻ em hút bóng cười, bán ngay tại quầy.",
        (_take(),),
    ),
    Story(
        _at("08935-r01"),
        "other",
        400,
        "Alo alo thử xem có ai đọc không.",
        (_take(), _close("Tin thử, chúng tôi đã nhận được.", Disposition.TEST)),
    ),
    Story(
        _at("08935-r01"), "theft", 0.6, "Vừa thấy hai người cắt khóa xe đạp điện ở cổng trường.", urgency=Urgency.NOW
    ),
    Story(
        _at("08935-r03"),
        "residence",
        90,
        "Có nhóm người nói tiếng nước ngoài thuê nguyên tầng ba, lắp rất nhiều máy tính và điện thoại.",
        (_take(), _verify(), _note("Nghi lừa đảo qua mạng. Phối hợp xác minh tạm trú.")),
    ),
    Story(
        _at("08935-r03"),
        "gambling",
        220,
        "Đánh bạc ăn tiền sau đám cưới, có người cầm cố cả xe máy.",
        (_take(), _close("Chưa đủ thông tin để xác minh. Nếu biết thêm, bạn hãy viết ở đây.", Disposition.NOT_ENOUGH)),
    ),
    Story(
        _at("08935-r05"),
        "violence",
        60,
        "Cháu bé nhà hàng xóm hay bị dượng đánh, hôm nay thấy tay cháu bầm tím, cháu không đi học.",
        (
            _take(),
            _answer("Cảm ơn bạn. Chúng tôi đã cùng cán bộ trẻ em đến nhà. Cháu đang an toàn."),
            _verify(),
        ),
        urgency=Urgency.NOW,
    ),
    Story(_at("08935-r05"), "environment", 2, "Xe bồn đổ nước thải xuống kênh lúc sáng sớm, nước đổi màu, cá chết."),
    Story(
        _at("08935-r02"),
        "disorder",
        12,
        "Thanh niên tụ tập uống rượu ở công viên, gây gổ với người đi bộ.",
        (_take(),),
    ),
    Story(_at("08935-r04"), "trafficking", 5, "Quán gội đầu cuối chợ có mấy em rất trẻ, không được ra ngoài một mình."),
    Story(
        _at("08950-r01"),
        "theft",
        300,
        "Mất trộm hai đêm liền ở xóm trong, kẻ trộm biết rõ nhà nào vắng người.",
        (
            _take(),
            _verify(),
            _answer("Chúng tôi đã tăng tuần tra. Bạn có thấy người lạ hỏi thăm nhà nào không?"),
            _add("Có một người bán chổi đi hỏi từng nhà hôm đầu tuần."),
            _close("Đã bắt được người trộm. Cảm ơn tin của bạn.", Disposition.FOUNDED),
        ),
    ),
    Story(
        _at("08950-r01"),
        "fraud",
        20,
        "Nhóm Zalo của thôn có người lạ rao bán đất dự án, đòi cọc trước 50 triệu.",
        (_take(),),
    ),
    Story(
        _at("08950-r01"), "drugs", 0.4, "Có người nằm bất tỉnh ở gốc cây, cạnh đó có kim tiêm.", urgency=Urgency.DANGER
    ),
    Story(
        _at("08950-r02"),
        "loan_sharking",
        110,
        "Họ chặn xe chị tôi giữa đường, giữ giấy tờ, dọa nếu không trả lãi sẽ đến trường của con.",
        (_take(), _verify(), _forward("Chuyển cơ quan điều tra theo thẩm quyền.")),
        contact="0900 000 222",
    ),
    Story(
        _at("08950-r02"),
        "other",
        500,
        "Nhà ông A chứa vàng của người ngoài hành tinh.",
        (_take(), _close("Tin không có cơ sở.", Disposition.PRANK)),
    ),
    Story(
        _at("08950-r05"), "weapons", 34, "Có người rao bán súng săn tự chế trên mạng, hẹn giao ở bìa rừng.", (_take(),)
    ),
    Story(_at("08950-r03"), "business", 75, "Cửa hàng bán thuốc lá điện tử cho học sinh ngay cổng trường."),
    Story(
        _at("08971-r01"),
        "disorder",
        140,
        "Hát loa kéo đến nửa đêm, nhắc thì chửi bới dọa đánh.",
        (
            _take(),
            _close("Đã nhắc nhở và cam kết. Nếu tái diễn, bạn hãy gọi trực ban.", Disposition.FOUNDED),
        ),
    ),
    Story(_at("08971-r01"), "theft", 9, "Ao cá bị câu trộm bằng kích điện ban đêm, rất nguy hiểm cho người đi đồng."),
    Story(
        _at("08971-r02"),
        "gambling",
        44,
        "Trường gà mở mỗi sáng chủ nhật, người từ nơi khác đến rất đông, có canh gác.",
        (_take(), _verify(), _note("Sáng chủ nhật tới phối hợp với công an xã bên.")),
    ),
    Story(
        _at("08971-r03"),
        "dispute",
        260,
        "Anh em tranh nhau đất thừa kế, đã có lời dọa đốt nhà.",
        (_take(), _verify(), _answer("Tổ hòa giải sẽ gặp hai bên vào tối thứ tư.")),
    ),
    Story(_at("08971-r03"), "residence", 4, "Nhà nghỉ không ghi sổ khách, cho thuê theo giờ cả học sinh."),
    Story(_at("08971-r04"), "robbery", 15, "Có hai xe bám theo phụ nữ tan ca đêm trên đường gom khu công nghiệp."),
    Story(
        _at("08944-r11"),
        "other",
        55,
        "Một cán bộ nhận tiền của quán hát để báo trước khi có kiểm tra. Tôi thấy hai lần.",
        (_take(), _answer("Cảm ơn bạn. Việc này chỉ Thanh tra biết. Bạn nhớ ngày nào không?")),
        about_police=True,
    ),
    Story(
        _at("08950-r01"),
        "other",
        11,
        "Đến làm giấy tờ bị đòi bồi dưỡng mới giải quyết.",
        about_police=True,
    ),
)
