"""Every way in which a value may come to be printed, and every form in which a secret may be in it."""

import base64


def renderings(value: object) -> dict[str, str]:
    """Return what a log, a page or a traceback could make of ``value``."""
    return {
        "repr": repr(value),
        "str": str(value),
        "format": format(value),
        "f-string": f"{value}",
        "f-string with !r": f"{value!r}",
        "f-string with !s": f"{value!s}",
        "f-string with !a": f"{value!a}",
        "%s": "%s" % value,  # noqa: UP031, an old log line still writes so
        "%r": "%r" % value,  # noqa: UP031, an old log line still writes so
        "in a list": str([value]),
        "in a mapping": str({"value": value}),
    }


def forms(secret: bytes) -> list[str]:
    """Return how eight bytes or more of ``secret`` look in print."""
    start = secret[:8]
    return [
        start.hex(),
        start.hex().upper(),
        start.hex(" "),
        repr(start)[2:-1],
        str(list(start))[1:-1],
        start.decode("latin-1"),
        base64.b64encode(secret).decode()[:10],
        base64.urlsafe_b64encode(secret).decode()[:10],
        str(int.from_bytes(secret, "big"))[:10],
    ]


def shown(secret: bytes, texts: dict[str, str]) -> list[str]:
    """Return the names of those ``texts`` in which ``secret`` shows."""
    return [name for name, text in texts.items() if any(form in text for form in forms(secret))]
