"""What the doctor says of one thing: that it is well, or what is wrong with it and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's."""

    about: str
    """A word that stays the same, for scripts: ``worker``, ``disk``."""
    said: str
    mend: str = ""
    """What to do; empty where all is well."""

    @property
    def is_fault(self) -> bool:
        """Whether something has to be done."""
        return bool(self.mend)
