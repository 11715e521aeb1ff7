"""Every way in which crypto refuses.

CryptoError
├── Unopenable          an envelope did not open: wrong key, wrong context, altered, cut short, unknown version
├── SignatureRejected   a statement was not signed by the key that should have signed it
├── SharesRejected      these shares do not join: too few, too many, or from different sets
├── ReceiptMistyped     the characters are no receipt at all, told without any look-up
├── PasskeyRejected     a browser's answer was not made by the passkey, or not for this challenge and site
├── TranscriptMalformed bytes that should be a transcript are none, or lack a field
└── KeyMalformed        bytes that should be a key are not one

The messages are constant on purpose: an error that said *why* an envelope did not open would help an attacker,
and an error that repeated its input would carry a secret into a log.
"""


class CryptoError(Exception):
    """The base of all errors of this package."""


class Unopenable(CryptoError):
    """An envelope did not open; which of the many reasons applies is deliberately not said."""

    def __init__(self) -> None:
        super().__init__("the envelope does not open")


class SignatureRejected(CryptoError):
    """The signature is not that of the expected signer over this statement in this context."""

    def __init__(self) -> None:
        super().__init__("the signature does not verify")


class SharesRejected(CryptoError):
    """The shares given do not join to one secret."""

    def __init__(self) -> None:
        super().__init__("the shares do not join")


class ReceiptMistyped(CryptoError):
    """What was typed has the wrong length, a foreign character or a wrong check character."""

    def __init__(self) -> None:
        super().__init__("not a receipt")


class KeyMalformed(CryptoError):
    """Bytes of the wrong length or structure were given as a key."""

    def __init__(self) -> None:
        super().__init__("not a key")


class TranscriptMalformed(CryptoError):
    """Bytes that should be a transcript are none, or a field that must be there is not."""

    def __init__(self) -> None:
        super().__init__("not a transcript")


class PasskeyRejected(CryptoError):
    """The answer is not that of the passkey to this challenge, on this site."""

    def __init__(self) -> None:
        super().__init__("the passkey's answer does not verify")
