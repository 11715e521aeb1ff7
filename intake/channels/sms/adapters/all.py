"""Every adapter by its name."""

from collections.abc import Mapping

from intake.channels.partners.partner import AdapterName, Partner
from intake.channels.sms.adapters.kannel import KannelAdapter
from intake.channels.sms.adapters.mapped import MappedAdapter
from intake.channels.sms.adapters.protocol import Adapter
from intake.channels.sms.adapters.smsgate import SmsgateAdapter
from intake.channels.sms.adapters.standard import StandardAdapter
from intake.channels.sms.adapters.twilio import TwilioAdapter
from intake.ground.errors import CallRejected

ADAPTERS: Mapping[AdapterName, Adapter] = {
    AdapterName.STANDARD: StandardAdapter(),
    AdapterName.TWILIO: TwilioAdapter(),
    AdapterName.KANNEL: KannelAdapter(),
    AdapterName.SMSGATE: SmsgateAdapter(),
}


def adapter_of(partner: Partner) -> Adapter:
    """Return the partner's adapter. Raises CallRejected for an operator of calls, who passes on no texts."""
    if partner.mapping is not None:
        return MappedAdapter(partner.mapping)
    adapter = ADAPTERS.get(partner.adapter)
    if adapter is None:
        raise CallRejected
    return adapter
