"""Numbers that a form or an address holds, within bounds: Python and databases raise for those beyond."""

LARGEST_NUMBER = 2**31 - 1
"""What both databases keep in a column for numbers."""


def find_number(typed: str, *, most: int = LARGEST_NUMBER) -> int | None:
    """Return the number that was typed in plain digits, or None for anything else and for more than ``most``."""
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > len(str(most)):
        return None
    number = int(typed)
    return number if number <= most else None
