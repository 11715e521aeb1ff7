"""Media types as they stand in headers and fields: in any case, with parameters (RFC 9110, 8.3.1)."""

from email.message import Message

_LONGEST = 1_000


def bare_media_type(written: str) -> str:
    """Return ``audio/wav`` for ``Audio/WAV; codecs=1``."""
    return written.partition(";")[0].strip().lower()


def read_parameter(written: str, name: str) -> str:
    """Return a parameter's value, without its quotes, or nothing."""
    header = Message()
    header["content-type"] = " ".join(written[:_LONGEST].split())
    value = header.get_param(name)
    return value.strip("\"' ") if isinstance(value, str) else ""
