"""Every hotline adapter by its name."""

from collections.abc import Mapping

from intake.channels.hotline.adapters.protocol import HotlineAdapter
from intake.channels.hotline.adapters.standard import StandardHotlineAdapter
from intake.channels.hotline.adapters.twilio import TwilioHotlineAdapter
from intake.channels.partners.partner import AdapterName

HOTLINE_ADAPTERS: Mapping[AdapterName, HotlineAdapter] = {
    AdapterName.HOTLINE: StandardHotlineAdapter(),
    AdapterName.TWILIO_HOTLINE: TwilioHotlineAdapter(),
}
