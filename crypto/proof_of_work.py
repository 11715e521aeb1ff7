"""A small proof of work: a number that a browser has to look for, and that is checked with one hash.

It slows a sender down who makes very many forms, where network addresses say nothing about senders. It proves no more
than that some seconds of a processor were spent on this form.
"""

import hashlib

DIFFICULTY_BITS = 18
"""Some 260,000 hashes: two or three seconds of a cheap phone."""

_MAX_ANSWER_LENGTH = 16


def is_solved(challenge: str, answer: str, *, difficulty_bits: int = DIFFICULTY_BITS) -> bool:
    """Whether SHA-256 of ``challenge:answer`` begins with so many zero bits."""
    if not answer.isascii() or not answer.isdigit() or len(answer) > _MAX_ANSWER_LENGTH:
        return False
    hashed = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(hashed, "big") >> (256 - difficulty_bits) == 0
