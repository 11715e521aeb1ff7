"""A file as it came becomes one that may be kept. The work is done by a process that dies with it (child/)."""

from dataclasses import replace
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from intake.attachments.budget import FormBudget
from intake.attachments.child.level import find_confinement
from intake.attachments.child.running import Answer, run_child
from intake.attachments.errors import FileRefused, Why
from intake.attachments.kinds.beginnings import guess_kind
from intake.attachments.kinds.dangers import refuse_dangers
from intake.attachments.limits import CPU_SECONDS, CPU_SECONDS_TO_END, MOST_BYTES
from intake.attachments.losses import Loss
from intake.attachments.safe_file import MediaType, SafeFile


class _Said(BaseModel):
    """What the child says of its work. It met the file, so it is not believed beyond this shape."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    media_type: MediaType | None = None
    small_bytes: int = Field(default=0, ge=0)
    losses: tuple[Loss, ...] = Field(default=(), max_length=len(Loss))
    refused: Why = Why.BROKEN
    cpu_seconds: float = Field(ge=0, le=CPU_SECONDS + CPU_SECONDS_TO_END + 1)
    memory_bytes: int = Field(default=0, ge=0)


def make_safe(content: bytes, name: str, *, budget: FormBudget | None = None) -> SafeFile:
    """Return what is left of the file when only what is seen and heard of it is kept. Raises FileRefused.

    ``budget`` is that of the form with which the file came; without one the file has the whole of one to itself.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(Why.TOO_LARGE)
    refuse_dangers(content, name)
    budget = budget or FormBudget()
    kind = guess_kind(content)
    orders = replace(find_confinement().orders, kind=kind, allowance=budget.allow(kind, len(content)))
    answer = run_child(content, orders)
    said = _read(answer)
    # Of one that says nothing, or not well, its time is counted as work, as far as the system lets it work.
    most = orders.allowance.cpu_seconds + CPU_SECONDS_TO_END
    worked = min(answer.wall_seconds, most) if said is None else said.cpu_seconds
    budget.spend(cpu_seconds=worked, wall_seconds=answer.wall_seconds, made_bytes=len(answer.body))
    return _keep(said, answer.body, content)


def _read(answer: Answer) -> _Said | None:
    """Return what the child said; None where it was ended by its limits, or by what stood in the file."""
    if not answer.has_ended_well:
        return None
    try:
        return _Said.model_validate_json(answer.head)
    except ValidationError:
        return None


def _keep(said: _Said | None, body: bytes, content: bytes) -> SafeFile:
    if said is None:
        raise FileRefused(Why.TOO_LARGE)
    if said.media_type is None:
        raise FileRefused(said.refused)
    return SafeFile(
        media_type=said.media_type,
        content=body[said.small_bytes :],
        small=body[: said.small_bytes],
        fingerprint=sha256(content).hexdigest(),
        losses=said.losses,
    )
