"""From a letter that was typed to a Submission. Here, and nowhere after, handwriting and names are plain."""

from dataclasses import dataclass, replace
from typing import Literal

from intake.areas.tables import AreaId
from intake.channels.letters.form import LetterForm
from intake.channels.letters.photo import read_media_type
from intake.channels.letters.submission import SealedLetter
from intake.identity.custody import Custody
from intake.identity.seal import seal_file, seal_identity
from intake.reading.masking.lists import NameLists
from intake.reading.masking.mask import mask
from intake.reading.read import TextReader
from intake.reading.words.tables import WordTables
from intake.submission import Channel, CustodyKind, SealedFile, Submission, TipContent, TipId, Urgency


@dataclass(frozen=True, slots=True)
class LetterBuilder:
    """What it takes to seal a letter."""

    names: NameLists
    words: WordTables
    custody: Custody
    policy: Literal["seal", "discard"]

    def build(
        self, form: LetterForm, photo: bytes, *, tip_id: TipId, area_id: AreaId, categories: frozenset[str]
    ) -> SealedLetter:
        """Return the letter, its photo sealed to the custodians. Raises PhotoRefused."""
        media_type = read_media_type(photo) if photo else ""
        text, place = mask(form.what, self.names), mask(form.where, self.names)
        said, found = f"{form.what}\n{form.where}", f"{form.found_on:%d/%m/%Y}"
        reading = TextReader(self.words).read_text(said, finds_spans=False)
        taken = (*text.taken, *place.taken)
        submission = Submission(
            tip_id=tip_id,
            channel=Channel.BOX,
            area_id=area_id,
            category=form.category if form.category in categories else reading.choose_category(categories),
            urgency=Urgency.DANGER if reading.is_danger else form.urgency,
            about_police=form.about_police or reading.about_police,
            content=TipContent(
                what=text.text,
                where=place.text,
                # It stands in the tip itself, so it is in the language of the place.
                when=f"{form.when} (thấy trong hòm thư ngày {found})".strip(),
                masked_by=(*text.rules, *place.rules),
            ),
            receipt=None,
            identity=None,
        )
        if self.policy == "discard":
            return SealedLetter(submission, None)
        sealed = _with_identity(submission, taken, self.custody)
        return SealedLetter(sealed, self._seal_photo(photo, media_type, tip_id))

    def _seal_photo(self, photo: bytes, media_type: str, tip_id: TipId) -> SealedFile | None:
        if not photo:
            return None
        return seal_file(photo, CustodyKind.LETTER, media_type, tip_id=tip_id, custody=self.custody)


def _with_identity(submission: Submission, taken: tuple[str, ...], custody: Custody) -> Submission:
    """Return the submission with what was masked, sealed to the custodians; an empty one looks like any other."""
    identity = seal_identity("\n".join(taken), tip_id=submission.tip_id, custody=custody)
    return replace(submission, identity=identity)
