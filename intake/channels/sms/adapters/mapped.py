"""A gateway without an adapter of its own: it calls, and is called, as the mapping in its settings says."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from intake.channels.partners.call import RawCall
from intake.channels.partners.mapping import Mapping, ReportMapping, SendMapping, Success, TextMapping, When
from intake.channels.partners.partner import Partner
from intake.channels.partners.places import CallContent, Place
from intake.channels.partners.proving import prove
from intake.channels.partners.reading import load_value
from intake.channels.sms.adapters.protocol import (
    Guarantees,
    Handed,
    OutgoingText,
    SendingRequest,
    Told,
    read_status,
    require_short,
)
from intake.channels.sms.call import MOST_FILES, DeliveryReport, Fate, IncomingText, tell_apart
from intake.ground.errors import CallUnreadable
from intake.submission import Part

_MOST_TEXTS = 100
_MOST_PARTS = 255
_SUBSCRIBER_AFTER = len("+84")


class MappedAdapter:
    """One mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self.guarantees = Guarantees(
            signs_body=any(proof.signs_body for proof in mapping.proof),
            has_time_window=any(proof.timestamp and proof.signs_body for proof in mapping.proof),
            has_message_ids=mapping.text is not None and mapping.text.id is not None,
            sends_once=mapping.send is not None and mapping.send.sends_once,
            tries_again=mapping.tries_again,
            # It is not known, so nothing is said that could be passed on.
            passes_answers_on=True,
        )
        self.answer = mapping.answer

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check every proof of the mapping. Raises CallRejected."""
        prove(call, partner, self._mapping.proof, at=at)

    def read(self, call: RawCall) -> Sequence[Told]:
        """Return the texts and reports in the call; none where the mapping says to ignore it. Raises CallUnreadable."""
        content = CallContent.of(call, is_json=self._mapping.body == "json")
        told = [*self._read_reports(content), *self._read_texts(content)]
        if len(told) > _MOST_TEXTS:
            raise CallUnreadable("more texts than one call may hold")
        if not told and not self._is_known(content):
            raise CallUnreadable("neither a text nor a report, and nothing that the mapping ignores")
        return tuple(each for each in told if each is not None)

    def write(self, outgoing: OutgoingText, partner: Partner, *, status_url: str, at: datetime) -> SendingRequest:
        """Return the request that the mapping's ``[send]`` describes. A mapping without it sends nothing."""
        del at
        send = self._mapping.send
        if send is None:
            raise ValueError("the mapping does not say how a text is sent")
        values = _list_values(outgoing, partner, send, status_url)
        headers = {name.lower(): _fill(template, values) for name, template in send.headers.items()}
        if send.form is not None:
            content = urlencode({name: _fill(template, values) for name, template in send.form.items()}).encode()
            headers.setdefault("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        else:
            content = json.dumps(_fill_leaves(send.json_body, values), ensure_ascii=False).encode()
            headers.setdefault("content-type", "application/json; charset=utf-8")
        secret = partner.secret_for_sending
        accounts = {"no": None, "account": (partner.account, secret), "secret-as-user": (secret, "x")}
        return SendingRequest(partner.url, headers, content, accounts[send.basic])

    def read_answer(self, status: int, body: bytes) -> Handed:
        """Return what the answer means: by its status, and by what the mapping finds in it."""
        handed = read_status(status)
        success = None if self._mapping.send is None else self._mapping.send.success
        return _read_success(success, body) if handed is Handed.TAKEN and success is not None else handed

    def _read_texts(self, content: CallContent) -> Iterator[IncomingText]:
        mapping = self._mapping.text
        if mapping is not None:
            for item in _list_items(content, mapping.each):
                if _is_meant(item, mapping.when) and (mapping.when or self._looks_like_text(item, mapping)):
                    yield _read_text(item, mapping)

    def _looks_like_text(self, item: CallContent, mapping: TextMapping) -> bool:
        # Without a rule a call that is a report, or to be ignored, is no text.
        is_report = self._mapping.report is not None and self._is_report(item, self._mapping.report)
        return item.find(mapping.sender) is not None and not is_report and not self._is_ignored(item)

    def _read_reports(self, content: CallContent) -> Iterator[DeliveryReport | None]:
        mapping = self._mapping.report
        if mapping is not None:
            for item in _list_items(content, mapping.each):
                if self._is_report(item, mapping):
                    yield _read_report(item, mapping)

    def _is_report(self, item: CallContent, mapping: ReportMapping) -> bool:
        has_both = item.find(mapping.id) is not None and item.find(mapping.status) is not None
        return _is_meant(item, mapping.when) and (mapping.when is not None or has_both)

    def _is_ignored(self, item: CallContent) -> bool:
        return any(_is_meant(item, when) for when in self._mapping.ignore)

    def _is_known(self, content: CallContent) -> bool:
        lists = [each.each for each in (self._mapping.text, self._mapping.report) if each is not None and each.each]
        return self._is_ignored(content) or any(content.find(place) == [] for place in lists)


def _list_items(content: CallContent, each: Place | None) -> list[CallContent]:
    if each is None:
        return [content]
    items = content.find(each)
    return [replace(content, item=item) for item in items] if isinstance(items, list) else []


def _is_meant(item: CallContent, when: When | None) -> bool:
    if when is None:
        return True
    found = item.find(when.place)
    return found is not None and not isinstance(found, dict | list) and _write(found) in when.values


def _write(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_text(item: CallContent, mapping: TextMapping) -> IncomingText:
    sender, words = item.read(mapping.sender), require_short(_read_words(item, mapping))
    if not sender:
        fault = f"{mapping.sender}: no sender"
        raise CallUnreadable(fault)
    part = _read_part(item, mapping)
    own_id, time = _read_optional(item, mapping.id), _read_optional(item, mapping.time)
    if not own_id and not time:
        raise CallUnreadable("neither an id nor a time")
    urls, count = _read_files(item, mapping)
    # A time may be that of the try: it tells texts apart only where there is no id.
    told_apart_by = tell_apart(own_id or time, sender, words, str(part))
    return IncomingText(sender, words, told_apart_by, part, count, urls)


def _read_words(item: CallContent, mapping: TextMapping) -> str:
    encoded = _read_optional(item, mapping.text_hex) if _is_meant(item, mapping.text_hex_when) else ""
    if not encoded:
        return item.read(mapping.text)
    try:
        return bytes.fromhex(encoded).decode("utf-16-be")
    except ValueError as error:
        fault = f"{mapping.text_hex}: no UTF-16 in hexadecimal"
        raise CallUnreadable(fault) from error


def _read_optional(item: CallContent, place: Place | None) -> str:
    return "" if place is None else item.read(place)


def _read_part(item: CallContent, mapping: TextMapping) -> Part | None:
    reference, number, of = (
        _read_optional(item, place) for place in (mapping.part_reference, mapping.part_number, mapping.part_of)
    )
    if not (reference and _is_count(number) and _is_count(of)):
        return None
    return Part(reference, int(number), int(of)) if int(number) <= int(of) else None


def _is_count(written: str) -> bool:
    return written.isascii() and written.isdigit() and len(written) <= len("255") and 1 <= int(written) <= _MOST_PARTS


def _read_files(item: CallContent, mapping: TextMapping) -> tuple[tuple[str, ...], int]:
    found = None if mapping.files is None else item.find(mapping.files)
    files = found if isinstance(found, list) else []
    urls = [
        replace(item, item=each).find(mapping.file_url) if mapping.file_url and isinstance(each, dict) else each
        for each in files
    ]
    return tuple(url for url in urls if isinstance(url, str) and url)[:MOST_FILES], len(files)


def _read_report(item: CallContent, mapping: ReportMapping) -> DeliveryReport | None:
    our_id, status = item.read(mapping.id), item.read(mapping.status)
    if not our_id:
        fault = f"{mapping.id}: no id of ours"
        raise CallUnreadable(fault)
    fates: tuple[tuple[Collection[str], Fate | None], ...] = (
        (mapping.sent, Fate.SENT),
        (mapping.delivered, Fate.DELIVERED),
        (mapping.failed, Fate.FAILED),
        (mapping.under_way, None),
    )
    for values, fate in fates:
        if status in values:
            return None if fate is None else DeliveryReport(our_id, fate)
    fault = f"{mapping.status}: none that is known"
    raise CallUnreadable(fault)


def _list_values(outgoing: OutgoingText, partner: Partner, send: SendMapping, status_url: str) -> dict[str, str]:
    numbers = {
        "e164": outgoing.number,
        "plain": outgoing.number.removeprefix("+"),
        "national": f"0{outgoing.number[_SUBSCRIBER_AFTER:]}" if outgoing.number.startswith("+84") else outgoing.number,
    }
    return {
        "to": numbers[send.number],
        "from": partner.number,
        "text": outgoing.text,
        "text-hex": outgoing.text.encode("ascii" if outgoing.text.isascii() else "utf-16-be", "replace").hex(),
        "coding": send.coding[0] if outgoing.text.isascii() else send.coding[1],
        "id": outgoing.id,
        "status-url": f"{status_url}?id={quote(outgoing.id)}",
        "account": partner.account,
        "secret": partner.secret_for_sending,
    }


def _fill(template: str, values: dict[str, str]) -> str:
    return template.format_map(values)


def _fill_leaves(value: Any, values: dict[str, str]) -> Any:  # noqa: ANN401, JSON
    if isinstance(value, dict):
        return {name: _fill_leaves(inner, values) for name, inner in value.items()}
    if isinstance(value, list):
        return [_fill_leaves(inner, values) for inner in value]
    return _fill(value, values) if isinstance(value, str) else value


def _read_success(success: Success, body: bytes) -> Handed:
    try:
        found = CallContent(RawCall("", {}, body, ""), {}, {}, load_value(body)).find(success.place)
    except CallUnreadable:
        return Handed.UNSURE
    told = _write(found)
    if found is not None and told in success.values:
        return Handed.TAKEN
    return Handed.AGAIN if told in success.again else Handed.REFUSED
