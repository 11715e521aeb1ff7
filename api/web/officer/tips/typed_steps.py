"""The steps on a tip for which an officer types something: from the form's words to one call of triage."""

from collections.abc import Callable

from api.web.http.forms import Form
from api.web.http.numbers import find_number
from intake.areas.tree import AreaTree
from intake.channels.hotline.form import TranscriptForm
from intake.channels.web.form import MessageForm
from triage.desk.casework import work
from triage.desk.casework.assign import assign
from triage.desk.casework.desk import Desk
from triage.desk.casework.extend import extend
from triage.desk.casework.hand_over import transfer
from triage.desk.casework.outcomes import OutcomeKind, count_outcomes
from triage.desk.casework.sentences import find_sentence
from triage.desk.casework.share import share
from triage.ground.errors import MoveRefused
from triage.ground.vocabulary import Disposition

Step = Callable[[Desk, Form, AreaTree], None]

_LARGEST_COUNT = 10**9 - 1


def _text(form: Form) -> str:
    return MessageForm.model_validate(form).text


def _sentence(desk: Desk, form: Form) -> str:
    """Return what was typed, or the saved sentence that was chosen where nothing was."""
    if form["text"].strip() or not form["saved"]:
        return _text(form)
    return find_sentence(desk.session, desk.officer.id, form["saved"]).text


def _forward(desk: Desk, form: Form) -> None:
    # Who receives it stands first; a chief may also type it.
    work.forward(desk, "\n".join(filter(None, (form["recipient"], _text(form)))))


def _close(desk: Desk, form: Form) -> None:
    try:
        disposition = Disposition(form["disposition"])
    except ValueError as error:
        raise MoveRefused from error
    work.close(desk, work.Closing(disposition, _sentence(desk, form), _outcomes(form)))


def _outcomes(form: Form) -> dict[OutcomeKind, int]:
    return {kind: _number(form[f"count-{kind}"]) for kind in OutcomeKind}


def _number(typed: str) -> int:
    """Return the number; what is none is refused as one that cannot be."""
    if not typed.strip():
        return 0
    number = find_number(typed, most=_LARGEST_COUNT)
    return -1 if number is None else number


CASE_STEPS: dict[str, Step] = {
    "answer": lambda desk, form, _tree: work.answer(desk, _sentence(desk, form)),
    "note": lambda desk, form, _tree: work.note(desk, _text(form)),
    "correct": lambda desk, form, _tree: work.correct(desk, form["message"], TranscriptForm.model_validate(form).text),
    "forward": lambda desk, form, _tree: _forward(desk, form),
    "close": lambda desk, form, _tree: _close(desk, form),
    "refer": lambda desk, form, _tree: work.refer(desk, _text(form)),
    "count": lambda desk, form, _tree: count_outcomes(desk, _outcomes(form)),
    "assign": lambda desk, form, _tree: assign(desk, form["officer"] or None),
    "extend": lambda desk, form, _tree: extend(desk, _text(form)),
    "transfer": lambda desk, form, tree: transfer(desk, form["area"], _text(form), tree=tree),
    "share": lambda desk, form, tree: share(desk, form["post"], tree=tree),
}

# Those with a field that is typed into at length. A transcript's corrections are many, and begin with its own words.
TYPED_STEPS = frozenset({"answer", "note", "forward", "close", "refer", "extend", "transfer"})
