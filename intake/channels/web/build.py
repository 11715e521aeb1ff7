"""From a filled-in web form to a Submission. Here, and nowhere after, the contact is plain."""

from typing import Literal

from crypto.receipts import Receipt
from intake.areas.tables import AreaId
from intake.channels.web.form import ContactForm, TipForm
from intake.ground.categories import OTHER
from intake.identity.custody import Custody
from intake.identity.seal import seal_identity
from intake.reading.read import Reading
from intake.submission import Channel, SealedIdentity, Submission, TipContent, TipId, Urgency


def build_submission(  # noqa: PLR0913, each is a part of the submission
    form: TipForm,
    *,
    receipt: Receipt,
    area_id: AreaId,
    categories: frozenset[str],
    custody: Custody,
    policy: Literal["seal", "discard"],
    reading: Reading | None = None,
) -> Submission:
    """Return the form's Submission, the contact sealed to the custodians, or dropped where the locality keeps none.

    What ``reading`` found raises the urgency, and proposes a category where the resident chose none. Whether it is
    about police is asked before, and never decided here.
    """
    is_danger = reading is not None and reading.is_danger
    proposed = OTHER if reading is None else reading.choose_category(categories)
    tip_id = TipId(receipt.tip_id_bytes.hex())
    return Submission(
        tip_id=tip_id,
        channel=Channel.WEB,
        area_id=area_id,
        category=form.category if form.category in categories else proposed,
        urgency=Urgency.DANGER if is_danger else form.urgency,
        about_police=form.about_police,
        content=TipContent(what=form.what, where=form.where, when=form.when),
        receipt=receipt,
        identity=seal_identity(form.contact, tip_id=tip_id, custody=custody) if policy == "seal" else None,
    )


def seal_contact(form: ContactForm, tip_id: str, custody: Custody) -> SealedIdentity:
    """Return the contact that a resident leaves later, sealed to the custodians."""
    return seal_identity(form.contact, tip_id=TipId(tip_id), custody=custody)
