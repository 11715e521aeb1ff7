"""What a running process holds: settings, database, keys, pages. Made once, read by every request."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from api.arrivals.draft_room import DraftRoom
from api.arrivals.file_slots import FileSlots
from api.arrivals.flood_gate import FloodGate
from api.arrivals.hotline import HotlineTaker
from api.arrivals.sms import TextTaker
from api.arrivals.web import WebTaker
from api.ground.clock import Clock
from api.ground.database import Database
from api.ground.figures import FiguresCache
from api.ground.key_directory import FileKeyDirectory
from api.ground.locality import LocalityCache
from api.ground.partners import PartnerDirectory
from api.ground.settings import Settings
from api.process import make_ground
from api.web.pages.templates import Pages
from api.web.visit.derivations import Derivations
from api.web.visit.tries import SignInTries
from intake.identity.custody import Custody
from triage.tips.installation import Installation

_SIDES = Path(__file__).parent.parent


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
    web: WebTaker
    slots: FileSlots
    drafts: DraftRoom
    tries: SignInTries
    derivations: Derivations
    partners: PartnerDirectory
    texts: TextTaker
    calls: HotlineTaker
    figures: FiguresCache
    resident_pages: Pages
    officer_pages: Pages
    poster_pages: Mapping[str, Pages]
    """By the size of the sheet."""


def make_context(settings: Settings, database: Database, clock: Clock) -> Context:
    """Put a web process together."""
    ground = make_ground(settings, database)

    def pages(side: str, *styles: str) -> Pages:
        return Pages(
            _SIDES / side / "templates",
            ("style.css", *styles),
            is_demo=settings.is_demo,
            locality=settings.locality,
            operator=settings.operator,
            duty_number=settings.duty_number,
            care_number=settings.care_number,
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
        web=ground.web,
        slots=FileSlots(),
        drafts=DraftRoom(),
        tries=SignInTries(),
        derivations=Derivations(processes=settings.processes),
        partners=ground.partners,
        texts=ground.texts,
        calls=ground.calls,
        figures=FiguresCache(),
        resident_pages=pages("resident"),
        officer_pages=pages("officer"),
        poster_pages={"a4": pages("posters"), "a6": pages("posters", "a6.css")},
    )


def context_of(connection: HTTPConnection) -> Context:
    """Return the context of the app that serves this request."""
    app: FastAPI = connection.app
    context: Context = app.state.context
    return context
