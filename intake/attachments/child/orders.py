"""What the parent tells the child when it starts it: on the command line, as JSON."""

import json
from dataclasses import asdict, dataclass, field

from intake.attachments.budget import Allowance
from intake.attachments.kinds.beginnings import FileKind
from intake.attachments.prison.paths import list_readable


@dataclass(frozen=True, slots=True)
class Orders:
    """How the child is to work."""

    kind: FileKind | None = None
    """What the first bytes name; None where the readers of films are to look for themselves."""
    allowance: Allowance = field(default_factory=Allowance)
    landlock: bool = True
    seccomp: bool = True
    readable: tuple[str, ...] = field(default_factory=lambda: tuple(map(str, list_readable())))
    """Files and folders that it may read: the child itself does not know where its libraries come from."""
    is_alone: bool = False
    """Behind bubblewrap, where the system counts the processes of this name space only."""
    is_self_test: bool = False
    """Standard input holds targets, and not a file: try to break out, and tell what succeeded."""

    def write(self) -> str:
        """Return the orders as :meth:`read` takes them."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Orders":
        """Return the orders."""
        said = json.loads(text)
        kind = None if said["kind"] is None else FileKind(said["kind"])
        return cls(**{**said, "kind": kind, "allowance": Allowance(**said["allowance"])})
