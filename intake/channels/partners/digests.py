"""By what a partner's delivery is known again, without keeping its id."""

from crypto.codes import digest
from crypto.contexts import Label, bind
from crypto.keys import Key
from intake.channels.partners.partner import Partner


def digest_delivery(told: str, partner: Partner, *, key: Key, month: str) -> bytes:
    """Return by what a repeated delivery is known in that month; ``told`` is what the partner tells it apart by."""
    context = bind(Label.PARTNER_MESSAGE_DIGEST, partner.name, month)
    return digest(told.encode("utf-8", "replace"), key=key, context=context)


def digest_call(call_id: str, partner: Partner, *, key: Key, month: str) -> bytes:
    """Return by what a call is known in that month, whatever else is told of it later."""
    return digest(call_id.encode("utf-8", "replace"), key=key, context=bind(Label.CALL_DIGEST, partner.name, month))
