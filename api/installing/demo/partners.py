"""The demo's gateways and operators, one for each interface, confirmed, with secrets, to be tried."""

import secrets
from pathlib import Path

from api.ground.key_directory import PARTNERS
from api.ground.partners import PartnerDirectory, write_partner
from api.installing.files import replace_private_json
from api.process import Ground
from intake.areas.tables import AreaId
from intake.channels.partners.partner import HOTLINES, AdapterName, Confirmation, Partner, PartnerSecret
from intake.channels.partners.signing import make_secret
from triage.channels.partners.confirmation import sign_for_desk
from triage.offices.posts.create import OpenPost

# Nothing is sent there: what goes out is written to a file beside the demo's data.
_NOWHERE = "http://gateway.invalid/send"
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_SCOPES: dict[AdapterName, AreaId | None] = {
    AdapterName.STANDARD: AreaId("08944"),
    AdapterName.TWILIO: AreaId("08950"),
    AdapterName.KANNEL: AreaId("08935"),
    AdapterName.SMSGATE: AreaId("08971"),
    AdapterName.HOTLINE: None,
    AdapterName.TWILIO_HOTLINE: None,
}


def make_partners(key_directory: Path, desk: OpenPost) -> None:
    """Write a gateway for each interface, and sign each for the duty desk."""
    for number, (adapter, scope) in enumerate(_SCOPES.items(), start=1):
        name = f"demo-{adapter}"
        partner = Partner(
            name=name,
            adapter=adapter,
            number=f"+8421138661{number:02}",
            scope=scope,
            url="" if adapter in HOTLINES else _NOWHERE,
            account=name,
            networks=_LOOPBACK if adapter is AdapterName.KANNEL else (),
            secrets=(PartnerSecret(secret=_make_secret(adapter)),),
        )
        signed = sign_for_desk(desk, name, partner.statement())
        confirmation = Confirmation(post_key_id=signed.post_key_id, signature=signed.signature.hex())
        write_partner(key_directory / PARTNERS, partner.model_copy(update={"confirmation": confirmation}))


def write_demo_partners(folder: Path, ground: Ground) -> None:
    """Write down how to call the demo as each of its gateways."""
    replace_private_json(folder / "demo-partners.json", _describe(ground.partners, ground.settings.public_url))


def _describe(partners: PartnerDirectory, public_url: str) -> list[dict[str, str | None]]:
    return [
        {
            "name": partner.name,
            "adapter": partner.adapter,
            "secret": partner.secrets[0].secret,
            "url": f"{public_url}/hooks/{'hotline' if partner.is_hotline else 'sms'}/{partner.name}",
            "scope": partner.scope,
            "account": partner.account,
        }
        for partner in partners.list_all()
    ]


def _make_secret(adapter: AdapterName) -> str:
    return make_secret() if adapter in (AdapterName.STANDARD, AdapterName.HOTLINE) else secrets.token_hex(20)
