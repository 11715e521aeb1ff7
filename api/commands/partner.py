"""``homthu partner``: the gateways. What it writes is a sandbox until an officer of the duty desk confirms it."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import click
from pydantic import ValidationError

from api.commands.describing import write_description
from api.commands.faults import load_settings
from api.commands.trying import try_mapping
from api.ground.database import open_database
from api.ground.partners import OVERLAP, PartnerUnknown
from api.process import Ground, make_ground
from intake.areas.tables import AreaId
from intake.channels.partners.mapping import Mapping, MappingBroken, find_mapping, read_mapping
from intake.channels.partners.partner import AdapterName, Partner, PartnerSecret
from intake.channels.partners.signing import make_secret
from triage.channels.partners.counts import list_days

_STANDARD = (AdapterName.STANDARD, AdapterName.HOTLINE)
# These gateways make their own secrets; for the others we do.
_GIVE_THEIR_OWN = (AdapterName.TWILIO, AdapterName.SMSGATE, AdapterName.TWILIO_HOTLINE, AdapterName.MAPPED)


@contextmanager
def _open() -> Iterator[Ground]:
    settings = load_settings()
    with closing(open_database(settings.database_url)) as database:
        yield make_ground(settings, database)


@click.group()
def partner() -> None:
    """SMS gateways and hotline operators."""


@partner.command()
@click.argument("name")
@click.option(
    "--adapter", type=click.Choice([name.value for name in AdapterName]), required=True, help="Its interface."
)
@click.option("--number", required=True, help="The number that residents text or call.")
@click.option("--scope", default="", help="The id of the commune whose number it is; without it, the whole locality.")
@click.option("--url", default="", help="Where texts are sent. Without it the gateway only receives.")
@click.option("--account", default="", help="The user name or account at the gateway.")
@click.option("--network", "networks", multiple=True, help="From which network addresses it calls (Kannel); repeat.")
@click.option("--file-host", "file_hosts", multiple=True, help="From where recordings and files are fetched; repeat.")
@click.option("--mapping", "mapping_file", default="", help="For mapped: a file, or the name of a mapping of ours.")
@click.option("--without-marks", is_flag=True, help="The gateway breaks Vietnamese letters.")
@click.option("--texts-a-day", type=click.IntRange(1), default=500, show_default=True, help="Segments, at most.")
def add(name: str, **answers: object) -> None:
    """Add a gateway or a hotline operator: a sandbox until a duty-desk officer confirms it at /officer/partners."""
    adapter = AdapterName(str(answers["adapter"]))
    with _open() as ground:
        made = _make(ground, name, adapter, answers)
        try:
            ground.partners.add(made)
        except FileExistsError:
            message = f"{name} is there already. Nothing was changed."
            raise click.ClickException(message) from None
        hook = f"{ground.settings.public_url}/hooks/{'hotline' if made.is_hotline else 'sms'}/{name}"
    if made.is_hotline:
        click.echo(f"It posts calls to   {hook}")
    else:
        click.echo(f"It posts texts to   {hook}")
        click.echo(f"and reports to      {hook}/status")
    if adapter not in _GIVE_THEIR_OWN:
        click.echo(f"Its secret          {made.secrets[0].secret}")
    click.echo("It is a sandbox until an officer of the duty desk confirms it at /officer/partners.")


def _make(ground: Ground, name: str, adapter: AdapterName, answers: dict[str, object]) -> Partner:
    scope = str(answers["scope"])
    if scope and scope not in ground.localities.get(ground.database).tree.nodes:
        message = f"There is no area {scope}; see homthu areas list. Nothing was added."
        raise click.ClickException(message)
    mapping = _find_mapping(adapter, str(answers["mapping_file"]))
    secret, sending = _find_secrets(adapter)
    try:
        return Partner.model_validate(
            {
                "name": name,
                "adapter": adapter,
                "number": answers["number"],
                "scope": AreaId(scope) if scope else None,
                "url": answers["url"],
                "account": answers["account"],
                "networks": answers["networks"],
                "file_hosts": answers["file_hosts"],
                "takes_marks": not answers["without_marks"],
                "texts_a_day": answers["texts_a_day"],
                "mapping": mapping,
                "secrets": [PartnerSecret(secret=secret)],
                "sending_secret": sending,
            }
        )
    except ValidationError as error:
        faults = "".join(f"\n  {_sentence(item['loc'], item['msg'])}" for item in error.errors(include_input=False))
        message = f"Nothing was added.{faults}"
        raise click.ClickException(message) from None


def _find_mapping(adapter: AdapterName, named: str) -> Mapping | None:
    if adapter is not AdapterName.MAPPED:
        return None
    try:
        return read_mapping(find_mapping(named))
    except MappingBroken as error:
        message = f"Nothing was added.\n{error}"
        raise click.ClickException(message) from None


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    if not where:
        return message.removeprefix("Value error, ")
    if where[0] == "name":
        return "NAME: small letters, digits and -, at least two, and a letter first"
    option = {"networks": "network", "file_hosts": "file_host"}.get(str(where[0]), str(where[0])).replace("_", "-")
    return f"--{option}: {message.removeprefix('Value error, ')}"


def _find_secrets(adapter: AdapterName) -> tuple[str, str | None]:
    if adapter in _STANDARD:
        return make_secret(), None
    if adapter is AdapterName.KANNEL:
        return secrets.token_urlsafe(24), click.prompt("Password for sendsms", hide_input=True)
    signing = click.prompt("The secret with which the gateway signs", hide_input=True)
    if adapter in (AdapterName.SMSGATE, AdapterName.MAPPED):
        return signing, click.prompt("The password for sending", hide_input=True)
    return signing, None


@partner.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a gateway at once: its calls are refused, and nothing goes out through it. What came in stays."""
    with _open() as ground:
        try:
            ground.partners.remove(name)
        except PartnerUnknown:
            raise _no_such(name) from None
    click.echo(f"{name} is removed.")


@partner.command()
@click.argument("name")
@click.option("--now", "is_now", is_flag=True, help="The old secret is good no more: it is known to others.")
def rotate(name: str, *, is_now: bool) -> None:
    """Give the gateway a new secret. The old one stays good for 24 hours. It needs no confirmation again."""
    with _open() as ground:
        try:
            known = ground.partners.get(name)
        except PartnerUnknown:
            raise _no_such(name) from None
        made = _find_new_secret(known.adapter)
        ground.partners.rotate(name, made, at=datetime.now(UTC), overlap=timedelta(0) if is_now else OVERLAP)
    if known.adapter not in _GIVE_THEIR_OWN:
        click.echo(f"Its new secret      {made}")
    click.echo("The old one is good no more." if is_now else "The old one is good for 24 hours from now.")


def _no_such(name: str) -> click.ClickException:
    return click.ClickException(f"There is no partner {name}; see homthu partner list. Nothing was changed.")


def _find_new_secret(adapter: AdapterName) -> str:
    if adapter in _GIVE_THEIR_OWN:
        return str(click.prompt("The gateway's new secret", hide_input=True))
    return make_secret() if adapter in _STANDARD else secrets.token_urlsafe(24)


partner.add_command(try_mapping)


@partner.command(name="openapi")
def print_openapi() -> None:
    """Print the description of the hooks (OpenAPI 3.1) that a partner's engineer reads, as docs/partners has it."""
    click.echo(write_description(), nl=False)


@partner.command(name="list")
def list_partners() -> None:
    """Print each gateway: name, interface, number, scope, and whether it is confirmed or a sandbox."""
    with _open() as ground:
        for known in ground.partners.list_all():
            state = ground.partners.find_standing(known)
            click.echo(f"{known.name}\t{known.adapter}\t{known.number}\t{known.scope or 'everywhere'}\t{state}")


@partner.command()
@click.argument("name")
@click.option("--month", default=f"{datetime.now(UTC):%Y-%m}", help="2026-11; this month where it is left out.")
def days(name: str, month: str) -> None:
    """Print what came and went, day by day, to compare with the gateway's bill."""
    with _open() as ground, ground.database.reading() as session:
        if name not in {known.name for known in ground.partners.list_all()}:
            raise _no_such(name)
        click.echo("day\treceived\trepeated\tquarantined\ttexts sent\tsegments sent")
        for day in list_days(session, name, month):
            counts = (day.received, day.repeated, day.quarantined, day.texts_sent, day.segments_sent)
            click.echo("\t".join([day.day, *map(str, counts)]))
