"""The words of the tools that custodians and askers run: Vietnamese first, English by option."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["vi", "en"]

_WORDS: Mapping[str, tuple[str, str]] = {
    # Why nothing is done.
    "nothing_sent": ("Chưa gửi gì.", "Nothing was sent."),
    "advice": (
        "Chưa gửi gì. Hãy báo cán bộ và những người giữ phần khóa khác, bằng cách không qua máy chủ này.",
        "Nothing was sent. Tell the other custodians and the officer, by a way that is not this server.",
    ),
    "doubtful": ("CẢNH BÁO", "WARNING"),
    "unreadable": ("không đọc được điều được xin", "what is asked cannot be read"),
    "other_kind": ("không phải yêu cầu loại này", "it is no request of this kind"),
    "other_subject": (
        "máy chủ nêu một tin hoặc đầu mối khác với người yêu cầu",
        "the server names another tip or post than the asker did",
    ),
    "other_key": (
        "máy chủ nêu một khóa khác với người yêu cầu",
        "the server names another key than the asker did",
    ),
    "bad_address": ("không đọc được địa chỉ của hệ thống", "the address of its service cannot be read"),
    "elsewhere": ("yêu cầu được lập ở hệ thống khác: {0}", "it was asked at another service: {0}"),
    "other_reasons": (
        "căn cứ, số văn bản và lý do không phải của yêu cầu này",
        "the legal basis, the document and the reasons are not those of this request",
    ),
    "other_custodians": (
        "danh sách người giữ phần khóa không như yêu cầu đã ghi",
        "the custodians are not those whom the request names",
    ),
    "other_needed": (
        "số người cần đồng ý không như yêu cầu đã ghi",
        "the server asks for another number of custodians than the request names",
    ),
    "not_signed": (
        "chữ ký của người yêu cầu không đúng",
        "the asker's signature is missing or of another key",
    ),
    "not_vouched": (
        "không đầu mối nào bảo chứng cho khóa của người yêu cầu",
        "no post vouches for the asker's key",
    ),
    "other_first": (
        "không phải yêu cầu mà máy này thấy lần đầu dưới mã này",
        "it is not the request that this tool saw first under this number",
    ),
    "too_early": (
        "Máy này cho đồng ý từ {0}: thời gian đợi tính từ lúc chính máy này thấy yêu cầu lần đầu. Chưa gửi gì.",
        (
            "This tool may approve the request from {0} on: the waiting time counts from when it saw it first. "
            "Nothing was sent."
        ),
    ),
    "unacknowledged": (
        (
            "Có cảnh báo chưa ai xác nhận. Chưa gửi gì. Hỏi lại theo số điện thoại bạn đã có từ trước, rồi xác nhận: "
            "homthu custodian acknowledge SỐ"
        ),
        (
            "There are warnings that were not acknowledged. Nothing was sent. Ask by a telephone number that you had "
            "before, then: homthu custodian acknowledge NUMBER"
        ),
    ),
    "wrong_digits": (
        (
            "Các chữ số này không phải của yêu cầu trên máy chủ. Chưa gửi gì. Hãy hỏi cán bộ bằng cách không qua máy "
            "chủ này, và báo những người giữ phần khóa khác."
        ),
        (
            "These digits are not those of the request on the server. Nothing was sent. Ask the officer, by a way that "
            "is not this server, and tell the other custodians."
        ),
    ),
    "no_share": (
        "Máy chủ không đưa ra phần khóa nào của bạn cho yêu cầu này. Chưa gửi gì.",
        "The server shows no share of yours for this request. Nothing was sent.",
    ),
    "moved_share": (
        "Một phần khóa không phải phần đã niêm phong cho yêu cầu này: nó bị chuyển chỗ hoặc bị sửa. Chưa gửi gì.",
        "A share is not what was sealed for this request: it was moved or altered. Nothing was sent.",
    ),
    "no_such": (
        "Không có yêu cầu nào như vậy, hoặc có vài yêu cầu cùng bắt đầu như vậy; xem homthu custodian list.",
        "There is no such request, or several begin so; see homthu custodian list.",
    ),
    "no_such_warning": ("Không có cảnh báo nào đang đợi mang số này.", "No warning of this number waits."),
    "refused_by_server": (
        "Máy chủ từ chối: {0}. Chưa có gì thay đổi.",
        "The server refused: {0}. Nothing was changed.",
    ),
    "no_answer": ("Máy chủ không trả lời ({0}).", "The server does not answer ({0})."),
    "bad_certificate": (
        "Chứng chỉ của máy chủ không được máy này tin ({0}). Cơ quan có chứng chỉ riêng thì thêm --ca TỆP.",
        "This machine does not trust the server's certificate ({0}). With an authority of your own, add --ca FILE.",
    ),
    "bad_answer": (
        "CẢNH BÁO: không đọc được câu trả lời của máy chủ. Chưa gửi gì.",
        "WARNING: the server's answer cannot be read. Nothing was sent.",
    ),
    "not_https": (
        "Địa chỉ máy chủ phải bắt đầu bằng https:// (http:// chỉ cho .onion và chính máy này).",
        "The server's address must begin with https:// (http:// for .onion and for this machine only).",
    ),
    "notebook_damaged": (
        (
            "Không đọc được sổ tay {0}: dòng {1} không nối với dòng trước. Chưa gửi gì. Hãy đưa lại bản sao gần nhất; "
            "nếu không có, chuyển tệp đi chỗ khác, và mỗi yêu cầu sẽ phải đợi lại từ đầu."
        ),
        (
            "The notebook {0} cannot be read: line {1} does not follow the one before. Nothing was sent. Put its last "
            "good copy back; without one, move it away, and each request waits anew."
        ),
    ),
    # What the server says.
    "waiting": ("chưa hết thời gian đợi", "the waiting time is not over yet"),
    "over": ("yêu cầu đã kết thúc", "the request is over"),
    "decided": ("bạn đã quyết định rồi", "you have decided already"),
    "not_yours": (
        "không phải việc của bạn: yêu cầu của chính bạn, hoặc có trước khi bạn giữ phần khóa",
        "it is not yours to decide: your own request, or made before you became a custodian",
    ),
    "shares": (
        "phần đang giữ của tin đã thay đổi; hãy xem lại danh sách",
        "what is kept of the tip has changed meanwhile; list the requests again",
    ),
    "401": (
        "máy chủ không nhận khóa này; thiết lập của máy chủ và đồng hồ máy này có đúng không?",
        "the server does not know this key; are its settings right, and is this machine's clock?",
    ),
    "404": ("không có yêu cầu này", "there is no such request"),
    # Warnings, kept in the notebook.
    "warning": ("CẢNH BÁO {0}  {1}", "WARNING {0}  {1}"),
    "custodian_gone": (
        "khóa của một người giữ phần khóa không còn trong danh sách: {0}",
        "a custodian's key is no longer named: {0}",
    ),
    "custodian_new": (
        "có khóa mới trong danh sách người giữ phần khóa: {0} ({1}); bạn đã được báo chưa?",
        "a custodian's key is new: {0} ({1}); were you told?",
    ),
    "journal_shorter": ("sổ nhật ký trước đây dài hơn: {0}:{1}", "the journal was longer before: {0}:{1}"),
    "journal_other": ("dòng {0} của sổ nhật ký trước đây khác: {1}", "the journal's line {0} was another: {1}"),
    "root_new": (
        "khóa gốc bảo chứng cho cán bộ chưa từng thấy: {0}; hãy so với giấy thành lập",
        "the root that vouches for an officer is new: {0}; compare it with the founding paper",
    ),
    "officer_key_new": (
        "khóa của tài khoản {0} khác với lần trước: {1}; hãy gọi cho cán bộ ấy",
        "the key of the account {0} is another than before: {1}; telephone that officer",
    ),
    "request_altered": (
        "yêu cầu {0} nay khác với lúc máy này thấy lần đầu",
        "the request {0} is another than when this tool saw it first",
    ),
    "request_gone": (
        "yêu cầu {0} đang đợi mà máy chủ không đưa ra nữa",
        "the request {0} was waiting and is no longer shown",
    ),
    "acknowledged": ("Đã xác nhận cảnh báo {0}.", "Acknowledged the warning {0}."),
    # Showing what is asked.
    "head_kept": (
        "Mã của sổ nhật ký, đã ghi vào sổ tay cạnh tệp khóa: {0}:{1}",
        "The journal's head, kept in the notebook beside your key file: {0}:{1}",
    ),
    "no_requests": ("Không có yêu cầu nào.", "No requests."),
    "one_identity": ("danh tính của một tin", "one tip's identity"),
    "one_post": ("khóa của đầu mối {0}", "the key of the post {0}"),
    "asked": ("yêu cầu lúc {0} · {1}", "asked {0} by {1}"),
    "between": ("được đồng ý từ {0} đến {1}", "approvals from {0} until {1}"),
    "grounds_altered": (
        "CẢNH BÁO  căn cứ và lý do đã bị sửa, hoặc của yêu cầu khác",
        "WARNING  its reasons were altered, or are another request's",
    ),
    "legal_basis": ("căn cứ: {0}", "legal basis: {0}"),
    "document": ("văn bản: {0}", "document: {0}"),
    "reason": ("lý do: {0}", "reason: {0}"),
    "approve": ("đồng ý", "approve"),
    "refuse": ("từ chối", "refuse"),
    "state_waiting": ("đang đợi", "waiting"),
    "state_open": ("đang chờ quyết định", "open"),
    "state_ready": ("đủ người đồng ý", "ready"),
    "state_refused": ("bị từ chối", "refused"),
    "state_expired": ("hết hạn", "expired"),
    "first_seen": ("máy này thấy lần đầu lúc {0}", "seen first by this tool at {0}"),
    "vouched": (
        "khóa cán bộ do đầu mối {0} bảo chứng, gốc {1}",
        "the officer's key is vouched for by the post {0}, root {1}",
    ),
    "unvouched_recovery": (
        "không đầu mối nào bảo chứng cho cán bộ này (đầu mối đã mất): chỉ văn bản giấy và điện thoại là bằng chứng",
        "no post vouches for this officer (the post is lost): the paper and your telephone call are the only proof",
    ),
    # Asking.
    "ask_digits": (
        "Hai mươi chữ số trên văn bản giấy bạn nhận, nếu văn bản xin đúng điều này",
        "The twenty digits in the document that you were given, if this is what it asks for",
    ),
    "ask_reason": (
        "Vì sao từ chối (người yêu cầu và những người giữ phần khóa đọc được)",
        "Why not (the asker and the other custodians read it)",
    ),
    "ask_request": ("Mấy chữ đầu của mã yêu cầu", "The first characters of the request's number"),
    "ask_warning": ("Số của cảnh báo", "The warning's number"),
    "ask_server": ("Địa chỉ máy chủ (https://…)", "The server's address (https://…)"),
    "ask_key": ("Tệp khóa của bạn (custodian-….key.json)", "Your key file (custodian-….key.json)"),
    "ask_sure": (
        "Bạn đã hỏi lại và chắc chắn cảnh báo này có lý do chính đáng?",
        "Have you asked, and has this warning a good reason?",
    ),
    "approved": ("Đã đồng ý: gửi {0} phần khóa niêm phong.", "Approved: {0} sealed share(s) sent."),
    "refused": ("Đã từ chối.", "Refused."),
    # The menu.
    "menu": (
        (
            "\n1  Có gì đang chờ?\n2  Xem một yêu cầu\n3  Đồng ý\n4  Từ chối\n5  Xác nhận một cảnh báo\n"
            "6  Giấy dự phòng của tôi\n7  Mọi thứ có ổn không?\n0  Thoát"
        ),
        (
            "\n1  What waits?\n2  Look at a request\n3  Approve\n4  Refuse\n5  Acknowledge a warning\n"
            "6  My paper\n7  Is everything in order?\n0  Leave"
        ),
    ),
    "choose": ("Chọn", "Choose"),
    "paper": (
        "Viết lại các từ trên giấy: thoát ra rồi chạy  homthu custodian backup --key {0}",
        "To write the words on paper again, leave and run:  homthu custodian backup --key {0}",
    ),
    "fine": ("ổn    {0}", "ok     {0}"),
    "fault": ("LỖI   {0}", "FAULT  {0}"),
    "check_server": ("máy chủ trả lời và nhận khóa này", "the server answers and knows this key"),
    "check_custodians": ("{0} người giữ phần khóa, cần {1}", "{0} custodians, {1} of them needed"),
    "check_notebook": (
        "sổ tay {0} dòng, nối liền nhau; mã cuối {1}",
        "the notebook has {0} lines, all joined; its last code is {1}",
    ),
    "check_warnings": ("cảnh báo chưa xác nhận: {0}", "warnings not acknowledged: {0}"),
    "check_key": ("mã khóa của bạn: {0}", "your key's fingerprint: {0}"),
    "check_clock": ("đồng hồ lệch {0} giây so với máy chủ", "this clock is {0} seconds off the server's"),
    "local_time": ("giờ Việt Nam", "Vietnam's time"),
}


def say(language: str, name: str, *values: object) -> str:
    """Return a sentence. Its values are foreign text: pass them through ``printable`` first."""
    vietnamese, english = _WORDS[name]
    return (english if language == "en" else vietnamese).format(*values)


def find_word(language: str, name: str) -> str | None:
    """Return a sentence without values, or None where there is none of the name."""
    return say(language, name) if name in _WORDS else None
