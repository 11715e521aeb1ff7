"""Who asked to be sent warnings: a household group, a school, a mediation team. None of them ever hears of a tip."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from intake.channels.web.form import clean_field, require_field

LONGEST_NAME = 80
_LONGEST_ADDRESS = 330
_SHOWN_DIGITS = 3


class GroupKind(StrEnum):
    """Who a contact is."""

    HOUSEHOLDS = "households"
    """A self-governing group of households."""
    SCHOOL = "school"
    MEDIATION = "mediation"


class ContactKind(StrEnum):
    """By what a contact is reached."""

    EMAIL = "email"
    SMS = "sms"


_Name = Annotated[
    str, StringConstraints(max_length=LONGEST_NAME), AfterValidator(clean_field), AfterValidator(require_field)
]
_Where = Annotated[
    str, StringConstraints(max_length=_LONGEST_ADDRESS), AfterValidator(clean_field), AfterValidator(require_field)
]


class ContactForm(BaseModel):
    """What a chief enters of a contact. Whether the address is one is seen apart."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)

    area: str
    group: GroupKind
    name: _Name
    kind: ContactKind
    where: _Where
    agreed: Literal["1"]
    """The chief says that the subscriber has agreed. Without it nothing is kept."""


def cover(kind: ContactKind, where: str) -> str:
    """Return what a page shows of an address: enough to tell two apart, too little to call or to write."""
    if kind is ContactKind.SMS:
        return f"••• {where[-_SHOWN_DIGITS:]}"
    name, _at, host = where.partition("@")
    return f"{name[:1]}•••@{host}"
