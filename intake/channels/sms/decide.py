"""What a text is: a new report, more of one, an answer to our question, or a command. Pure: no key, no database."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from intake.areas.names import fold
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.channels.partners.partner import Partner
from intake.channels.sms.answer import read_answer
from intake.channels.sms.automatic import seems_automatic
from intake.channels.sms.call import IncomingText
from intake.channels.sms.commands import Command, read_command
from intake.channels.sms.submission import OutgoingKind, TextKind, ThreadState
from intake.ground.categories import OTHER, STANDARD_CODES
from intake.reading.gazetteer.find import Finding, Gazetteer
from intake.reading.read import Reading, TextReader
from intake.reading.words.tables import WordTables
from intake.submission import Urgency

AUTOMATIC_PAUSE = timedelta(minutes=10)
MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with a text."""

    kind: TextKind
    text: str = field(default="", repr=False)
    area_id: AreaId | None = None
    candidates: tuple[AreaId, ...] = ()
    choice: AreaId | None = None
    """Which candidate the sender named."""
    begins: bool = False
    """The sender asked for a new thread."""
    asks: bool = False
    """The text that goes out by itself asks where it is."""
    about_police: bool = False
    urgency: Urgency = Urgency.NONE
    number: str = ""
    """The number to call, where there is danger."""
    is_self_harm: bool = False
    category: str = OTHER
    automatic: OutgoingKind | None = None


@dataclass(frozen=True, slots=True)
class _Report:
    """A text as it was understood."""

    text: str = field(repr=False)
    reading: Reading
    choice: AreaId | None

    @property
    def finding(self) -> Finding:
        return self.reading.finding

    @property
    def about_police(self) -> bool:
        return self.reading.about_police

    @property
    def urgency(self) -> Urgency:
        return Urgency.DANGER if self.reading.is_danger else Urgency.NONE


@dataclass(frozen=True, slots=True)
class Reader:
    """What it takes to understand a text."""

    tree: AreaTree
    gazetteer: Gazetteer
    words: WordTables
    categories: frozenset[str] = STANDARD_CODES
    """Those on offer: others are not proposed."""

    def decide(self, incoming: IncomingText, partner: Partner, thread: ThreadState | None, *, at: datetime) -> Decision:
        """Return what becomes of the text."""
        commanded = read_command(incoming.text)
        if commanded.command is not None and not commanded.text:
            decision = _obey(commanded.command, thread)
            is_question = commanded.command is Command.HELP
            return _with_automatic(decision, incoming, thread, at=at) if is_question else decision
        is_new = commanded.command is Command.BEGIN or thread is None or thread.tip_id is None or thread.is_closed
        report = self._understand(commanded.text, partner, thread)
        # What accuses police must not reach an officer's thread, however that thread began.
        if report.about_police and thread is not None and not thread.is_inspectorate:
            is_new = True
        decision = _begin(report, thread) if is_new else _continue(report)
        category = report.reading.choose_category(self.categories)
        reading = report.reading
        decision = replace(
            decision,
            begins=commanded.command is Command.BEGIN,
            category=category,
            number=reading.number,
            is_self_harm=reading.is_self_harm,
        )
        if report.reading.is_spam:
            # No question is paid for to a machine that sells something.
            return replace(decision, automatic=None)
        return _with_automatic(decision, incoming, thread, at=at)

    def _understand(self, text: str, partner: Partner, thread: ThreadState | None) -> _Report:
        # What says who wrote it is taken out when the text is sealed.
        reading = TextReader(self.words, self.gazetteer).read_text(text, scope=partner.scope, finds_spans=False)
        choice = None if thread is None else self._choose(text, reading.finding, thread.candidates)
        return _Report(text, reading, choice)

    def _choose(self, text: str, finding: Finding, candidates: tuple[AreaId, ...]) -> AreaId | None:
        answer = read_answer(text, choices=len(candidates))
        if answer is not None:
            return candidates[answer]
        # A sender who was offered a name may answer with it, also where it is an everyday word elsewhere.
        called = [area for area in candidates if any(fold(name) == fold(text) for name in self.tree.get(area).names)]
        if len(called) == 1:
            return called[0]
        named = {each.area_id for each in finding.candidates}
        hits = [area for area in candidates if area in named]
        if finding.area_id is None:
            return hits[0] if len(hits) == 1 else None
        # A thôn of a commune that was offered answers the question as well as the commune's name.
        lineage = {node.id for node in self.tree.lineage(finding.area_id)}
        hits = [area for area in candidates if area in lineage]
        return hits[0] if len(hits) == 1 else None


def _begin(report: _Report, thread: ThreadState | None) -> Decision:
    fallback = thread.area_id if thread is not None and thread.is_closed else None
    area_id = report.finding.area_id or (None if report.finding.candidates else fallback)
    offered = () if area_id else tuple(each.area_id for each in report.finding.candidates[:MOST_CANDIDATES])
    asks = area_id is None and not report.about_police
    return Decision(
        TextKind.NEW,
        text=report.text,
        area_id=area_id,
        # The inspectorate's tips go to no other post, so there is none to choose.
        candidates=() if report.about_police else offered,
        about_police=report.about_police,
        urgency=report.urgency,
        automatic=OutgoingKind.QUESTION if asks else OutgoingKind.RECEIVED,
        asks=asks,
    )


def _continue(report: _Report) -> Decision:
    return Decision(
        TextKind.MORE,
        text=report.text,
        area_id=report.finding.area_id,
        choice=report.choice,
        about_police=report.about_police,
        urgency=report.urgency,
    )


def _obey(command: Command, thread: ThreadState | None) -> Decision:
    if command is Command.STOP:
        # Also from a number that nothing is known of: an older tip of its own may still be answered.
        return Decision(TextKind.STOP)
    if command is Command.HELP:
        return Decision(TextKind.HELP, automatic=OutgoingKind.HELP)
    if command is Command.BEGIN:
        return Decision(TextKind.NOTHING if thread is None or thread.tip_id is None else TextKind.BEGIN)
    # A sender who asks to be erased is told, even within the pause: not to know would be worse than one text more.
    return Decision(TextKind.ERASE, automatic=OutgoingKind.ERASED)


def _with_automatic(
    decision: Decision, incoming: IncomingText, thread: ThreadState | None, *, at: datetime
) -> Decision:
    wanted = OutgoingKind.DANGER if decision.urgency is Urgency.DANGER else decision.automatic
    if wanted is None or not incoming.is_answerable or seems_automatic(incoming.text):
        return replace(decision, automatic=None)
    if thread is not None and thread.is_stopped and not decision.begins and wanted is not OutgoingKind.ERASED:
        return replace(decision, automatic=None)
    last = None if thread is None else thread.automatic_at
    if thread is not None and last is not None and at - last < AUTOMATIC_PAUSE:
        # Within the pause only the advice to call 113 goes out, and once.
        is_news = wanted is OutgoingKind.DANGER and thread.automatic_kind != OutgoingKind.DANGER
        wanted = wanted if is_news else None
    return replace(decision, automatic=wanted)
