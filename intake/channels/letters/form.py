"""What an officer types from a letter that lay in a box."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from intake.channels.web.form import Line, Text
from intake.submission import Urgency


class LetterForm(BaseModel):
    """A letter. Where it lay is known from the round."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    what: Text
    where: Line = ""
    when: Line = ""
    category: Line = ""
    urgency: Urgency = Urgency.NONE
    about_police: bool = False
    found_on: date
