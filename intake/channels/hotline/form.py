"""What a call-taker types, and the form in which officers correct what a machine wrote down."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from intake.channels.web.form import Line, clean_field, require_field
from intake.submission import Urgency

# Two hours of speech.
LONGEST_TRANSCRIPT = 400_000

_Transcript = Annotated[
    str,
    StringConstraints(max_length=LONGEST_TRANSCRIPT),
    AfterValidator(clean_field),
    AfterValidator(require_field),
]


class TranscriptForm(BaseModel):
    """A better version of a transcript."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    text: _Transcript


class AnswerWay(StrEnum):
    """How the caller wants to hear of it."""

    NONE = ""
    RECEIPT = "receipt"
    """A receipt is read out; the caller looks it up."""
    TEXT = "text"
    """By SMS, to the number that called or that the caller said."""


class CallForm(BaseModel):
    """A call as it was typed while listening."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    what: _Transcript
    where: Line = ""
    when: Line = ""
    category: Line = ""
    urgency: Urgency = Urgency.NONE
    about_police: bool = False
    contact: Line = ""
    answer: AnswerWay = AnswerWay.NONE
    area: Line = ""
    earlier_receipt: Line = ""
    """Of an earlier tip, where the caller names one: then this is more of it."""
