"""How a request is shown to a custodian: in local time and plain words, without what a terminal would act on."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from pydantic import ValidationError

from api.custodians.checking import Checked
from api.custodians.desk import Desk
from api.custodians.messages import Inbox, RequestShown
from api.custodians.notebook import Known
from api.custodians.showing import printable
from api.custodians.slip import show_transcript
from api.custodians.words import find_word, say
from crypto.errors import TranscriptMalformed, Unopenable
from crypto.transcripts import Transcript
from intake.ground.local_time import to_local
from triage.custody.requests.refusals import open_refusal
from triage.custody.requests.requests import PENDING, RequestKind


def tell_time(at: datetime) -> str:
    """Return a time as the place's clocks show it."""
    return f"{to_local(at):%Y-%m-%d %H:%M}"


def tell_warnings(known: Known, language: str) -> Iterator[str]:
    """Yield a line for each warning that was not acknowledged."""
    for number, warning in sorted(known.warnings.items()):
        sentence = say(language, warning.name, *map(printable, warning.values))
        yield say(language, "warning", number, sentence)


def tell_request(desk: Desk, inbox: Inbox, request: RequestShown, known: Known, language: str) -> Iterator[str]:
    """Yield what a request says, line by line."""
    is_recovery = request.kind is RequestKind.RECOVERY
    what = say(language, "one_post", printable(request.about)) if is_recovery else say(language, "one_identity")
    yield f"\n{printable(request.id[:12])}  {say(language, f'state_{request.state}')}  {what}"
    yield "  " + say(language, "asked", tell_time(request.asked_at), printable(request.asker))
    if request.state in PENDING:
        yield "  " + say(language, "between", tell_time(request.open_at), tell_time(request.expires_at))
    sight = known.requests.get(request.id)
    if sight is not None:
        yield "  " + say(language, "first_seen", tell_time(sight.seen_at))
    with suppress(TranscriptMalformed):
        yield from show_transcript(Transcript.decode(request.transcript), language)
    yield from _tell_grounds(desk, request, language)
    yield from _tell_decisions(desk, inbox, request, language)


def tell_checked(checked: Checked, language: str) -> Iterator[str]:
    """Yield what was proved of who asks."""
    vouched = checked.vouched
    if vouched is None:
        yield "  " + say(language, "unvouched_recovery")
    else:
        post = printable(f"{vouched.post_kind} {vouched.area_id}".strip())
        yield "  " + say(language, "vouched", post, vouched.root[:16])


def tell_refusal(why: str, language: str) -> str:
    """Return why the server refused, in words where they are known."""
    return find_word(language, why) or printable(why)


def _tell_grounds(desk: Desk, request: RequestShown, language: str) -> Iterator[str]:
    try:
        grounds = desk.read_grounds(request)
    except (Unopenable, ValidationError):
        yield "  " + say(language, "grounds_altered")
        return
    if grounds is not None:
        for name in ("legal_basis", "document", "reason"):
            yield "  " + say(language, name, printable(getattr(grounds, name)))


def _tell_decisions(desk: Desk, inbox: Inbox, request: RequestShown, language: str) -> Iterator[str]:
    names = {each.fingerprint: f"{each.name} ({each.body})" for each in inbox.custodians}
    for said in request.decisions:
        reason = open_refusal(said.reason, seed=desk.seed, request_id=request.id, custodian=said.custodian)
        name = printable(names.get(said.custodian, said.custodian[:8]))
        yield f"  {say(language, said.verdict)}: {name}{f': {printable(reason)}' if reason else ''}"
