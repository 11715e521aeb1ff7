"""``homthu partner try``: what a mapping makes of a recorded call. Nothing is stored or sent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from api.commands.options import FILE
from intake.channels.partners.call import RawCall
from intake.channels.partners.mapping import Mapping, MappingBroken, find_mapping, read_mapping
from intake.channels.partners.partner import AdapterName, Partner, PartnerSecret
from intake.channels.sms.adapters.mapped import MappedAdapter
from intake.channels.sms.adapters.protocol import OutgoingText
from intake.channels.sms.call import IncomingText
from intake.ground.errors import CallRejected, CallUnreadable

_HOST = "https://homthu.invalid"
_NUMBER, _WORDS = "+84912345678", "Đã nhận thông tin."


@click.command(name="try")
@click.argument("mapping_file", metavar="FILE")
@click.argument("sample", type=FILE)
@click.option("--secret", default="", help="Check the proof too, with this secret.")
@click.option("--account", default="account", show_default=True, help="The user name at the gateway.")
@click.option("--url", default=_HOST, show_default=True, help="Our public URL, as the gateway signed it.")
@click.option("--address", default="127.0.0.1", show_default=True, help="The network address that calls.")
def try_mapping(mapping_file: str, sample: Path, **answers: str) -> None:
    """Read SAMPLE, an HTTP request as it was recorded, by the mapping FILE, or by one of ours of that name.

    Prints what is understood, whether the proof holds, and how a text would be sent.
    """
    try:
        mapping = read_mapping(find_mapping(mapping_file))
        call = _read_sample(sample.read_bytes(), answers["url"], answers["address"])
    except (MappingBroken, ValueError) as error:
        raise click.ClickException(str(error)) from None
    partner = _make_partner(mapping, answers)
    for line in (*_describe_call(mapping, call), *_describe_proof(mapping, call, partner, answers["secret"])):
        click.echo(line)
    for line in _describe_sending(mapping, partner):
        click.echo(line)


def _read_sample(raw: bytes, url: str, address: str) -> RawCall:
    """Return the recorded call. Raises ValueError for what is no HTTP request by POST."""
    head, blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    first, *lines = head.decode("utf-8-sig", "replace").split("\n")
    words = first.split()
    if len(words) < len(["POST", "/path"]) or words[0] != "POST" or not words[1].startswith("/"):
        raise ValueError(
            "the sample begins with: POST /hooks/sms/NAME HTTP/1.1, then headers, a blank line and the body"
        )
    headers = {name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}
    return RawCall(f"{url}{words[1]}", headers, body.rstrip(b"\n") if blank else b"", address)


def _make_partner(mapping: Mapping, answers: dict[str, str]) -> Partner:
    secret = PartnerSecret(secret=answers["secret"] or "SECRET")
    return Partner(
        name="trial",
        adapter=AdapterName.MAPPED,
        number="8088",
        url="https://gateway.invalid/",
        account=answers["account"],
        secrets=(secret,),
        networks=(answers["address"],),
        mapping=mapping,
    )


def _describe_call(mapping: Mapping, call: RawCall) -> Iterator[str]:
    if mapping.text is None and mapping.report is None:
        yield "this mapping only sends"
        return
    try:
        told = MappedAdapter(mapping).read(call)
    except CallUnreadable as error:
        yield f"not understood, would be kept in quarantine: {error.fault}"
        return
    for each in told:
        if isinstance(each, IncomingText):
            part = f", part {each.part.number} of {each.part.of}" if each.part else ""
            yield f"a text from {each.sender}{part}, {each.attachments} files: {each.text}"
        elif each is not None:
            yield f"a report: {each.outgoing_id} is {each.fate}"
    if not told:
        yield "nothing that counts: it would be answered 200 and ignored"


def _describe_proof(mapping: Mapping, call: RawCall, partner: Partner, secret: str) -> Iterator[str]:
    if not secret:
        yield "the proof was not checked: give --secret"
        return
    at = datetime.now(UTC)
    try:
        MappedAdapter(mapping).verify(call, partner, at=at)
    except CallRejected:
        yield "the proof does not hold: another secret, URL or header, or its time is more than five minutes ago"
    else:
        yield "the proof holds"


def _describe_sending(mapping: Mapping, partner: Partner) -> Iterator[str]:
    if mapping.send is None:
        yield "this mapping does not send"
        return
    outgoing = OutgoingText("0123456789abcdef", _NUMBER, _WORDS)
    request = MappedAdapter(mapping).write(
        outgoing, partner, status_url=f"{_HOST}/hooks/sms/trial/status", at=datetime.now(UTC)
    )
    yield "a text would be sent so:"
    yield f"POST {request.url}"
    yield from (f"{name}: {value}" for name, value in request.headers.items())
    if request.account is not None:
        yield f"authorization: Basic {request.account[0]}:{request.account[1]}, in base 64"
    yield ""
    yield request.content.decode()
