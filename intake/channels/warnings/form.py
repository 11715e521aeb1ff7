"""What an officer writes to warn the people."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from intake.channels.web.form import clean_field, require_field

LONGEST_TITLE = 80
"""Titles stand on the first page of a box, which has to stay small."""
LONGEST_TEXT = 4000

_Title = Annotated[
    str, StringConstraints(max_length=LONGEST_TITLE), AfterValidator(clean_field), AfterValidator(require_field)
]
_Text = Annotated[
    str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(clean_field), AfterValidator(require_field)
]


class WarningForm(BaseModel):
    """A warning to an area and all under it."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    area: str
    title: _Title
    text: _Text
