"""What an officer can choose between on a tip's page: people, posts, sentences, other tips."""

from sqlmodel import Session

from api.visit import Visit
from triage.casework.assign import list_assignable
from triage.casework.barring import list_barrable, list_barred
from triage.casework.clocks import find_extension
from triage.casework.links import list_linked
from triage.casework.moves import MoveName
from triage.casework.open import Capacity, OpenTip
from triage.casework.outcomes import OutcomeKind
from triage.casework.sentences import list_sentences
from triage.casework.share import list_sharable
from triage.officers.names import names_of
from triage.officers.sessions import SignedIn
from triage.vocabulary import Disposition


def list_choices(
    visit: Visit, opened: OpenTip, officer: SignedIn, session: Session, *, moves: set[str]
) -> dict[str, object]:
    """Return them; nothing is asked of the database for a step that is not open."""
    tip = opened.tip
    return {
        "assignable": list_assignable(session, tip) if MoveName.ASSIGN in moves else [],
        "sharable": list_sharable(session, tip, visit.locality.tree) if MoveName.SHARE in moves else [],
        "extension": _find_extension(visit, opened) if MoveName.EXTEND in moves else None,
        "sentences": list_sentences(session, officer.id),
        "linked": list_linked(session, tip.id, officer.id, at=visit.now()),
        "dispositions": list(Disposition),
        "outcome_kinds": list(OutcomeKind),
        "forward_to": visit.context.settings.forward_to,
        **_list_barred(opened, session, is_open=MoveName.BAR in moves),
    }


def _find_extension(visit: Visit, opened: OpenTip) -> object:
    extension = find_extension(opened.tip, visit.context.installation.clocks)
    if extension is None or (extension[1] and Capacity.CHIEF not in opened.capacities):
        return None
    return extension[0]


def _list_barred(opened: OpenTip, session: Session, *, is_open: bool) -> dict[str, object]:
    if not is_open:
        return {"barred": {}, "barrable": []}
    barred = list_barred(session, opened.tip.id)
    barrable = [officer for officer in list_barrable(session) if officer.id not in barred]
    return {"barred": names_of(session, barred), "barrable": barrable}
