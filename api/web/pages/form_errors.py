"""From pydantic's errors to the names of our own sentences. Nothing of the input passes."""

from pydantic import ValidationError

_NAMES = {"missing": "missing", "string_too_long": "too_long"}


def field_errors(error: ValidationError) -> dict[str, str]:
    """Return for each field what is wrong with it: ``missing``, ``too_long`` or ``unreadable``."""
    return {str(item["loc"][0]): _NAMES.get(item["type"], "unreadable") for item in error.errors(include_input=False)}
