"""Text in the character set that a gateway names: every one that Python knows, under the names of SMS software too."""

import codecs

from intake.channels.partners.media_types import read_parameter
from intake.ground.errors import CallUnreadable

_UTF_16 = "utf-16-be"
# UCS-2 of a short message is UTF-16 with the high byte first (3GPP TS 23.038), also where only "UTF-16" is said.
_SMS_NAMES = {
    "ucs-2": _UTF_16,
    "ucs2": _UTF_16,
    "ucs-2be": _UTF_16,
    "ucs2-be": _UTF_16,
    "iso-10646-ucs-2": _UTF_16,
    "csunicode": _UTF_16,
    "utf16": _UTF_16,
    "utf-16": _UTF_16,
    "ucs-2le": "utf-16-le",
    "ucs2-le": "utf-16-le",
}
# Ways of writing code or host names, which Python keeps among its character sets.
_NO_CHARACTER_SETS = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem")
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, _UTF_16))


def decode_body(body: bytes, content_type: str) -> str:
    """Return the body in the character set of its Content-Type, UTF-8 where none is named. Raises CallUnreadable.

    A byte-order mark says more than the header does. Bytes that do not fit the named set are tried as UTF-8: gateways
    name the set of the air interface and pass on what they made of it.
    """
    name = _find_codec(read_parameter(content_type, "charset") or "utf-8")
    for mark, marked in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            name, body = marked, body[len(mark) :]
            break
    for attempt in (name, "utf-8"):
        try:
            return body.decode(attempt)
        except ValueError:
            continue
    raise CallUnreadable("the body is not in its character set")


def _find_codec(named: str) -> str:
    name = named.strip().lower().replace("_", "-")
    name = _SMS_NAMES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError) as error:
        raise CallUnreadable("a character set that is not known") from error
    is_text: bool = found._is_text_encoding  # noqa: SLF001, the only sign by which base64 and zip are told apart
    if not is_text or found.name.replace("_", "-") in _NO_CHARACTER_SETS:
        raise CallUnreadable("a character set that is not known")
    return found.name
