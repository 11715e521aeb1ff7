"""The one way in which the tables of words refuse.

WordTableBroken   a table has a line that cannot be understood
"""

from intake.ground.errors import IntakeError


class WordTableBroken(IntakeError):
    """A table of words cannot be read. Says which file and which line, and nothing else of what stands in it."""

    def __init__(self, file: str, line: int, fault: str) -> None:
        super().__init__(f"{file}, line {line}: {fault}")
        self.file = file
        self.line = line
