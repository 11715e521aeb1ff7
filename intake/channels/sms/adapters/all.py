"""Every adapter by its name."""

from collections.abc import Mapping

from intake.channels.partners.partner import AdapterName
from intake.channels.sms.adapters.kannel import KannelAdapter
from intake.channels.sms.adapters.protocol import Adapter
from intake.channels.sms.adapters.smsgate import SmsgateAdapter
from intake.channels.sms.adapters.standard import StandardAdapter
from intake.channels.sms.adapters.twilio import TwilioAdapter

ADAPTERS: Mapping[AdapterName, Adapter] = {
    AdapterName.STANDARD: StandardAdapter(),
    AdapterName.TWILIO: TwilioAdapter(),
    AdapterName.KANNEL: KannelAdapter(),
    AdapterName.SMSGATE: SmsgateAdapter(),
}
