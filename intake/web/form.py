"""The web form of a box: what a resident may send, and how long it may be."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from intake.submission import Urgency
from intake.text import TextUnreadable, clean

LONGEST_WHAT = 10_000
LONGEST_LINE = 500


def _clean(text: str) -> str:
    try:
        return clean(text)
    except TextUnreadable as error:
        # The kind of error is all that leaves this place: the text itself must not stand in a message.
        raise PydanticCustomError("unreadable", "unreadable") from error


def _require(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "missing")
    return text


_Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE), AfterValidator(_clean)]
_Text = Annotated[str, StringConstraints(max_length=LONGEST_WHAT), AfterValidator(_clean), AfterValidator(_require)]


class TipForm(BaseModel):
    """The fields of the form. All but the first may be empty."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    what: _Text
    category: _Line = ""
    where: _Line = ""
    when: _Line = ""
    urgency: Urgency = Urgency.NONE
    about_police: bool = False
    contact: _Line = ""


class MessageForm(BaseModel):
    """One more message in a thread."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    text: _Text
