"""What the tool writes down and warns of each time it has asked the server."""

from datetime import datetime

from api.custodians.messages import Inbox, RequestShown
from api.custodians.notebook import Notebook, Pen
from api.custodians.showing import printable
from crypto.errors import TranscriptMalformed
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from triage.custody.requests.requests import PENDING
from triage.offices.posts.vouching import VoucherRejected, check_voucher

_SHOWN = 12


def write_down(notebook: Notebook, inbox: Inbox, *, at: datetime) -> None:
    """Write down what is new, and warn of what has changed. Raises NotebookDamaged."""
    with notebook.writing(at) as pen:
        _compare_heads(pen, inbox)
        _compare_custodians(pen, inbox)
        for request in inbox.requests:
            _compare_request(pen, request)
        shown = pen.known.decided | {request.id for request in inbox.requests}
        for gone, sight in list(pen.known.requests.items()):
            if gone not in shown and at < sight.expires_at:
                pen.warn("request_gone", gone[:_SHOWN])


def _compare_heads(pen: Pen, inbox: Inbox) -> None:
    heads = pen.known.heads
    longest = max(heads, default=0)
    if inbox.head_number < longest:
        pen.warn("journal_shorter", str(longest), heads[longest])
    noted = heads.get(inbox.head_number)
    if noted is None:
        pen.write("head", {"number": str(inbox.head_number), "head": inbox.head})
    elif noted != inbox.head:
        pen.warn("journal_other", str(inbox.head_number), noted)


def _compare_custodians(pen: Pen, inbox: Inbox) -> None:
    known, now = pen.known.custodians, {each.fingerprint: each.name for each in inbox.custodians}
    if known == now:
        return
    if known:
        for key in known.keys() - now.keys():
            pen.warn("custodian_gone", known[key])
        for key in now.keys() - known.keys():
            pen.warn("custodian_new", now[key], key[:_SHOWN])
    pen.write("custodians", now)


def _compare_request(pen: Pen, request: RequestShown) -> None:
    known, digest = pen.known, digest_transcript(request.transcript)
    sight = known.requests.get(request.id)
    if sight is None:
        pen.write("request", {"id": request.id, "transcript": digest, "expires_at": request.expires_at.isoformat()})
    elif sight.transcript != digest:
        pen.warn("request_altered", request.id[:_SHOWN])
    if request.state in PENDING:
        _compare_asker(pen, request)


def _compare_asker(pen: Pen, request: RequestShown) -> None:
    """Warn of an account whose key is another than before, and of a root that was never seen."""
    try:
        username = Transcript.decode(request.transcript).get("username")
        vouched = check_voucher(request.voucher, PublicKey(request.asker_key)) if request.voucher else None
    except (TranscriptMalformed, VoucherRejected):
        # Such a request is not approved, whatever was seen before.
        return
    key = PublicKey(request.asker_key).fingerprint
    before = pen.known.officers.get(username)
    if before != key:
        if before is not None:
            pen.warn("officer_key_new", printable(username), key[:_SHOWN])
        pen.write("officer", {"username": username, "key": key})
    if vouched is not None and vouched.root not in pen.known.roots:
        if pen.known.roots:
            pen.warn("root_new", vouched.root)
        pen.write("root", {"root": vouched.root})
