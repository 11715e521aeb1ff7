"""What a request to bring a post back is about, as custodians compare it."""

from dataclasses import dataclass

from sqlmodel import Session

from crypto.keys import PublicKey
from crypto.transcripts import Transcript
from intake.areas.tree import AreaTree
from triage.custody.requests.requests import Grounds, Rules
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Post
from triage.offices.posts.trust import read_versions

KIND = "recovery"
FIELDS = (
    *("installation", "post", "post_kind", "area", "items"),
    *("asker", "username", "officer_key", "custodians", "needed"),
    *("document", "grounds", "key", "asked_on", "wait_hours"),
)


@dataclass(frozen=True, slots=True)
class PostAsked:
    """Which post is asked for: its address in words, and every version of its key."""

    post: Post
    area: str
    items: str
    """Each key's id with the fingerprint of its public half, with blanks between."""


def describe_post(session: Session, post: Post, tree: AreaTree) -> PostAsked:
    """Return the post's description."""
    keys = read_versions(session, post.id)
    items = " ".join(f"{key.id}:{PublicKey(key.public_key).fingerprint}" for key in keys)
    return PostAsked(post, tree.address_or_blank(post.area_id), items)


def write_transcript(
    asked: PostAsked, grounds: Grounds, *, asker: Officer, rules: Rules, installation: str, asked_on: str
) -> Transcript:
    """Return the transcript: which post's keys are given, to which officer's own key, on which document."""
    key = PublicKey(asker.public_key).fingerprint
    values = {
        "installation": installation,
        "post": asked.post.id,
        "post_kind": asked.post.kind,
        "area": asked.area,
        "items": asked.items,
        "asker": asker.display_name,
        "username": asker.username,
        "officer_key": key,
        "custodians": " ".join(sorted(rules.custodians)),
        "needed": str(rules.needed),
        "document": grounds.document,
        "grounds": grounds.digest,
        "key": key,
        "asked_on": asked_on,
        "wait_hours": str(int(rules.wait.total_seconds() // 3600)),
    }
    return Transcript(KIND, tuple((name, values[name]) for name in FIELDS))
