"""What a custodian says to a request, checked: the right key, the right request, the right shares, once."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from crypto.contexts import Label, bind
from crypto.errors import SignatureRejected
from crypto.keys import PublicKey
from crypto.signing import verify
from crypto.transcripts import digest_transcript
from triage.custody.requests.requests import CustodyRequest, Docket, Rules, find_state, list_decisions
from triage.custody.requests.statements import Statement
from triage.ground.errors import CustodyRefused, TipUnavailable
from triage.ground.insertion import insert_all
from triage.ground.vocabulary import DisclosureState, Verdict
from triage.journal.append import Entry, append

_FINGERPRINT_SHOWN = 16


def remark_decision(custodian: str, transcript: str) -> str:
    """Return what the journal says of a decision: whose it is, and SHA-256 of what it is about."""
    return f"{custodian[:_FINGERPRINT_SHOWN]}:{transcript}"


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement in the bytes in which it came, and the signature under them."""

    statement: bytes
    signature: bytes


def decide(session: Session, docket: Docket, said: Statement, signed: Signed, *, rules: Rules, at: datetime) -> None:
    """Store the decision that a custodian signed. The same once more changes nothing.

    Raises TipUnavailable for an unknown request, or CustodyRefused: ``signature``,
    ``other`` for another request's or another key's statement, ``not_yours`` for who was not asked, ``waiting``,
    ``over``, ``shares``, ``decided`` where something else was said before.
    """
    request = _hold(session, docket, said)
    _check_signer(said, signed, rules)
    _check_statement(session, docket, said, request)
    known = session.get(docket.decisions, {docket.key: request.id, "custodian": said.custodian})
    if known is not None:
        if known.statement == signed.statement:
            return
        raise CustodyRefused("decided")
    _check_time(said, find_state(request, at=at))
    expected = docket.list_share_ids(session, request, said.custodian) if said.verdict is Verdict.APPROVE else set()
    if set(said.shares) != expected:
        raise CustodyRefused("shares")
    row = {
        docket.key: request.id,
        "custodian": said.custodian,
        "verdict": said.verdict,
        "statement": signed.statement,
        "signature": signed.signature,
        "decided_at": at,
    }
    insert_all(session, docket.decisions, [row])
    remark = remark_decision(said.custodian, said.transcript)
    append(session, Entry(docket.events[said.verdict], remark=remark, **docket.journal_ids(request)), at=at)
    _settle(session, docket, request, at=at)


def _hold(session: Session, docket: Docket, said: Statement) -> CustodyRequest:
    request = session.get(docket.requests, said.request, with_for_update=True, populate_existing=True)
    if request is None:
        raise TipUnavailable
    return request


def _check_signer(said: Statement, signed: Signed, rules: Rules) -> None:
    signer = rules.custodians.get(said.custodian)
    if signer is None:
        raise CustodyRefused("signature")
    try:
        context = bind(Label.CUSTODIAN_DECISION, said.request, said.custodian)
        verify(signed.signature, signed.statement, signer=signer, context=context)
    except SignatureRejected as error:
        raise CustodyRefused("signature") from error


def _check_statement(session: Session, docket: Docket, said: Statement, request: CustodyRequest) -> None:
    if session.get(docket.reasons, {docket.key: request.id, "custodian": said.custodian}) is None:
        # The asker's own, or of an officer who became a custodian after the request.
        raise CustodyRefused("not_yours")
    if (said.subject, said.key) != (docket.find_subject(request), PublicKey(request.public_key).fingerprint):
        raise CustodyRefused("other")
    if said.transcript != digest_transcript(request.transcript or b""):
        raise CustodyRefused("other")


def _check_time(said: Statement, state: DisclosureState) -> None:
    if state is DisclosureState.WAITING and said.verdict is Verdict.APPROVE:
        raise CustodyRefused("waiting")
    if state in (DisclosureState.REFUSED, DisclosureState.EXPIRED, DisclosureState.READY):
        raise CustodyRefused("over")


def is_hopeless(session: Session, docket: Docket, request: CustodyRequest, refusals: int) -> bool:
    """Say whether so many custodians refused that not enough are left."""
    asked = session.exec(select(func.count()).where(getattr(docket.reasons, docket.key) == request.id)).one()
    return asked - refusals < request.needed


def _settle(session: Session, docket: Docket, request: CustodyRequest, *, at: datetime) -> None:
    verdicts = [decision.verdict for decision in list_decisions(session, docket, request.id)]
    if verdicts.count(Verdict.APPROVE) >= request.needed:
        request.ready_at = at
        remark = digest_transcript(request.transcript or b"")
        append(session, Entry(docket.ready_event, remark=remark, **docket.journal_ids(request)), at=at)
    elif is_hopeless(session, docket, request, verdicts.count(Verdict.REFUSE)):
        request.refused_at = at
    session.add(request)
    session.flush()
