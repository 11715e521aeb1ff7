"""Telephone numbers as gateways write them, in one form; and who can be answered."""

import phonenumbers

_COUNTRY = "VN"
_CODE = "84"
# In some countries, not in Vietnam, a mobile number cannot be told from another.
_TELEPHONES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def to_e164(written: str) -> str | None:
    """Return the number in E.164 (``+84912345678``), or None for what is none: short codes and alphabetic senders.

    Gateways write 0…, 84… or +84….
    """
    compact = "".join(written.split())
    if not compact or any(character.isalpha() for character in compact):
        return None
    attempts = (compact, f"+{compact}") if compact.startswith(_CODE) else (compact,)
    return next((found for attempt in attempts if (found := _parse(attempt)) is not None), None)


def can_be_answered(written: str) -> bool:
    """Say whether a text reaches a person there: no short code, no name, no service that costs by the call."""
    number = to_e164(written)
    if number is None:
        return False
    return phonenumbers.number_type(phonenumbers.parse(number)) in _TELEPHONES


def canonical(written: str) -> str:
    """Return the one form under which a sender is known: E.164, or what was written, in lower case."""
    return to_e164(written) or "".join(written.split()).lower()


def _parse(written: str) -> str | None:
    try:
        number = phonenumbers.parse(written, _COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
