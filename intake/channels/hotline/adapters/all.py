"""Every hotline adapter by its name."""

from collections.abc import Mapping

from intake.channels.hotline.adapters.protocol import HotlineAdapter
from intake.channels.hotline.adapters.standard import StandardHotlineAdapter
from intake.channels.hotline.adapters.twilio import TwilioHotlineAdapter
from intake.channels.partners.partner import AdapterName, Partner
from intake.ground.errors import CallRejected

HOTLINE_ADAPTERS: Mapping[AdapterName, HotlineAdapter] = {
    AdapterName.HOTLINE: StandardHotlineAdapter(),
    AdapterName.TWILIO_HOTLINE: TwilioHotlineAdapter(),
}


def hotline_adapter_of(partner: Partner) -> HotlineAdapter:
    """Return the operator's adapter. Raises CallRejected for a gateway of texts."""
    adapter = HOTLINE_ADAPTERS.get(partner.adapter)
    if adapter is None:
        raise CallRejected
    return adapter
