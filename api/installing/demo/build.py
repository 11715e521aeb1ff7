"""Building the demo's installation: areas, posts, officers, custodians, all through the product's own functions."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from api.ground.database import Database, open_database
from api.ground.key_directory import FileKeyDirectory
from api.ground.settings import CustodianSettings, Settings, make_custody
from api.installing.demo.partners import make_partners
from api.installing.demo.people import (
    ADMINISTRATOR,
    CHIEFS,
    CUSTODIANS,
    CUSTODIANS_NEEDED,
    DUTY_DESK,
    INSPECTORATE,
    OFFICERS,
    DemoPerson,
)
from api.installing.files import write_private_json
from api.installing.locality import Locality, found_locality
from api.worker.keys import WorkerKeyDirectory
from crypto.comparison import comparison_digits
from crypto.keys import PublicKey, Seed
from crypto.stretching import PassphraseCost
from intake.areas.load import BINH_XUYEN, BINH_XUYEN_OUTLINES
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.identity.key_files import write_key_file
from triage.ground.vocabulary import OfficerRole, PostKind
from triage.offices.accounts.accounts import PassphraseLock
from triage.offices.holders.invitations import (
    Confirmation,
    Invitee,
    accept_invitation,
    confirm_officer,
    invite,
    invite_first_holder,
)
from triage.offices.posts.create import OpenPost

_COST = PassphraseCost(memory_kib=8192, iterations=1, lanes=1)
_DUTY_NUMBER = "0211 3866 113"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as ``demo-accounts.json`` lists it."""

    username: str
    password: str
    role: str
    posts: tuple[dict[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class _Builder:
    session: Session
    keys: FileKeyDirectory
    tree: AreaTree
    at: datetime
    accounts: list[Account]

    def admit_first(self, person: DemoPerson, opened: OpenPost, role: str) -> None:
        """Bring in the first holder of a top post, by the link that carries the post."""
        token = invite_first_holder(self.session, Invitee(person.username, person.display_name), opened, at=self.at)
        password = _make_password()
        accept_invitation(self.session, token, self._lock(password), at=self.at)
        self.accounts.append(Account(person.username, password, role, (self._describe(opened),)))

    def admit(self, person: DemoPerson, opened: OpenPost, *, by: str | None) -> None:
        """Bring in an officer whose digits are compared."""
        invitee = Invitee(person.username, person.display_name)
        token = invite(self.session, invitee, post=opened.post, invited_by=by, at=self.at)
        password = _make_password()
        officer = accept_invitation(self.session, token, self._lock(password), at=self.at)
        digits = comparison_digits(PublicKey(officer.public_key), cost=_COST)
        confirmation = Confirmation(officer.id, digits)
        confirm_officer(self.session, [opened], confirmation, by=by or officer.id, cost=_COST, at=self.at)
        self.accounts.append(Account(person.username, password, "officer", (self._describe(opened),)))

    def admit_administrator(self, person: DemoPerson) -> None:
        """Bring in the administrator, who gets no post."""
        invitee = Invitee(person.username, person.display_name, OfficerRole.ADMINISTRATOR)
        token = invite(self.session, invitee, post=None, invited_by=None, at=self.at)
        password = _make_password()
        accept_invitation(self.session, token, self._lock(password), at=self.at)
        self.accounts.append(Account(person.username, password, "administrator", ()))

    def _lock(self, password: str) -> PassphraseLock:
        return PassphraseLock(password, pepper=self.keys.pepper, cost=_COST)

    def _describe(self, opened: OpenPost) -> dict[str, str | None]:
        area_id = opened.post.area_id
        if area_id is None:
            return {"area": None, "name": opened.post.kind, "box": None}
        node = self.tree.get(AreaId(area_id))
        return {"area": area_id, "name": node.title, "box": node.box}


def build_demo(folder: Path, *, public_url: str) -> tuple[Settings, list[Account]]:
    """Make a new installation in ``folder``; return its settings, which are written there too, and its accounts."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = FileKeyDirectory.create(folder / "keys")
    make_worker_keys(folder / "worker-keys", keys)
    database = open_database(_database_url(folder))
    database.prove_rows_with(lambda: keys.pepper)
    custodians = make_custodians(folder / "demo-custodians")
    filled = fill_locality(database, keys, custodians)
    database.close()
    settings = {
        "database_url": _database_url(folder),
        "key_directory": str(folder / "keys"),
        "worker_key_directory": str(folder / "worker-keys"),
        "public_url": public_url,
        "locality": "Bình Xuyên",
        "duty_number": _DUTY_NUMBER,
        "trusted_posts": filled.roots,
        "custodians": [custodian.model_dump() for custodian in custodians],
        "custodians_needed": CUSTODIANS_NEEDED,
        "is_demo": True,
        "area_polygons": str(BINH_XUYEN_OUTLINES),
        "forward_to": [
            "Phòng Cảnh sát hình sự",
            "Phòng Cảnh sát điều tra tội phạm về ma túy",
            "Phòng Cảnh sát kinh tế",
        ],
        # The demo is for trying out, also how much it bears.
        "tips_in_ten_minutes": 1_000_000,
    }
    write_private_json(folder / "settings.json", settings)
    return Settings.model_validate(settings), filled.accounts


def write_accounts(folder: Path, accounts: list[Account]) -> None:
    """Write the accounts down, last of all: where this file is, the installation is whole."""
    write_private_json(folder / "demo-accounts.json", [_as_json(account) for account in accounts])


def make_worker_keys(folder: Path, keys: FileKeyDirectory) -> None:
    """Make the worker's keys, last month's too: the demo's stories begin before today."""
    seeds, now = WorkerKeyDirectory.create(folder), datetime.now(UTC)
    for at in (now.replace(day=1) - timedelta(days=1), now):
        seeds.make_ahead(keys, at=at)


@dataclass(frozen=True, slots=True)
class Filled:
    """A locality that was just filled."""

    roots: list[str]
    """What the settings have to trust."""
    accounts: list[Account]
    """With their passwords."""


def fill_locality(database: Database, keys: FileKeyDirectory, custodians: Sequence[CustodianSettings]) -> Filled:
    """Fill an empty database with Bình Xuyên and its people, and the key directory with its gateways."""
    now, custody = datetime.now(UTC), make_custody(tuple(custodians), CUSTODIANS_NEEDED)
    with database.writing() as session:
        locality = found_locality(session, BINH_XUYEN, custody, at=now)
        builder = _Builder(session, keys, locality.tree, now, [])
        _admit_everybody(builder, locality)
        make_partners(keys.path, locality.tops[PostKind.DUTY_DESK.value])
        session.commit()
    return Filled(locality.roots, builder.accounts)


def _admit_everybody(builder: _Builder, locality: Locality) -> None:
    for kind, people in ((PostKind.DUTY_DESK, DUTY_DESK), (PostKind.INSPECTORATE, INSPECTORATE)):
        for person in people:
            builder.admit_first(person, locality.tops[kind.value], kind.value)
    for chief in CHIEFS:
        builder.admit_first(chief, locality.tops[chief.area_id or ""], "chief")
    for officer in OFFICERS:
        if officer.area_id is not None:
            builder.admit(officer, locality.residential[officer.area_id], by=None)
    builder.admit_administrator(ADMINISTRATOR)


def make_custodians(folder: Path) -> list[CustodianSettings]:
    """Make the custodians' key files in ``folder``, their passphrases beside them, and return the public side."""
    folder.mkdir(mode=0o700)
    passphrases, made = {}, []
    for number, (name, body, is_police) in enumerate(CUSTODIANS, start=1):
        seed, passphrase = Seed.generate(), _make_password()
        text = write_key_file(seed, name=name, body=body, is_police=is_police, passphrase=passphrase, cost=_COST)
        (folder / f"custodian-{number}.json").write_text(text, encoding="utf-8")
        passphrases[f"custodian-{number}.json"] = passphrase
        made.append(CustodianSettings(name=name, body=body, is_police=is_police, public_key=seed.public_key.raw.hex()))
    write_private_json(folder / "passphrases.json", passphrases)
    return made


def _as_json(account: Account) -> dict[str, object]:
    return {
        "username": account.username,
        "password": account.password,
        "role": account.role,
        "posts": list(account.posts),
    }


def _make_password() -> str:
    """Return twenty letters in groups, easy to type on a phone."""
    letters = "abcdefghijkmnpqrstuvwxyz"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _database_url(folder: Path) -> str:
    return f"sqlite:///{folder.resolve() / 'homthu.db'}"
