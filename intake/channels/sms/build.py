"""From a text to a Submission. Here, and nowhere after, the number is plain."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crypto.keys import Key
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from intake.channels.partners.partner import Partner
from intake.channels.sms.automatic import write_danger, write_erased, write_help, write_question, write_received
from intake.channels.sms.call import MOST_FILES, IncomingText
from intake.channels.sms.decide import Decision
from intake.channels.sms.segments import count_segments
from intake.channels.sms.submission import (
    OutgoingKind,
    SealedFileUrl,
    SealedReplyAddress,
    SealedText,
    TextKind,
    TextSubmission,
)
from intake.ground.text import mend
from intake.identity.custody import Custody
from intake.identity.outgoing import Addressed, ReplyAddress
from intake.identity.seal import digest_number, seal_addressed, seal_file_url, seal_identity, seal_reply_address
from intake.reading.masking.lists import NameLists
from intake.reading.masking.mask import mask
from intake.submission import Channel, SealedIdentity, Submission, TipContent, TipId, WorkerKey

_ID_BYTES = 16
# They stand in the tip itself, so they are in the language of the place.
_WITH_FILES = "(Gửi kèm {} tệp.)"
_WITHOUT_FILES = "(Có tệp kèm theo, không nhận được.)"
# The other parts of a long text may name the place; the question waits for them.
_WAIT_FOR_PARTS = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Builder:
    """What it takes to seal a text."""

    tree: AreaTree
    names: NameLists
    custody: Custody
    worker: WorkerKey
    policy: Literal["seal", "discard"]

    def build(
        self, incoming: IncomingText, decision: Decision, partner: Partner, *, tip_id: str | None, at: datetime
    ) -> TextSubmission:
        """Return the text's submission; ``tip_id`` is the tip of its thread, if it has one."""
        is_new = decision.kind is TextKind.NEW
        about = TipId(secrets.token_hex(_ID_BYTES) if is_new or tip_id is None else tip_id)
        files = self._seal_files(incoming, partner) if decision.kind in (TextKind.NEW, TextKind.MORE) else ()
        mended = _tell_files(mend(decision.text), came=incoming.attachments, taken=len(files))
        masked = mask(mended if incoming.part is not None else mended.strip(), self.names)
        content = TipContent(what=masked.text, masked_by=tuple(masked.rules), part=incoming.part)
        identity = None
        if decision.kind in (TextKind.NEW, TextKind.MORE) and self.policy == "seal":
            identity = seal_identity(_identify(incoming, masked.taken), tip_id=about, custody=self.custody)
        return TextSubmission(
            kind=decision.kind,
            partner=partner.name,
            submission=_submission(about, decision, content, identity) if is_new else None,
            content=content,
            identity=None if is_new else identity,
            area_id=decision.area_id,
            candidates=decision.candidates,
            choice=decision.choice,
            is_danger=bool(decision.urgency),
            begins=decision.begins,
            reply_address=self._seal_reply_address(incoming, partner, about) if is_new else None,
            automatic=self._write_automatic(incoming, decision, partner, at=at),
            files=files,
        )

    def _seal_files(self, incoming: IncomingText, partner: Partner) -> tuple[SealedFileUrl, ...]:
        # Where no host is listed, nothing can be fetched, and the officer is told so at once.
        urls = incoming.file_urls[:MOST_FILES] if partner.file_hosts else ()
        return tuple(self._seal_file(url, partner) for url in urls)

    def _seal_file(self, url: str, partner: Partner) -> SealedFileUrl:
        file_id = secrets.token_hex(_ID_BYTES)
        sealed = seal_file_url(url, file_id=file_id, worker=self.worker)
        return SealedFileUrl(file_id, partner.name, self.worker.month, sealed)

    def _seal_reply_address(self, incoming: IncomingText, partner: Partner, tip_id: TipId) -> SealedReplyAddress:
        # A sender who cannot be answered can still be blocked, and for that the worker has to know who it is.
        address = ReplyAddress(incoming.number, partner.name)
        sealed = seal_reply_address(address, tip_id=tip_id, worker=self.worker)
        is_answerable = incoming.is_answerable
        return SealedReplyAddress(partner.name, self.worker.month, sealed, is_answerable=is_answerable)

    def _write_automatic(
        self, incoming: IncomingText, decision: Decision, partner: Partner, *, at: datetime
    ) -> SealedText | None:
        if decision.automatic is None:
            return None
        text, kind = self._word(decision, partner), decision.automatic
        if kind is OutgoingKind.ERASED and not incoming.is_answerable:
            text, kind = "", OutgoingKind.ERASED_QUIETLY
        outgoing_id = secrets.token_hex(_ID_BYTES)
        addressed = Addressed(text, ReplyAddress(incoming.number, partner.name))
        waits = kind is OutgoingKind.QUESTION and incoming.part is not None and incoming.part.of > 1
        return SealedText(
            id=outgoing_id,
            kind=kind,
            partner=partner.name,
            month=self.worker.month,
            sealed=seal_addressed(addressed, outgoing_id=outgoing_id, worker=self.worker),
            segments=count_segments(text),
            not_before=at + _WAIT_FOR_PARTS if waits else at,
        )

    def _word(self, decision: Decision, partner: Partner) -> str:
        takes_marks = partner.takes_marks
        names = _tell_apart(self.tree, decision.candidates)
        if decision.automatic is OutgoingKind.QUESTION:
            return write_question(names, takes_marks=takes_marks)
        if decision.automatic is OutgoingKind.DANGER:
            return write_danger(
                names if decision.asks else None,
                takes_marks=takes_marks,
                number=decision.number or "113",
                is_self_harm=decision.is_self_harm and decision.number == "115",
            )
        if decision.automatic is OutgoingKind.ERASED:
            return write_erased(takes_marks=takes_marks)
        if decision.automatic is OutgoingKind.HELP:
            return write_help(takes_marks=takes_marks)
        if decision.automatic is OutgoingKind.ERASED_QUIETLY:
            return ""
        return write_received(takes_marks=takes_marks)


def _tell_files(text: str, *, came: int, taken: int) -> str:
    told = [_WITH_FILES.format(taken)] if taken else []
    told += [_WITHOUT_FILES] if came > taken else []
    return "\n".join([text.strip(), *told]).strip() if told else text


def digest_known_number(canonical_number: str, *, key: Key, month: str) -> bytes:
    """Return by what the number, in its one form, is known in that month."""
    return digest_number(canonical_number, key=key, month=month)


def _submission(tip_id: TipId, decision: Decision, content: TipContent, identity: SealedIdentity | None) -> Submission:
    return Submission(
        tip_id=tip_id,
        channel=Channel.SMS,
        area_id=decision.area_id,
        category=decision.category,
        urgency=decision.urgency,
        about_police=decision.about_police,
        content=content,
        receipt=None,
        identity=identity,
    )


def _identify(incoming: IncomingText, taken: tuple[str, ...]) -> str:
    return "\n".join([incoming.number, *taken])


def _tell_apart(tree: AreaTree, area_ids: tuple[AreaId, ...]) -> list[str]:
    """Return the areas' names, with their kinds and what they lie in where the bare names are the same."""
    nodes = [tree.get(area_id) for area_id in area_ids]
    for names in ([node.name for node in nodes], [node.title for node in nodes]):
        if len(set(names)) == len(names):
            return names
    return [f"{node.title} ({_name_above(tree, node)})" for node in nodes]


def _name_above(tree: AreaTree, node: AreaNode) -> str:
    return "" if node.parent_id is None else tree.get(node.parent_id).name
