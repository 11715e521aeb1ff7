"""What a request to open one identity is about, as the asker's tool writes it down and custodians compare it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from crypto.keys import PublicKey
from crypto.transcripts import Transcript
from intake.areas.tree import AreaTree
from intake.ground.local_time import to_local
from triage.custody.keeping.tables import CustodyFileRow, IdentityRow
from triage.tips.record.tables import Tip

KIND = "disclosure"
FIELDS = (
    *("installation", "tip", "number", "area", "channel", "arrived", "keeps"),
    *("asker", "username", "document", "key", "asked_on", "wait_hours"),
)


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
    asker: str
    username: str
    wait_hours: int


def describe_subject(
    session: Session, tip: Tip, tree: AreaTree, *, installation: str, asker: tuple[str, str], wait_hours: int
) -> Subject:
    """Return the tip's description; ``asker`` is the officer's name and user name."""
    return Subject(
        installation=installation,
        tip=tip.id,
        number=f"{tip.register_name} {tip.register_number}/{tip.register_year}",
        area=tree.address_or_blank(tip.area_id),
        channel=tip.channel,
        arrived=_to_the_hour(tip.accepted_at),
        keeps=", ".join(_list_kept(session, tip.id)),
        asker=asker[0],
        username=asker[1],
        wait_hours=wait_hours,
    )


def write_transcript(subject: Subject, *, document: str, public_key: PublicKey, asked_on: str) -> Transcript:
    """Return the transcript of a request: what would be opened, for whom, on which document, to which key."""
    return Transcript(
        KIND,
        (
            ("installation", subject.installation),
            ("tip", subject.tip),
            ("number", subject.number),
            ("area", subject.area),
            ("channel", subject.channel),
            ("arrived", subject.arrived),
            ("keeps", subject.keeps),
            ("asker", subject.asker),
            ("username", subject.username),
            ("document", document),
            ("key", public_key.fingerprint),
            ("asked_on", asked_on),
            ("wait_hours", str(subject.wait_hours)),
        ),
    )


def _to_the_hour(at: datetime) -> str:
    return f"{to_local(at):%Y-%m-%d %H}h"


def _list_kept(session: Session, tip_id: str) -> list[str]:
    identities = session.exec(select(func.count()).where(col(IdentityRow.tip_id) == tip_id)).one()
    kinds = session.exec(select(CustodyFileRow.kind).where(CustodyFileRow.tip_id == tip_id).distinct()).all()
    return [*(["contact"] if identities else []), *sorted(kinds)]
