"""The web form of a box: what a resident may send, and how long it may be."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from intake.ground.text import TextUnreadable, clean
from intake.submission import Urgency

LONGEST_WHAT = 10_000
LONGEST_LINE = 500


def clean_field(text: str) -> str:
    """Return the field as it is kept. Raises PydanticCustomError, which says nothing of it."""
    try:
        return clean(text)
    except TextUnreadable as error:
        # The kind of error is all that leaves this place: the text itself must not stand in a message.
        raise PydanticCustomError("unreadable", "unreadable") from error


def require_field(text: str) -> str:
    """Return the field where something stands in it. Raises PydanticCustomError."""
    if not text:
        raise PydanticCustomError("missing", "missing")
    return text


Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE), AfterValidator(clean_field)]
Text = Annotated[
    str, StringConstraints(max_length=LONGEST_WHAT), AfterValidator(clean_field), AfterValidator(require_field)
]


# Our page sends digits, so that what was chosen changes no length.
_URGENCIES = {"0": Urgency.NONE, "1": Urgency.NOW, "2": Urgency.DANGER}


def read_choice(value: object) -> Urgency:
    """Return the urgency that was chosen; anything unknown, as an old page or another browser may send, is none."""
    text = str(value)
    return _URGENCIES.get(text) or (Urgency(text) if text in set(Urgency) else Urgency.NONE)


def read_tick(value: object) -> bool:
    """Return whether a box was ticked or *yes* chosen."""
    return value is True or str(value).lower() in {"true", "1", "on", "yes"}


class TipForm(BaseModel):
    """The fields of the form. All but the first may be empty."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    what: Text
    category: Line = ""
    where: Line = ""
    when: Line = ""
    urgency: Annotated[Urgency, BeforeValidator(read_choice)] = Urgency.NONE
    about_police: Annotated[bool, BeforeValidator(read_tick)] = False
    asked: Annotated[bool, BeforeValidator(read_tick)] = False
    """The text seemed to be about police, and the resident said that the officer of the area may read it."""
    contact: Line = ""


class MessageForm(BaseModel):
    """One more message in a thread."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    text: Text
    about_police: Annotated[bool, BeforeValidator(read_tick)] = False
    """The resident was asked, and gives the tip to the inspectorate with this message."""
    asked: Annotated[bool, BeforeValidator(read_tick)] = False
    """The resident was asked, and said that those who have the tip may read it."""


class ContactForm(BaseModel):
    """How to reach the resident, left later in the thread."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    contact: Annotated[Line, AfterValidator(require_field)]
