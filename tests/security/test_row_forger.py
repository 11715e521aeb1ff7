"""The forger of authority: can write any row of the database, and has not the key directory.

Generated from the tables: every column of every table from which authority is read is changed in turn, and each time
the account, the session, the step or the link must stop giving any. A column that is not bound must say below what
else holds it.
"""

import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyotp import TOTP
from sqlalchemy import Table
from sqlmodel import Session, SQLModel, col, select

from api.ground.database import open_database
from api.storage.migrations.models import metadata
from crypto.contexts import Label, bind
from crypto.keys import Seed
from crypto.locking import lock_seed
from crypto.tokens import Token
from tests.second_factor import PATH
from tests.town import Town
from triage.ground.row_proofs import list_proved
from triage.ground.vocabulary import OfficerRole
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer, OfficerSession
from triage.offices.factors.tables import RecoveryCode, SecondFactor, SignInStep
from triage.offices.holders.invitations import invite_again
from triage.offices.holders.tables import Invitation
from triage.offices.posts.tables import Holding, Post

CHIEF = "truongca-binhtuyen"
ALSO_HELD = {
    ("officer", "seed_locked"): "opens under passphrase and pepper alone, and must be the public key's",
    ("officer_session", "seed_locked"): "opens under the cookie's secret, and must be the account's",
    ("sign_in_step", "seed_locked"): "opens under the cookie's secret, and must be the account's",
    ("second_factor", "locked"): "opens under the officer's seed",
    ("invitation", "post_seed_locked"): "opens under the link's secret, and must be the post key's",
    ("holding", "seed_sealed"): "opens under the officer's seed, and must be the post key's",
    ("holding", "endorsement"): "signed by the post's key",
    ("post", "duty_number"): "gives no right: a telephone number for residents",
}
_TABLES: dict[str, type[SQLModel]] = {
    str(table.__tablename__): table
    for table in (Officer, OfficerSession, SignInStep, SecondFactor, RecoveryCode, Invitation, Holding, Post)
}
# The database itself keeps the columns that other rows point to.
_POINTED_TO = {str(key.column) for table in metadata.tables.values() for key in table.foreign_keys}
_COLUMNS = [
    (table, column)
    for table in sorted(_TABLES)
    for column in list_proved()[table]
    if f"{table}.{column}" not in _POINTED_TO
]


def _write(town: Town, change: Callable[[Session], None]) -> None:
    with closing(open_database(town.settings.database_url)) as database, database.writing() as session:
        change(session)
        session.commit()


def _other(town: Town, table: Table, column: str, value: Any) -> Any:  # noqa: ANN401, a column of any type
    """Return another value that the column can hold, and that the database's own rules let stand."""
    wanted = table.c[column]
    if wanted.foreign_keys:
        (key,) = wanted.foreign_keys
        with town.database.reading() as session:
            ids = session.connection().execute(select(key.column)).scalars().all()
        return next(each for each in ids if each != value)
    kind = _kind_of(column) if value is None else type(value)
    if issubclass(kind, datetime):
        now = town.clock.now().astimezone(UTC)
        return now if value is None else value.replace(microsecond=(value.microsecond + 1) % 1_000_000)
    if issubclass(kind, bool):
        return not value
    if issubclass(kind, int):
        return (value or 0) + 1
    return secrets.token_bytes(32) if issubclass(kind, bytes) else secrets.token_hex(16)


def _kind_of(column: str) -> type:
    """Return what an empty column would hold."""
    if column.endswith("_at") or column in ("since", "until"):
        return datetime
    return int if column.endswith("generation") else str


def _find(session: Session, table: str, username: str) -> Any:  # noqa: ANN401, a row of any table
    model = _TABLES[table]
    if model is Post:
        return session.exec(select(Post).join(Holding).join(Officer).where(Officer.username == username).limit(1)).one()
    if model is Officer:
        return session.exec(select(Officer).where(Officer.username == username)).one()
    if model is Invitation:
        return session.exec(select(Invitation).where(col(Invitation.officer_id).is_(None))).one()
    owner = select(Officer.id).where(Officer.username == username).scalar_subquery()
    return session.exec(select(model).where(model.officer_id == owner).limit(1)).one()  # type: ignore[attr-defined]


def _come_so_far(town: Town, table: str) -> Callable[[], bool]:
    """Make a row of the table that gives something, and return a question whether it still does."""
    if table == "invitation":
        with town.database.writing() as session:
            officer = session.exec(select(Officer).where(Officer.username == CHIEF)).one()
            link = invite_again(session, officer, post=None, invited_by=officer.id, at=town.clock.now()).reveal()
            session.commit()
        return lambda: town.resident().get(f"/officer/invitations/{link}").status_code == 200
    if table in ("holding", "post"):
        # Some changes take a post away, which a forger can do anyway by deleting the row.
        leader = town.officer(CHIEF)
        return lambda: 'name="post" value="' in leader.get("/officer/people").text
    if table in ("officer", "officer_session"):
        client = town.officer(CHIEF)
        return lambda: client.get("/officer/queue").status_code == 200
    if table == "recovery_code":
        client = town.officer(CHIEF)
        page = client.post("/officer/account/recovery-codes", data={"passphrase": town.passphrases[CHIEF]}).text
        codes = [part.split("</code>")[0] for part in page.split("<code>")[1:]]

        def all_are_good() -> bool:
            with town.database.reading() as session:
                left = len(session.exec(select(RecoveryCode)).all())
            used = sum(_step(town).post(PATH, data={"code": code}).status_code == 303 for code in codes)
            return used == left

        return all_are_good
    client = _step(town)
    if table == "sign_in_step":
        return lambda: client.get(PATH).status_code == 200

    def factor_is_good() -> bool:
        town.clock.advance(seconds=60)
        code = TOTP(town.apps[CHIEF]).at(town.clock.now())
        return _step(town).post(PATH, data={"code": code}).status_code == 303

    return factor_is_good


def _step(town: Town) -> TestClient:
    client = town.resident()
    client.post("/officer/sign-in", data={"username": CHIEF, "passphrase": town.passphrases[CHIEF]})
    return client


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase cost what it costs in the demo: what a row proves does not depend on it."""
    from api.ground.settings import Settings  # noqa: PLC0415, patched before anything else reads it

    cost = Settings.model_construct(is_demo=True).passphrase_cost
    monkeypatch.setattr(Settings, "passphrase_cost", property(lambda _settings: cost))


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("table", "column"), _COLUMNS)
def test_row_gives_no_authority_when_one_of_its_columns_was_changed(town: Town, table: str, column: str) -> None:
    gives = _come_so_far(town, table)
    if table != "recovery_code":
        assert gives()
    stored = metadata.tables[table]
    with town.database.reading() as session:
        row = _find(session, table, CHIEF)
        (key,) = stored.primary_key.columns
        before, where = getattr(row, column), getattr(row, key.name)
    after = _other(town, stored, column, before)

    def change(session: Session) -> None:
        session.connection().execute(stored.update().where(key == where).values({column: after}))

    _write(town, change)
    assert not gives()


def test_every_column_is_bound_or_held_otherwise() -> None:
    proved = list_proved()
    assert set(proved) == set(_TABLES)
    for name, columns in proved.items():
        left = {column.name for column in metadata.tables[name].columns} - set(columns) - {"proof"}
        assert {(name, column) for column in left} <= set(ALSO_HELD), name
    assert all(column not in proved[table] for table, column in ALSO_HELD)


def _become(town: Town, session: Session, username: str) -> Token:
    """Write a session for the account, with a seed of the forger's own."""
    officer = session.exec(select(Officer).where(Officer.username == username)).one()
    token, at = Token.generate(), town.clock.now()
    locked = lock_seed(Seed.generate(), key=token.locking_key, context=bind(Label.SESSION, officer.id))
    session.add(
        OfficerSession(
            digest=token.digest,
            officer_id=officer.id,
            seed_locked=locked,
            generation=officer.generation,
            started_at=at,
            seen_at=at,
        )
    )
    return token


@pytest.mark.parametrize("brings_a_key", [False, True])
def test_nobody_is_signed_in_when_a_session_was_inserted(town: Town, *, brings_a_key: bool) -> None:
    tokens = []

    def insert(session: Session) -> None:
        tokens.append(_become(town, session, CHIEF))
        if brings_a_key:
            # With the account's public key replaced too, the seed in the row is "the account's".
            row, officer = session.new.copy().pop(), _find(session, "officer", CHIEF)
            seed = Seed.generate()
            context = bind(Label.SESSION, officer.id)
            row.seed_locked = lock_seed(seed, key=tokens[0].locking_key, context=context)
            officer.public_key = seed.public_key.raw
            session.add(officer)

    _write(town, insert)
    client = town.resident()
    client.cookies.set("__Host-homthu", tokens[0].reveal(), domain="homthu.test")
    assert client.get("/officer/queue").status_code == 303
    assert client.post("/officer/warnings", data={"title": "x", "text": "y"}).status_code == 303
    if brings_a_key:
        assert _remarks(town) == ["officer"]


def test_nothing_is_given_and_it_is_journaled_once_when_a_role_was_changed(town: Town) -> None:
    client = town.officer("tanngoc")

    def promote(session: Session) -> None:
        _find(session, "officer", "tanngoc").role = OfficerRole.ADMINISTRATOR

    _write(town, promote)
    for _ in range(3):
        assert client.get("/officer/accounts").status_code == 303
    assert _remarks(town) == ["officer"]
    # And the passphrase opens no account that stands as a forger left it
    form = {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    assert town.resident().post("/officer/sign-in", data=form).status_code == 401
    assert _remarks(town) == ["officer", "officer"]


def test_account_stays_closed_when_it_was_reopened_by_hand(town: Town) -> None:
    form = {"username": "tanngoc", "passphrase": town.passphrases["quantri"]}
    assert town.officer("quantri").post("/officer/accounts/close", data=form).status_code == 200

    def reopen(session: Session) -> None:
        _find(session, "officer", "tanngoc").closed_at = None

    _write(town, reopen)
    form = {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    assert town.resident().post("/officer/sign-in", data=form).status_code == 401
    assert _remarks(town) == ["officer"]


def test_change_is_refused_when_it_would_prove_a_forged_row(town: Town) -> None:
    """Who signs in next to a forged row must not launder it: what changes a row looks at it first."""
    _write(town, lambda session: setattr(_find(session, "officer", "tanngoc"), "role", OfficerRole.ADMINISTRATOR))
    form = {"username": "tanngoc", "passphrase": town.passphrases["quantri"]}
    administrator = town.officer("quantri")
    administrator.post("/officer/accounts/sign-out", data=form)
    form = {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    assert town.resident().post("/officer/sign-in", data=form).status_code == 401


def _remarks(town: Town) -> list[str]:
    with town.database.reading() as session:
        query = select(JournalDetail.remark).where(JournalDetail.event == JournalEvent.ROW_FORGED)
        return list(session.exec(query))
