"""What an officer can choose between on a tip's page: people, posts, sentences, other tips."""

from sqlmodel import Session

from api.web.visit.visit import Visit
from triage.desk.casework.assign import list_assignable
from triage.desk.casework.links import list_linked
from triage.desk.casework.moves import MoveName
from triage.desk.casework.outcomes import OutcomeKind
from triage.desk.casework.sentences import list_sentences
from triage.desk.casework.share import list_sharable
from triage.ground.vocabulary import Disposition
from triage.offices.accounts.names import names_of
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.open import Capacity, OpenTip
from triage.tips.record.barring import list_barrable, list_barred
from triage.tips.record.clocks import find_extension


def list_choices(
    visit: Visit, opened: OpenTip, officer: SignedIn, session: Session, *, moves: set[str]
) -> dict[str, object]:
    """Return them; nothing is asked of the database for a step that is not open."""
    tip = opened.tip
    return {
        "assignable": list_assignable(session, tip) if MoveName.ASSIGN in moves else [],
        "sharable": list_sharable(session, tip, visit.locality.tree) if MoveName.SHARE in moves else [],
        "extension": _find_extension(visit, opened, session) if MoveName.EXTEND in moves else None,
        "sentences": list_sentences(session, officer.id),
        "linked": list_linked(session, tip.id, officer.id, at=visit.now()),
        "dispositions": list(Disposition),
        "outcome_kinds": list(OutcomeKind),
        "forward_to": visit.context.settings.forward_to,
        **_list_barred(opened, session, is_open=MoveName.BAR in moves),
    }


def _find_extension(visit: Visit, opened: OpenTip, session: Session) -> object:
    clocks = visit.context.installation.clocks.by_announced_days(session)
    extension = find_extension(opened.tip, clocks)
    if extension is None or (extension[1] and Capacity.CHIEF not in opened.capacities):
        return None
    return extension[0]


def _list_barred(opened: OpenTip, session: Session, *, is_open: bool) -> dict[str, object]:
    if not is_open:
        return {"barred": {}, "barrable": []}
    barred = list_barred(session, opened.tip.id)
    barrable = [officer for officer in list_barrable(session) if officer.id not in barred]
    return {"barred": names_of(session, barred), "barrable": barrable}
