"""The call-taker's form, and the form in which officers correct what a machine wrote down."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from intake.web.form import clean_field, require_field

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
