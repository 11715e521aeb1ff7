"""From what a call-taker typed to a Submission. Here, and nowhere after, what the caller said of themselves is plain.

The call-taker has heard it, and the page says so: the one exception.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from crypto.receipts import Receipt
from intake.areas.tables import AreaId
from intake.channels.hotline.form import AnswerWay, CallForm
from intake.channels.sms.numbers import can_be_answered, canonical
from intake.channels.sms.submission import SealedReplyAddress
from intake.identity.custody import Custody
from intake.identity.outgoing import ReplyAddress
from intake.identity.seal import seal_identity, seal_reply_address
from intake.reading.masking.lists import NameLists
from intake.reading.masking.mask import mask
from intake.reading.read import TextReader
from intake.reading.words.tables import WordTables
from intake.submission import Channel, SealedIdentity, Submission, TipContent, TipId, Urgency, WorkerKey


@dataclass(frozen=True, slots=True)
class CallTypist:
    """What it takes to seal what a call-taker typed."""

    names: NameLists
    words: WordTables
    custody: Custody
    worker: WorkerKey
    policy: Literal["seal", "discard"]

    def build(
        self,
        form: CallForm,
        *,
        tip_id: TipId,
        area_id: AreaId | None,
        categories: frozenset[str],
        receipt: Receipt | None,
        left_open: Collection[str],
    ) -> Submission:
        """Return the Submission. Words that the call-taker wants ``left_open`` are not masked."""
        masked = mask(form.what, self.names, left_open=left_open)
        place = mask(form.where, self.names, left_open=left_open)
        said = f"{form.what}\n{form.where}"
        reading = TextReader(self.words).read_text(said, finds_spans=False)
        taken = (*masked.taken, *place.taken)
        return Submission(
            tip_id=tip_id,
            channel=Channel.HOTLINE,
            area_id=area_id,
            category=form.category if form.category in categories else reading.choose_category(categories),
            urgency=Urgency.DANGER if reading.is_danger else form.urgency,
            about_police=form.about_police or reading.about_police,
            content=TipContent(masked.text, place.text, form.when, masked_by=(*masked.rules, *place.rules)),
            receipt=receipt,
            identity=self._seal_identity(form.contact, taken, tip_id),
            is_receipt_spoken=True,
        )

    def seal_reply(self, form: CallForm, partner: str | None, tip_id: TipId) -> SealedReplyAddress | None:
        """Return where an answer goes; None where the caller wants none, or no telephone is there to hear it."""
        if form.answer is not AnswerWay.TEXT or partner is None or not can_be_answered(form.contact):
            return None
        address = ReplyAddress(canonical(form.contact), partner)
        sealed = seal_reply_address(address, tip_id=tip_id, worker=self.worker)
        return SealedReplyAddress(partner, self.worker.month, sealed, is_answerable=True)

    def _seal_identity(self, contact: str, taken: tuple[str, ...], tip_id: TipId) -> SealedIdentity | None:
        if self.policy == "discard":
            return None
        return seal_identity("\n".join([contact, *taken]).strip(), tip_id=tip_id, custody=self.custody)
