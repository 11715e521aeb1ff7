"""What a custodian says to a request, checked: the right key, the right request, the right shares, once."""

from datetime import datetime

from sqlmodel import Session, func, select

from crypto.contexts import Label, bind
from crypto.errors import SignatureRejected
from crypto.keys import PublicKey
from crypto.signing import verify
from triage.disclosure.ask import Rules
from triage.disclosure.statements import Statement
from triage.disclosure.tables import Disclosure, DisclosureDecision, DisclosureReason
from triage.disclosure.view import find_state, list_decisions, list_share_ids
from triage.errors import DisclosureRefused, TipUnavailable
from triage.journal.append import Entry, append
from triage.vocabulary import DisclosureState, JournalEvent, Verdict

_FINGERPRINT_SHOWN = 16
_EVENTS = {
    Verdict.APPROVE: JournalEvent.DISCLOSURE_APPROVED,
    Verdict.REFUSE: JournalEvent.DISCLOSURE_REFUSED,
}


def decide(session: Session, raw: bytes, signature: bytes, *, rules: Rules, at: datetime) -> None:
    """Store the decision that a custodian signed. The same once more changes nothing.

    Raises pydantic.ValidationError, TipUnavailable for an unknown request, or DisclosureRefused: ``signature``,
    ``other`` for another request's or another key's statement, ``not_yours`` for who was not asked, ``waiting``,
    ``over``, ``shares``, ``decided`` where something else was said before.
    """
    said = Statement.model_validate_json(raw)
    disclosure = _hold(session, said)
    _check_signer(said, raw, signature, rules)
    _check_statement(session, said, disclosure)
    known = session.get(DisclosureDecision, (disclosure.id, said.custodian))
    if known is not None:
        if known.statement == raw:
            return
        raise DisclosureRefused("decided")
    _check_time(said, find_state(disclosure, at=at))
    _check_shares(session, said, disclosure)
    session.add(
        DisclosureDecision(
            disclosure_id=disclosure.id,
            custodian=said.custodian,
            verdict=said.verdict,
            statement=raw,
            signature=signature,
            decided_at=at,
        )
    )
    session.flush()
    remark = said.custodian[:_FINGERPRINT_SHOWN]
    append(session, Entry(_EVENTS[said.verdict], tip_id=disclosure.tip_id, remark=remark), at=at)
    _settle(session, disclosure, at=at)


def _hold(session: Session, said: Statement) -> Disclosure:
    disclosure = session.get(Disclosure, said.disclosure, with_for_update=True, populate_existing=True)
    if disclosure is None:
        raise TipUnavailable
    return disclosure


def _check_signer(said: Statement, raw: bytes, signature: bytes, rules: Rules) -> None:
    signer = rules.custodians.get(said.custodian)
    if signer is None:
        raise DisclosureRefused("signature")
    try:
        context = bind(Label.CUSTODIAN_DECISION, said.disclosure, said.custodian)
        verify(signature, raw, signer=signer, context=context)
    except SignatureRejected as error:
        raise DisclosureRefused("signature") from error


def _check_statement(session: Session, said: Statement, disclosure: Disclosure) -> None:
    if session.get(DisclosureReason, (disclosure.id, said.custodian)) is None:
        # The asker's own, or somebody who became a custodian after the request.
        raise DisclosureRefused("not_yours")
    if (said.tip, said.key) != (disclosure.tip_id, PublicKey(disclosure.public_key).fingerprint):
        raise DisclosureRefused("other")


def _check_time(said: Statement, state: DisclosureState) -> None:
    if state is DisclosureState.WAITING and said.verdict is Verdict.APPROVE:
        raise DisclosureRefused("waiting")
    if state in (DisclosureState.REFUSED, DisclosureState.EXPIRED, DisclosureState.READY):
        raise DisclosureRefused("over")


def _check_shares(session: Session, said: Statement, disclosure: Disclosure) -> None:
    expected: set[str] = set()
    if said.verdict is Verdict.APPROVE:
        expected = list_share_ids(session, disclosure.tip_id, said.custodian)
    if set(said.shares) != expected:
        raise DisclosureRefused("shares")


def _settle(session: Session, disclosure: Disclosure, *, at: datetime) -> None:
    verdicts = [decision.verdict for decision in list_decisions(session, disclosure.id)]
    asked = session.exec(select(func.count()).where(DisclosureReason.disclosure_id == disclosure.id)).one()
    if verdicts.count(Verdict.APPROVE) >= disclosure.needed:
        disclosure.ready_at = at
        append(session, Entry(JournalEvent.DISCLOSURE_READY, tip_id=disclosure.tip_id), at=at)
    elif asked - verdicts.count(Verdict.REFUSE) < disclosure.needed:
        disclosure.refused_at = at
    session.add(disclosure)
    session.flush()
