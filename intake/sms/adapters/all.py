"""Every adapter by its name."""

from collections.abc import Mapping

from intake.partners.partner import AdapterName
from intake.sms.adapters.kannel import KannelAdapter
from intake.sms.adapters.protocol import Adapter
from intake.sms.adapters.smsgate import SmsgateAdapter
from intake.sms.adapters.standard import StandardAdapter
from intake.sms.adapters.twilio import TwilioAdapter

ADAPTERS: Mapping[AdapterName, Adapter] = {
    AdapterName.STANDARD: StandardAdapter(),
    AdapterName.TWILIO: TwilioAdapter(),
    AdapterName.KANNEL: KannelAdapter(),
    AdapterName.SMSGATE: SmsgateAdapter(),
}
