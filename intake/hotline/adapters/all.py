"""Every hotline adapter by its name."""

from collections.abc import Mapping

from intake.hotline.adapters.protocol import HotlineAdapter
from intake.hotline.adapters.standard import StandardHotlineAdapter
from intake.hotline.adapters.twilio import TwilioHotlineAdapter
from intake.partners.partner import AdapterName

HOTLINE_ADAPTERS: Mapping[AdapterName, HotlineAdapter] = {
    AdapterName.HOTLINE: StandardHotlineAdapter(),
    AdapterName.TWILIO_HOTLINE: TwilioHotlineAdapter(),
}
