"""The forger: full write access to the database, none to the key directory or the settings.

Whatever is forged is noticed, and nothing is ever sealed to the forger's key.
"""

import secrets
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlmodel import Session, col, select

from api.ground.database import open_database
from crypto.contexts import Label, bind
from crypto.keys import Key, PublicKey, Seed
from crypto.passphrases import lock_under_passphrase
from crypto.sealing import seal_seed
from crypto.signing import sign
from crypto.stretching import PassphraseCost
from intake.submission import TipContent
from tests.town import Town, act, read_field, tip_id
from triage.ground.vocabulary import AuthorKind, PostKind
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.journal.verify import verify_journal
from triage.offices.accounts.tables import Officer
from triage.offices.posts.create import OpenPost
from triage.offices.posts.holdings import give_post
from triage.offices.posts.tables import Holding, Post, PostKey
from triage.offices.posts.trust import key_statement
from triage.tips.record.content import lock_message, message_context
from triage.tips.record.tables import Message, TipAccess

CHEAP = PassphraseCost(memory_kib=64, iterations=1, lanes=1)
AREA, COMMUNE = "08944-r11", "08944"


class Forger:
    """Somebody who can write any row, and who owns a key."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.seed = Seed.generate()
        self.raw = self.seed.public_key.raw

    def write(self, change: Callable[[Session], None]) -> None:
        # Without the key directory: what a session with the pepper stores would be proved.
        with closing(open_database(self.town.settings.database_url)) as database, database.writing() as session:
            change(session)
            session.commit()

    def key_of(self, session: Session, area_id: str) -> tuple[Post, PostKey]:
        query = select(Post, PostKey).join(PostKey).where(Post.area_id == area_id)
        return session.exec(query).one()


@pytest.fixture
def forger(town: Town) -> Forger:
    return Forger(town)


def _replace_key(forger: Forger, session: Session) -> None:
    """The post's public key becomes the forger's; the signature stays."""
    _post, key = forger.key_of(session, AREA)
    key.public_key = forger.raw


def _sign_myself(forger: Forger, session: Session) -> None:
    """The forger's key, signed by the forger."""
    post, key = forger.key_of(session, AREA)
    key.public_key = forger.raw
    key.signature = sign(key_statement(post, key), seed=forger.seed, context=bind(Label.POST_KEY, post.id))


def _become_root(forger: Forger, session: Session) -> None:
    """The forger's key stands as if no post were above it."""
    post, key = forger.key_of(session, AREA)
    key.public_key, key.signer_id, key.signature, post.above_id = forger.raw, None, None, None


def _forge_the_chain(forger: Forger, session: Session) -> None:
    """The commune's key becomes the forger's too, and signs."""
    _above, above_key = forger.key_of(session, COMMUNE)
    above_key.public_key = forger.raw
    _sign_myself(forger, session)


def _add_version(forger: Forger, session: Session) -> None:
    """A second version of the key, newer than the true one."""
    post, key = forger.key_of(session, AREA)
    version = PostKey(
        id=secrets.token_hex(16),
        post_id=post.id,
        version=2,
        public_key=forger.raw,
        signer_id=key.signer_id,
        created_at=key.created_at,
    )
    version.signature = sign(key_statement(post, version), seed=forger.seed, context=bind(Label.POST_KEY, post.id))
    session.add(version)


def _steal_the_signature(forger: Forger, session: Session) -> None:
    """The key and signature of a neighbouring post, whose holder the forger is."""
    _post, key = forger.key_of(session, AREA)
    _other, neighbour = forger.key_of(session, "08944-r02")
    key.public_key, key.signature = neighbour.public_key, neighbour.signature


FORGED_KEYS = (_replace_key, _sign_myself, _become_root, _forge_the_chain, _add_version, _steal_the_signature)


@pytest.mark.parametrize("forge", FORGED_KEYS, ids=lambda forge: forge.__name__.strip("_"))
def test_nothing_is_sealed_to_it_when_a_post_key_is_forged(
    forger: Forger, forge: Callable[[Forger, Session], None]
) -> None:
    town = forger.town
    forger.write(lambda session: forge(forger, session))
    receipt = town.hand_in(town.box("tanngoc"), what="Có việc cần giữ kín")
    with town.database.reading() as session:
        sealed_to = session.exec(
            select(PostKey)
            .join(TipAccess, col(TipAccess.post_key_id) == col(PostKey.id))
            .where(TipAccess.tip_id == tip_id(receipt))
        ).all()
        noticed = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.POST_KEY_REJECTED)).all()
        desk = session.exec(select(Post.id).where(Post.kind == PostKind.DUTY_DESK)).one()
    assert sealed_to
    assert all(key.public_key != forger.raw for key in sealed_to)
    assert all(key.post_id != forger_post(town) for key in sealed_to)
    assert desk in {key.post_id for key in sealed_to}
    assert noticed


def forger_post(town: Town) -> str:
    with town.database.reading() as session:
        return session.exec(select(Post.id).where(Post.area_id == AREA)).one()


def test_tip_goes_to_the_next_when_the_areas_key_is_forged(forger: Forger) -> None:
    town = forger.town
    forger.write(lambda session: _replace_key(forger, session))
    receipt = town.hand_in(town.box("tanngoc"), what="Có việc cần giữ kín")
    page = town.officer("truongca-binhtuyen").get(f"/officer/tips/{tip_id(receipt)}")
    assert "Có việc cần giữ kín" in page.text


def test_installation_is_not_ready_when_a_root_is_forged(forger: Forger) -> None:
    forger.town.beat()
    assert forger.town.resident().get("/health/ready").status_code == 200
    forger.write(lambda session: _forge_the_chain(forger, session))
    answer = forger.town.resident().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["missing"] == ["commune: trusted key"]


def test_sign_in_is_refused_when_the_officers_key_is_replaced(forger: Forger) -> None:
    town = forger.town
    account = town.accounts["tanngoc"]

    def replace(session: Session) -> None:
        officer = session.exec(select(Officer).where(Officer.username == "tanngoc")).one()
        officer.public_key = forger.raw

    forger.write(replace)
    form = {"username": "tanngoc", "passphrase": account.password}
    assert town.resident().post("/officer/sign-in", data=form).status_code == 401


def test_sign_in_is_refused_when_the_forger_sets_a_passphrase(forger: Forger) -> None:
    chosen = secrets.token_hex(16)

    def replace(session: Session) -> None:
        officer = session.exec(select(Officer).where(Officer.username == "tanngoc")).one()
        context = bind(Label.OFFICER_SEED, officer.id)
        # The pepper lies in the key directory, so the forger has to guess it.
        officer.seed_locked = lock_under_passphrase(
            forger.seed, passphrase=chosen, pepper=Key.generate(), context=context, cost=CHEAP
        )
        officer.public_key = forger.raw

    forger.write(replace)
    form = {"username": "tanngoc", "passphrase": chosen}
    assert forger.town.resident().post("/officer/sign-in", data=form).status_code == 401


def test_post_is_not_given_when_the_key_of_the_invited_officer_is_replaced(forger: Forger) -> None:
    town, chief = forger.town, forger.town.officer("truongca-binhtuyen")
    post = forger_post(town)
    digits = town.bring_in(chief, post, "moi")

    def replace(session: Session) -> None:
        session.exec(select(Officer).where(Officer.username == "moi")).one().public_key = forger.raw

    forger.write(replace)
    officer = read_field(chief.get("/officer/people").text, "officer")
    answer = chief.post("/officer/people/confirm", data={"post": post, "officer": officer, "digits": digits})
    assert "Tám chữ số không khớp" in answer.text
    with town.database.reading() as session:
        assert session.exec(select(Holding).where(Holding.officer_id == officer)).all() == []


def test_reader_is_told_and_the_journal_has_it_when_access_to_another_tip_is_moved(forger: Forger) -> None:
    # Given a tip that only the inspectorate may read, and a dishonest officer who can write the database
    town = forger.town
    secret = tip_id(town.hand_in(town.box("tanngoc"), what="Về một cán bộ", about_police="true"))
    own = tip_id(town.hand_in(town.box("tanngoc"), what="Việc thường"))

    # When he puts his own tip's access in the place of that tip's
    def move(session: Session) -> None:
        mine = session.exec(select(TipAccess).where(TipAccess.tip_id == own)).all()
        theirs = session.exec(select(TipAccess).where(TipAccess.tip_id == secret)).one()
        for access in mine:
            copied = access.model_dump() | {"tip_id": secret, "seed_sealed": theirs.seed_sealed}
            session.add(TipAccess(**copied))

    forger.write(move)
    # Then it does not open, he is told so, and the journal has it
    answer = town.officer("tanngoc").get(f"/officer/tips/{secret}")
    assert answer.status_code == 409
    assert "Về một cán bộ" not in answer.text
    _assert_journaled(town, secret)


def test_reader_is_told_when_two_tips_access_is_swapped(forger: Forger) -> None:
    town = forger.town
    tips = [tip_id(town.hand_in(town.box("tanngoc"), what=what)) for what in ("Việc một", "Việc hai")]

    def swap(session: Session) -> None:
        rows = [
            session.exec(select(TipAccess).where(TipAccess.tip_id == tip).order_by(col(TipAccess.post_id))).all()
            for tip in tips
        ]
        for one, other in zip(*rows, strict=True):
            one.seed_sealed, other.seed_sealed = other.seed_sealed, one.seed_sealed

    forger.write(swap)
    officer = town.officer("tanngoc")
    for tip in tips:
        assert officer.get(f"/officer/tips/{tip}").status_code == 409
        _assert_journaled(town, tip)


def test_nothing_opens_when_a_holding_is_copied_to_another_officer(forger: Forger) -> None:
    town = forger.town
    tip = tip_id(town.hand_in(town.box("tanngoc"), what="Không phải của anh"))

    def copy(session: Session) -> None:
        holder = session.exec(select(Officer.id).where(Officer.username == "tanngoc")).one()
        thief = session.exec(select(Officer.id).where(Officer.username == "thongnhat")).one()
        held = session.exec(select(Holding).where(Holding.officer_id == holder)).one()
        session.add(Holding(**held.model_dump() | {"id": secrets.token_hex(16), "officer_id": thief}))

    forger.write(copy)
    answer = town.officer("thongnhat").get(f"/officer/tips/{tip}")
    # Not signed in any more: what the account holds is not what it was given.
    assert answer.status_code == 303
    with town.database.reading() as session:
        (line,) = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.ROW_FORGED))
    assert line.remark == "holding"


def test_chief_gives_no_forged_seed_when_a_seed_is_sealed_to_the_commune_by_the_forger(forger: Forger) -> None:
    # Anybody can seal to the commune's public key: the seed inside must be the key's own.
    town, chief = forger.town, forger.town.officer("truongca-binhtuyen")

    def replace(session: Session) -> None:
        _post, key = forger.key_of(session, AREA)
        _above, above_key = forger.key_of(session, COMMUNE)
        context = bind(Label.POST_KEY_SEED, key.id, key.signer_id or "-")
        key.seed_sealed_above = seal_seed(forger.seed, to=PublicKey(above_key.public_key), context=context)

    post = forger_post(town)
    digits = town.bring_in(chief, post, "moi")
    forger.write(replace)
    officer = read_field(chief.get("/officer/people").text, "officer")
    answer = chief.post("/officer/people/confirm", data={"post": post, "officer": officer, "digits": digits})
    assert "Khóa lưu của đầu mối này đã bị thay đổi" in answer.text
    with town.database.reading() as session:
        events = session.exec(select(JournalDetail.event)).all()
        assert JournalEvent.POST_KEY_REJECTED in events
        assert session.exec(select(Holding).where(Holding.officer_id == officer)).all() == []


@pytest.mark.parametrize("author", [AuthorKind.OFFICER, AuthorKind.RESIDENT])
def test_message_is_shown_as_forged_when_it_was_written_without_the_tips_seed(
    forger: Forger, author: AuthorKind
) -> None:
    town = forger.town
    receipt = town.hand_in(town.box("tanngoc"))
    tip = tip_id(receipt)

    def insert(session: Session) -> None:
        message_id = secrets.token_hex(16)
        content = TipContent(what="Hãy gọi số này và nói tên bạn")
        locked = lock_message(content, seed=forger.seed, context=message_context(tip, message_id, author))
        session.add(_message(tip, message_id, author, locked, town))

    forger.write(insert)
    officer_page, thread = town.officer("tanngoc").get(f"/officer/tips/{tip}").text, town.thread(receipt)
    assert "Hãy gọi số này" not in officer_page + thread
    assert "dòng lưu đã bị thay đổi hoặc giả mạo" in officer_page
    assert "Tin nhắn này đã bị thay đổi trái phép" in thread


def test_message_is_shown_as_forged_when_the_residents_words_are_put_into_the_officers_mouth(forger: Forger) -> None:
    town = forger.town
    receipt = town.hand_in(town.box("tanngoc"), what="Tôi thấy hết")

    def turn(session: Session) -> None:
        session.exec(select(Message).where(Message.tip_id == tip_id(receipt))).one().author = AuthorKind.OFFICER

    forger.write(turn)
    assert "Tôi thấy hết" not in town.thread(receipt)
    assert "Tin nhắn này đã bị thay đổi trái phép" in town.thread(receipt)


def test_tip_about_police_stays_closed_when_it_is_given_to_another_post(forger: Forger) -> None:
    town = forger.town
    tip = tip_id(town.hand_in(town.box("tanngoc"), what="Về một cán bộ", about_police="true"))

    def give(session: Session) -> None:
        post, key = forger.key_of(session, AREA)
        access = session.exec(select(TipAccess).where(TipAccess.tip_id == tip)).one()
        access.post_id, access.post_key_id = post.id, key.id

    forger.write(give)
    answer = town.officer("tanngoc").get(f"/officer/tips/{tip}")
    assert answer.status_code == 409
    assert "Về một cán bộ" not in answer.text


def test_journal_verification_fails_when_a_line_is_removed_or_altered(forger: Forger) -> None:
    town = forger.town
    receipt = town.hand_in(town.box("tanngoc"))
    act(town.officer("tanngoc"), tip_id(receipt), "acknowledge")

    def alter(session: Session) -> None:
        line = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.TIP_READ)).first()
        assert line is not None
        line.officer_id = None

    with town.database.reading() as session:
        assert verify_journal(session).faults == ()
    forger.write(alter)
    with town.database.reading() as session:
        assert len(verify_journal(session).faults) == 1


def test_forger_has_a_post_of_his_own_only_when_a_holder_gives_it(forger: Forger) -> None:
    # The test of the tests: with the true seed at hand, all this opens, so what stops the forger is the missing key.
    town = forger.town

    def give(session: Session) -> None:
        post, key = forger.key_of(session, AREA)
        key.public_key = forger.raw
        thief = session.exec(select(Officer).where(Officer.username == "thongnhat")).one()
        give_post(session, thief, OpenPost(post, key, forger.seed), at=town.clock.now())

    forger.write(give)
    receipt = town.hand_in(town.box("tanngoc"), what="Không cho kẻ gian")
    # The holding was not stored by the service, and the key is not the post's: two walls, each of which would do.
    assert town.officer("thongnhat").get(f"/officer/tips/{tip_id(receipt)}").status_code == 303


def _message(tip: str, message_id: str, author: AuthorKind, locked: bytes, town: Town) -> Message:
    return Message(
        id=message_id, tip_id=tip, position=2, author=author, channel="web", locked=locked, written_at=town.clock.now()
    )


def _assert_journaled(town: Town, tip: str) -> None:
    with town.database.reading() as session:
        events = session.exec(select(JournalDetail.event).where(JournalDetail.tip_id == tip)).all()
    assert JournalEvent.TIP_DAMAGED in events
