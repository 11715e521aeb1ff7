"""The one way in which the lists of names refuse.

NameListsBroken   a file of names has a line that cannot be understood
"""

from intake.ground.errors import IntakeError


class NameListsBroken(IntakeError):
    """A file of names cannot be read. Says which file and which line, and nothing else of what stands in it."""

    def __init__(self, file: str, line: int, fault: str) -> None:
        super().__init__(f"{file}, line {line}: {fault}")
        self.file = file
        self.line = line
