"""What a running process holds: settings, database, keys, pages. Made once, read by every request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from api.database import Database
from api.figures import FiguresCache
from api.flood.gate import FloodGate
from api.flood.tries import SignInTries
from api.hotline.take import HotlineTaker
from api.key_directory import FileKeyDirectory
from api.locality import LocalityCache
from api.pages.templates import Pages
from api.settings import Settings
from api.texting.partners import PartnerDirectory
from api.texting.take import TextTaker, find_worker_key
from intake.identity.custody import Custody
from intake.masking.lists import load_name_lists
from intake.sms.reply import AnswerSealer
from intake.words.tables import WordTables
from triage.offices.posts.trust import TrustedKeys
from triage.tips.installation import Installation
from triage.tips.routing.ladder import Ladders
from triage.tips.routing.route import Router

_ERASURES_TOLD = 3
_SIDES = Path(__file__).parent


class Clock:
    """The time. Tests put another in its place."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a request may need that outlives it."""

    settings: Settings
    custody: Custody
    database: Database
    keys: FileKeyDirectory
    installation: Installation
    localities: LocalityCache
    clock: Clock
    gate: FloodGate
    tries: SignInTries
    partners: PartnerDirectory
    texts: TextTaker
    calls: HotlineTaker
    figures: FiguresCache
    resident_pages: Pages
    officer_pages: Pages
    poster_pages: Mapping[str, Pages]
    """By the size of the sheet."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the web, the worker and the commands stand on alike."""

    settings: Settings
    database: Database
    keys: FileKeyDirectory
    installation: Installation
    partners: PartnerDirectory
    localities: LocalityCache
    gate: FloodGate
    texts: TextTaker
    calls: HotlineTaker


def make_ground(settings: Settings, database: Database) -> Ground:
    """Put together what every process needs."""
    keys, trusted = FileKeyDirectory(settings.key_directory), TrustedKeys(settings.trusted_posts)
    partners = PartnerDirectory(settings.key_directory, database, trusted)
    installation = Installation(
        router=Router(ladders=Ladders(trusted), times=settings.climb_times),
        keys=keys,
        clocks=settings.clocks,
        answers=AnswerSealer(lambda at: find_worker_key(keys, at), partners.takes_marks, partners.can_send),
    )
    localities = LocalityCache(settings.tables)
    gate = FloodGate(max(1, settings.tips_in_ten_minutes // settings.processes))
    texts = TextTaker(
        database=database,
        keys=keys,
        installation=installation,
        localities=localities,
        words=WordTables.load(settings.tables),
        names=load_name_lists(settings.tables),
        gate=gate,
        erasures=FloodGate(_ERASURES_TOLD),
        custody=settings.custody,
        policy=settings.identity_policy,
    )
    calls = HotlineTaker(
        database=database,
        keys=keys,
        installation=installation,
        localities=localities,
        words=texts.words,
        names=texts.names,
        texts=texts,
        custody=settings.custody,
        policy=settings.identity_policy,
    )
    return Ground(settings, database, keys, installation, partners, localities, gate, texts, calls)


def make_context(settings: Settings, database: Database, clock: Clock) -> Context:
    """Put a web process together."""
    ground = make_ground(settings, database)

    def pages(side: str, *styles: str) -> Pages:
        return Pages(
            _SIDES / side / "templates",
            ("style.css", *styles),
            is_demo=settings.is_demo,
            locality=settings.locality,
            duty_number=settings.duty_number,
            exit_url=settings.exit_url,
        )

    return Context(
        settings=settings,
        custody=settings.custody,
        database=database,
        keys=ground.keys,
        installation=ground.installation,
        localities=ground.localities,
        clock=clock,
        gate=ground.gate,
        tries=SignInTries(),
        partners=ground.partners,
        texts=ground.texts,
        calls=ground.calls,
        figures=FiguresCache(),
        resident_pages=pages("resident"),
        officer_pages=pages("officer"),
        poster_pages={"a4": pages("poster"), "a6": pages("poster", "a6.css")},
    )


def context_of(connection: HTTPConnection) -> Context:
    """Return the context of the app that serves this request."""
    app: FastAPI = connection.app
    context: Context = app.state.context
    return context
