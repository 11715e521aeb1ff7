"""What the web, the worker and the commands have in common, put together."""

from dataclasses import dataclass

from api.arrivals.flood_gate import FloodGate
from api.arrivals.hotline import HotlineTaker
from api.arrivals.sms import TextTaker
from api.arrivals.web import WebTaker
from api.ground.database import Database
from api.ground.key_directory import FileKeyDirectory
from api.ground.locality import LocalityCache
from api.ground.partners import PartnerDirectory
from api.ground.settings import Settings
from api.ground.worker_key import find_worker_key
from intake.channels.sms.reply import AnswerSealer
from intake.reading.masking.lists import load_name_lists
from intake.reading.read import TextReader
from intake.reading.words.tables import WordTables
from triage.offices.posts.trust import TrustedKeys
from triage.tips.installation import Installation
from triage.tips.routing.ladder import Ladders
from triage.tips.routing.route import Router

_ERASURES_TOLD = 3


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
    web: WebTaker
    texts: TextTaker
    calls: HotlineTaker


def make_ground(settings: Settings, database: Database) -> Ground:
    """Put together what every process needs."""
    keys, trusted = FileKeyDirectory(settings.key_directory), TrustedKeys(settings.trusted_posts)
    database.prove_rows_with(lambda: keys.pepper)
    partners = PartnerDirectory(settings.key_directory, database, trusted)
    installation = Installation(
        router=Router(ladders=Ladders(trusted), times=settings.climb_times),
        keys=keys,
        clocks=settings.clocks,
        files=settings.file_budget,
        answers=AnswerSealer(lambda at: find_worker_key(keys, at), partners.takes_marks, partners.can_send),
    )
    localities = LocalityCache(settings.tables)
    gate = FloodGate(max(1, settings.tips_in_ten_minutes // settings.processes))
    words = WordTables.load(settings.tables)
    web = WebTaker(
        database=database,
        installation=installation,
        localities=localities,
        gate=gate,
        reader=TextReader(words),
        custody=settings.custody,
        policy=settings.identity_policy,
    )
    texts = TextTaker(
        database=database,
        keys=keys,
        installation=installation,
        localities=localities,
        words=words,
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
    return Ground(settings, database, keys, installation, partners, localities, gate, web, texts, calls)
