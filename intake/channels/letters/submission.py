"""What a letter becomes on its way to triage: shapes only. Handwriting is sealed in it."""

from dataclasses import dataclass, field

from intake.submission import SealedFile, Submission


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """A letter, ready for triage."""

    submission: Submission
    photo: SealedFile | None = field(repr=False)
