"""The few texts that go out by themselves. Another person may read that phone: none says what the number is for."""

from collections.abc import Sequence

from intake.areas.names import fold
from intake.channels.sms.segments import cheapest

# Also what an automatic text of ours would be answered with by an automatic text of theirs.
_AUTOMATIC_SIGNS = (
    "tin nhan tu dong",
    "tra loi tu dong",
    "phan hoi tu dong",
    "gui tu dong",
    "auto reply",
    "autoreply",
    "auto response",
    "automatic reply",
    "automatic response",
    "automatically generated",
    "out of office",
    "do not reply",
    "khong tra loi tin nhan nay",
    "thue bao quy khach",
    "khong lien lac duoc",
    # Our own, come back.
    "nhan stop de dung",
    "nhan huy de thoi nhan",
)
_STOP = "Nhắn STOP để dừng."


def write_received(*, takes_marks: bool) -> str:
    """Return the first answer: it came, 113, how to stop, how to erase."""
    return cheapest("Đã nhận. Khẩn cấp gọi 113. Nhắn STOP để dừng, XOA để xóa số.", takes_marks=takes_marks)


def write_danger(
    names: Sequence[str] | None = None, *, takes_marks: bool, number: str = "113", is_self_harm: bool = False
) -> str:
    """Return the answer where a person seems in danger: ``number`` is to be called.

    With ``names``, also the question where that is. Who wants to die is not told of danger, but not to be alone.
    """
    where = "" if names is None else f" {_ask(names)}"
    words = f"Xin đừng ở một mình: gọi {number} ngay." if is_self_harm else f"Có người gặp nguy: gọi {number} ngay."
    return cheapest(f"Đã nhận. {words}{where} {_STOP}", takes_marks=takes_marks)


def write_help(*, takes_marks: bool) -> str:
    """Return how it works, to a sender who asks; in words that tell another reader of the telephone nothing."""
    words = "Nhắn nội dung và địa điểm (thôn, xã) tới số này. Khẩn cấp gọi 113. Nhắn STOP để dừng, XOA để xóa số."
    return cheapest(words, takes_marks=takes_marks)


def write_erased(*, takes_marks: bool) -> str:
    """Return the confirmation that the number was erased."""
    return cheapest("Đã xóa số này.", takes_marks=takes_marks)


def write_question(names: Sequence[str], *, takes_marks: bool) -> str:
    """Return the question where it happened; ``names`` are the places it may have been, to be answered by number."""
    return cheapest(f"{_ask(names)} Khẩn cấp gọi 113. {_STOP}", takes_marks=takes_marks)


def _ask(names: Sequence[str]) -> str:
    choices = "".join(f" {number} {name}," for number, name in enumerate(names, start=1))
    return f"Ở đâu?{choices} hoặc nhắn tên thôn, xã." if names else "Ở đâu? Nhắn tên thôn, xã."


def seems_automatic(text: str) -> bool:
    """Say whether a text was sent by a machine, so that two machines never talk to each other."""
    folded = fold(text)
    if any(sign in folded for sign in _AUTOMATIC_SIGNS):
        return True
    return folded == fold(write_erased(takes_marks=True))
