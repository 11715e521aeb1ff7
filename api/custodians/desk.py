"""A custodian's desk: the calls to the server, each signed. On the custodian's own machine only."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from api.custodians.messages import DecisionSent, Inbox, RequestShown
from api.custodians.signing import sign_call
from api.ground.answers import read_answer
from crypto.contexts import Label, bind
from crypto.keys import PublicKey, Seed
from crypto.sealing import open_sealed
from crypto.signing import sign
from crypto.transcripts import digest_transcript
from triage.custody.requests.refusals import seal_refusal
from triage.custody.requests.requests import Grounds, RequestKind
from triage.custody.requests.statements import Statement
from triage.ground.vocabulary import Verdict

_REASONS = {
    RequestKind.DISCLOSURE: Label.DISCLOSURE_REASON,
    RequestKind.RECOVERY: Label.RECOVERY_REASON,
}


# Shares of all that waits, sealed: some kilobytes a request.
_LARGEST_ANSWER_BYTES, _ANSWER_SECONDS = 16 << 20, 60.0
_WORD = re.compile(r"[a-z_]{1,40}")


class ServerRefused(Exception):
    """The server did not do as asked; ``why`` is its word, or the status of its answer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Desk:
    """One custodian at one server."""

    server: str
    """Its public URL."""
    client: httpx.Client
    seed: Seed = field(repr=False)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def fingerprint(self) -> str:
        """By what the server knows the custodian."""
        return self.seed.public_key.fingerprint

    def fetch_inbox(self) -> Inbox:
        """Return every request. Raises ServerRefused or httpx.HTTPError."""
        return Inbox.model_validate_json(self._call("GET", "/custodian/requests"))

    def read_grounds(self, request: RequestShown) -> Grounds | None:
        """Return why it is asked; None where the request is not this custodian's to decide.

        Raises crypto.errors.Unopenable where the reasons are those of another request.
        """
        if request.grounds is None:
            return None
        context = bind(_REASONS[request.kind], request.id, self.fingerprint)
        return Grounds.model_validate_json(open_sealed(request.grounds, seed=self.seed, context=context))

    def approve(self, request: RequestShown, shares: Mapping[str, bytes]) -> None:
        """Send the shares, each sealed to the one-time key already. Raises ServerRefused or httpx.HTTPError."""
        self._decide(request, Verdict.APPROVE, shares=shares, reasons={})

    def refuse(self, request: RequestShown, reason: str, readers: list[PublicKey]) -> None:
        """Say no, with a reason for the other custodians and the asker. Raises ServerRefused or httpx.HTTPError."""
        reasons = seal_refusal(reason, readers, request_id=request.id, custodian=self.fingerprint)
        self._decide(request, Verdict.REFUSE, shares={}, reasons=reasons)

    def _decide(
        self, request: RequestShown, verdict: Verdict, *, shares: Mapping[str, bytes], reasons: Mapping[str, bytes]
    ) -> None:
        statement = Statement.model_construct(
            kind=request.kind,
            request=request.id,
            subject=request.subject,
            custodian=self.fingerprint,
            key=PublicKey(request.public_key).fingerprint,
            transcript=digest_transcript(request.transcript),
            verdict=verdict,
            shares=dict(shares),
            reasons=dict(reasons),
        ).model_dump_json()
        context = bind(Label.CUSTODIAN_DECISION, request.id, self.fingerprint)
        signature = sign(statement.encode(), seed=self.seed, context=context)
        sent = DecisionSent.model_construct(statement=statement.encode(), signature=signature)
        self._call("POST", "/custodian/decisions", sent.model_dump_json().encode())

    def _call(self, method: str, path: str, body: bytes = b"") -> bytes:
        url = f"{self.server}{path}"
        headers = sign_call(method, url, body, seed=self.seed, at=self.now())
        with self.client.stream(method, url, content=body, headers=headers) as answer:
            said = read_answer(answer, most_bytes=_LARGEST_ANSWER_BYTES, seconds=_ANSWER_SECONDS)
        if answer.status_code == httpx.codes.CONFLICT:
            raise ServerRefused(_read_why(said))
        if answer.status_code != httpx.codes.OK:
            raise ServerRefused(str(answer.status_code))
        return said


def _read_why(said: bytes) -> str:
    """Return the server's word for why it refused, as far as it is one of a few plain letters."""
    try:
        why = json.loads(said)["why"]
    except (ValueError, KeyError, TypeError):
        return "409"
    return why if isinstance(why, str) and _WORD.fullmatch(why) else "409"
