"""What a custodian's tool checks of a request before it looks at the digits, without the server's word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pydantic import ValidationError

from api.custodians.desk import Desk
from api.custodians.messages import Inbox, RequestShown
from api.custodians.notebook import Known, Sight
from api.custodians.showing import printable
from api.ground.hosts import host_of
from crypto.errors import KeyMalformed, SignatureRejected, TranscriptMalformed, Unopenable
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from triage.custody.disclosure import transcript as of_disclosure
from triage.custody.recovery import transcript as of_recovery
from triage.custody.requests.asking import check_asker
from triage.custody.requests.requests import RequestKind
from triage.offices.posts.vouching import Vouched, VoucherRejected, check_voucher

_LONGEST_WAIT_HOURS = 10_000
_SHAPES = {
    RequestKind.DISCLOSURE: (of_disclosure.KIND, of_disclosure.FIELDS, "tip"),
    RequestKind.RECOVERY: (of_recovery.KIND, of_recovery.FIELDS, "post"),
}


class RequestDoubtful(Exception):
    """The request contradicts itself or the notebook. ``name`` is a sentence of ``words.py``."""

    def __init__(self, name: str, *values: str) -> None:
        super().__init__(name)
        self.name, self.values = name, values


class TooEarly(Exception):
    """The waiting time, by this tool's own first sight, is not over."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at.isoformat())
        self.opens_at = opens_at


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that says one thing throughout."""

    transcript: Transcript
    vouched: Vouched | None
    """What proves that the asker is an officer of this service; None for a post that is lost."""
    sight: Sight


def check_request(desk: Desk, inbox: Inbox, request: RequestShown, known: Known, *, wait_hours: int) -> Checked:
    """Return what would be opened. Raises RequestDoubtful or TooEarly.

    The waiting time is counted from this tool's own first sight of the request, not from the server's row, and is
    ``wait_hours`` at least, whatever the request says.
    """
    try:
        transcript = Transcript.decode(request.transcript)
        told = dict(transcript.fields)
        kind, fields, subject = _SHAPES[request.kind]
        if (transcript.kind, tuple(told)) != (kind, fields):
            raise RequestDoubtful("other_kind")
        wait = timedelta(hours=max(wait_hours, min(int(told["wait_hours"]), _LONGEST_WAIT_HOURS)))
    except (TranscriptMalformed, ValueError):
        raise RequestDoubtful("unreadable") from None
    _check_server(desk, request, told, subject)
    _check_custodians(inbox, request, told)
    vouched = _check_asker(request, told)
    sight = known.requests.get(request.id)
    if sight is None or sight.transcript != digest_transcript(request.transcript):
        raise RequestDoubtful("other_first")
    if desk.now() < sight.seen_at + wait:
        raise TooEarly(sight.seen_at + wait)
    return Checked(transcript, vouched, sight)


def _check_server(desk: Desk, request: RequestShown, told: dict[str, str], subject: str) -> None:
    if told[subject] != request.subject:
        raise RequestDoubtful("other_subject")
    if told["key"] != PublicKey(request.public_key).fingerprint:
        raise RequestDoubtful("other_key")
    if _origin_of(told["installation"]) != _origin_of(desk.server):
        raise RequestDoubtful("elsewhere", printable(told["installation"]))
    try:
        grounds = desk.read_grounds(request)
    except (Unopenable, ValidationError):
        raise RequestDoubtful("other_reasons") from None
    if grounds is None or (grounds.document, grounds.digest) != (told["document"], told["grounds"]):
        raise RequestDoubtful("other_reasons")


def _check_custodians(inbox: Inbox, request: RequestShown, told: dict[str, str]) -> None:
    if told["custodians"].split() != sorted(each.fingerprint for each in inbox.custodians):
        raise RequestDoubtful("other_custodians")
    if not told["needed"] == str(request.needed) == str(inbox.needed):
        raise RequestDoubtful("other_needed")


def _check_asker(request: RequestShown, told: dict[str, str]) -> Vouched | None:
    try:
        asker = PublicKey(request.asker_key)
        if asker.fingerprint != told["officer_key"]:
            raise RequestDoubtful("not_signed")
        check_asker(request.transcript, request.signature, asker)
    except (KeyMalformed, SignatureRejected):
        raise RequestDoubtful("not_signed") from None
    if not request.voucher:
        # Who asks for a lost post has none that could vouch; for one tip's identity the asker holds a post.
        if request.kind is RequestKind.DISCLOSURE:
            raise RequestDoubtful("not_vouched")
        return None
    try:
        return check_voucher(request.voucher, asker)
    except VoucherRejected:
        raise RequestDoubtful("not_vouched") from None


def _origin_of(url: str) -> tuple[str, str]:
    """Return a URL's scheme and host (RFC 6454, 4). Raises RequestDoubtful for what is none."""
    try:
        return urlsplit(url.strip()).scheme, host_of(url.strip())
    except ValueError:
        raise RequestDoubtful("bad_address") from None
