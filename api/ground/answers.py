"""Reading the answers of servers that we call: slow, endless or hostile ones end at a limit of bytes and of time."""

import time

import httpx


class AnswerTooLong(httpx.HTTPError):
    """The answer has more bytes, or takes longer, than was allowed."""

    def __init__(self) -> None:
        super().__init__("the answer is too long")


def read_answer(answer: httpx.Response, *, most_bytes: int, seconds: float) -> bytes:
    """Return the body of a streamed answer. Raises AnswerTooLong, or another httpx.HTTPError."""
    content, deadline = bytearray(), time.monotonic() + seconds
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > most_bytes or time.monotonic() > deadline:
            raise AnswerTooLong
    return bytes(content)
