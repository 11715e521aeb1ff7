"""What a request to open one identity is about, as the asker's tool writes it down and custodians compare it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crypto.errors import TranscriptMalformed
from crypto.keys import PublicKey
from crypto.transcripts import Transcript
from intake.areas.tree import AreaTree
from intake.ground.local_time import to_local
from triage.custody.disclosure.view import LockedItems, list_locked
from triage.custody.requests.requests import Grounds, Rules
from triage.offices.accounts.tables import Officer
from triage.tips.record.tables import Tip

KIND = "disclosure"
FIELDS = (
    *("installation", "tip", "number", "area", "channel", "arrived", "keeps", "items"),
    *("asker", "username", "officer_key", "custodians", "needed"),
    *("document_kind", "document", "grounds", "key", "asked_on", "wait_hours", "tell_after_days"),
)
DOCUMENT_KINDS = ("decision", "order", "letter")
LONGEST_TELL_AFTER_DAYS = 365
# A digest in hexadecimal digits is long, and the whole of it has to be compared by a program only.
_ITEM_MARK = ":"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose identity: the tip in words that a custodian understands. The server writes it down, the asker checks it."""

    installation: str
    """The service's public address."""
    tip: str
    number: str
    area: str
    channel: str
    arrived: str
    """To the hour, in the place's time."""
    keeps: str
    """Which kinds of identity are kept: contact, recording, letter."""
    items: str
    """Each identity and file as ``id:digest``, in order, with blanks between: nothing else may be opened."""
    asker: str
    username: str
    officer_key: str
    """The fingerprint of the asker's own key, which signs the request."""
    custodians: str
    """The fingerprints of all who may decide, in order, with blanks between."""
    needed: int
    wait_hours: int


@dataclass(frozen=True, slots=True)
class Request:
    """What the asker adds to the subject."""

    document_kind: str
    grounds: Grounds
    public_key: PublicKey
    """The one-time key's."""
    asked_on: str
    tell_after_days: int
    """How many days after the opening the resident is told."""


def describe_subject(
    session: Session, tip: Tip, tree: AreaTree, *, installation: str, asker: Officer, rules: Rules
) -> Subject:
    """Return the tip's description for a request that ``asker`` makes."""
    locked = list_locked(session, tip.id)
    return Subject(
        installation=installation,
        tip=tip.id,
        number=f"{tip.register_name} {tip.register_number}/{tip.register_year}",
        area=tree.address_or_blank(tip.area_id),
        channel=tip.channel,
        arrived=_to_the_hour(tip.accepted_at),
        keeps=", ".join(_list_kept(locked)),
        items=digest_items(locked.identities, {file.id: file.chunks for file in locked.files}),
        asker=asker.display_name,
        username=asker.username,
        officer_key=PublicKey(asker.public_key).fingerprint,
        custodians=" ".join(sorted(rules.custodians)),
        needed=rules.needed,
        wait_hours=int(rules.wait.total_seconds() // 3600),
    )


def write_transcript(subject: Subject, request: Request) -> Transcript:
    """Return the transcript of a request: what would be opened, for whom, on which document, to which key."""
    values = {
        "document_kind": request.document_kind,
        "document": request.grounds.document,
        "grounds": request.grounds.digest,
        "key": request.public_key.fingerprint,
        "asked_on": request.asked_on,
        "tell_after_days": str(request.tell_after_days),
    }
    return Transcript(KIND, tuple((name, values.get(name) or str(getattr(subject, name))) for name in FIELDS))


def digest_items(identities: Mapping[str, bytes], files: Mapping[str, Iterable[bytes]]) -> str:
    """Return each item's id with SHA-256 of what is kept of it, locked: the transcript's ``items``.

    A file's digest is over the SHA-256 of each of its chunks, in order.
    """
    digests = {item: hashlib.sha256(locked).hexdigest() for item, locked in identities.items()}
    for item, chunks in files.items():
        digests[item] = hashlib.sha256(b"".join(hashlib.sha256(chunk).digest() for chunk in chunks)).hexdigest()
    return " ".join(f"{item}{_ITEM_MARK}{digest}" for item, digest in sorted(digests.items()))


def list_named(raw: bytes | None) -> frozenset[str]:
    """Return the ids of the items that a transcript names; none where it cannot be read."""
    try:
        items = Transcript.decode(raw or b"").get("items")
    except TranscriptMalformed:
        return frozenset()
    return frozenset(item.partition(_ITEM_MARK)[0] for item in items.split())


def _to_the_hour(at: datetime) -> str:
    return f"{to_local(at):%Y-%m-%d %H}h"


def _list_kept(locked: LockedItems) -> list[str]:
    return [*(["contact"] if locked.identities else []), *sorted({file.kind for file in locked.files})]
