"""Playing the demo's stories: residents hand in, officers work, through the functions that the pages call."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from api.ground.database import Database
from api.ground.key_directory import FileKeyDirectory
from api.ground.settings import Settings
from api.installing.demo.build import Account
from api.installing.demo.calls import play_calls
from api.installing.demo.contacts import play_contacts
from api.installing.demo.duties import plan_duties
from api.installing.demo.earlier import list_earlier
from api.installing.demo.letters import play_letters
from api.installing.demo.picture import make_photo
from api.installing.demo.stories import STORIES, Deed, Story
from api.installing.demo.texts import play_texts
from api.installing.demo.warnings import play_warnings
from api.process import make_ground
from crypto.receipts import Receipt
from intake.areas.tree import AreaTree, load_tree
from intake.channels.web.build import build_submission
from intake.channels.web.form import TipForm
from intake.ground.categories import list_categories
from triage.channels.threads.write import add_files_to_thread, add_to_thread
from triage.channels.web.receive import receive
from triage.desk.casework import work
from triage.desk.casework.desk import Desk
from triage.desk.thanks.propose import approve_thanks, propose_thanks
from triage.offices.accounts.accounts import PassphraseLock, authenticate
from triage.offices.accounts.sessions import SignedIn
from triage.tips.installation import Installation
from triage.tips.record.tables import Tip

_BETWEEN_DEEDS = timedelta(minutes=12)


def play_stories(database: Database, settings: Settings, accounts: list[Account]) -> None:
    """Hand in the demo's tips, the oldest first, and do with each what its story says."""
    keys = FileKeyDirectory(settings.key_directory)
    with database.reading() as session:
        tree, categories = load_tree(session), frozenset(category.code for category in list_categories(session))
    ground = make_ground(settings, database)
    player = _Player(
        database=database,
        settings=settings,
        installation=ground.installation,
        tree=tree,
        categories=categories,
        holders=_sign_everybody_in(database, settings, keys, accounts),
    )
    now = datetime.now(UTC)
    for story in sorted([*STORIES, *list_earlier(now)], key=lambda story: -story.hours_ago):
        player.play(story, now - timedelta(hours=story.hours_ago))
    play_texts(ground, player.holders, now=now)
    play_calls(ground, now=now)
    play_letters(ground, tree, player.holders, now=now)
    play_contacts(ground, tree, player.holders["08944"], now=now)
    play_warnings(database, tree, player.holders, now=now)
    with database.writing() as session:
        plan_duties(session, player.holders, installation=ground.installation, at=now)
        session.commit()


@dataclass(frozen=True, slots=True)
class _Player:
    database: Database
    settings: Settings
    installation: Installation
    tree: AreaTree
    categories: frozenset[str]
    holders: dict[str, SignedIn]
    """Who holds the post of an area, and for ``inspectorate`` who holds that."""

    def play(self, story: Story, at: datetime) -> None:
        receipt = Receipt.mint()
        with self.database.reading() as reading, self.database.writing() as session:
            self._hand_in(reading, session, story, receipt, at)
            for number, deed in enumerate(story.deeds, start=1):
                self._do(session, story, deed, receipt, at=at + number * _BETWEEN_DEEDS)
            session.commit()

    def _hand_in(self, reading: Session, writing: Session, story: Story, receipt: Receipt, at: datetime) -> None:
        form = TipForm(
            what=story.what,
            category=story.category,
            where=story.where,
            when=story.when,
            urgency=story.urgency,
            about_police=story.about_police,
            contact=story.contact,
        )
        submission = build_submission(
            form,
            receipt=receipt,
            area_id=story.area,
            categories=self.categories,
            custody=self.settings.custody,
            policy=self.settings.identity_policy,
        )
        receive(submission, reading=reading, writing=writing, tree=self.tree, installation=self.installation, at=at)
        if story.has_photo:
            files = [make_photo()]
            add_files_to_thread(writing, receipt, files, installation=self.installation, tells=False, at=at)

    def _do(self, session: Session, story: Story, deed: Deed, receipt: Receipt, *, at: datetime) -> None:
        if deed.what == "add":
            add_to_thread(session, receipt, deed.text, installation=self.installation, at=at)
            return
        tip_id = receipt.tip_id_bytes.hex()
        desk = Desk(
            session=session,
            officer=self._actor(story, deed),
            tip_id=tip_id,
            version=session.get_one(Tip, tip_id, populate_existing=True).version,
            installation=self.installation,
            at=at,
        )
        match deed.what:
            case "acknowledge":
                work.acknowledge(desk)
            case "verify":
                work.verify(desk)
            case "answer":
                work.answer(desk, deed.text)
            case "note":
                work.note(desk, deed.text)
            case "forward":
                work.forward(desk, deed.text)
            case "close":
                work.close(desk, work.Closing(deed.disposition, deed.text, deed.outcomes))
            case "propose_thanks":
                propose_thanks(desk, deed.amount)
            case "approve_thanks":
                approve_thanks(desk)

    def _actor(self, story: Story, deed: Deed) -> SignedIn:
        if story.about_police:
            return self.holders["inspectorate"]
        commune = self.tree.find_commune(story.area)
        chief = self.holders["" if commune is None else commune.id]
        return self.holders.get(story.area, chief) if deed.who == "officer" else chief


def _sign_everybody_in(
    database: Database, settings: Settings, keys: FileKeyDirectory, accounts: list[Account]
) -> dict[str, SignedIn]:
    holders: dict[str, SignedIn] = {}
    with database.reading() as session:
        for account in accounts:
            lock = PassphraseLock(account.password, pepper=keys.pepper, cost=settings.passphrase_cost)
            officer, seed = authenticate(session, account.username, lock)
            for post in account.posts:
                holders.setdefault(str(post["area"] or account.role), SignedIn(officer, seed))
        session.expunge_all()
    return holders
