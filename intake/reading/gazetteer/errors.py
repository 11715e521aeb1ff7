"""How the gazetteer refuses."""


class GazetteerTableBroken(ValueError):
    """A table of the gazetteer has other columns than its README says, or a cell that is not understood.

    The message names the file and the line, never the cell.
    """

    def __init__(self, name: str, line: int, reason: str) -> None:
        super().__init__(f"{name}, line {line}: {reason}")
