"""An identity is sealed at the door, and only several custodians together join it again."""

import itertools
import json
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlmodel import select

from crypto.errors import SharesRejected, Unopenable
from crypto.keys import Seed
from crypto.shares import join
from intake.ground.errors import CustodyUnsafe
from intake.identity.custody import Custodian, Custody
from intake.identity.disclose import join_identity, open_share
from intake.identity.key_files import read_key_file
from intake.identity.seal import seal_identity
from intake.submission import SealedIdentity, SealedShare, TipId
from tests.town import Town, tip_id
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow

TIP, OTHER_TIP = TipId("a" * 32), TipId("b" * 32)
IDENTITY = "Trần Văn Dậu, 0912 345 678"
NEEDED, ALL = 3, 5


@pytest.fixture(scope="module")
def seeds() -> list[Seed]:
    return [Seed.generate() for _ in range(ALL)]


@pytest.fixture(scope="module")
def custody(seeds: list[Seed]) -> Custody:
    return Custody(tuple(_custodian(seed, number) for number, seed in enumerate(seeds)), NEEDED)


def _custodian(seed: Seed, number: int, **changes: object) -> Custodian:
    fields: dict[str, object] = {"name": f"N{number}", "body": f"B{number}", "is_police": number == 0}
    return Custodian(public_key=seed.public_key, **(fields | changes))  # type: ignore[arg-type]


def _open(sealed: SealedIdentity, seeds: list[Seed], which: tuple[int, ...], tip: TipId = TIP) -> list[bytes]:
    return [open_share(sealed.shares[n], seed=seeds[n], tip_id=tip, identity_id=sealed.id) for n in which]


@pytest.mark.parametrize("which", list(itertools.combinations(range(ALL), NEEDED)))
def test_identity_is_whole_when_enough_custodians_join(
    seeds: list[Seed], custody: Custody, which: tuple[int, ...]
) -> None:
    sealed = seal_identity(IDENTITY, tip_id=TIP, custody=custody)
    shares = _open(sealed, seeds, which)
    assert join_identity(sealed.locked, join(shares), tip_id=TIP, identity_id=sealed.id) == IDENTITY


@pytest.mark.parametrize("which", [c for k in range(NEEDED) for c in itertools.combinations(range(ALL), k)])
def test_nothing_is_disclosed_when_one_custodian_is_missing(
    seeds: list[Seed], custody: Custody, which: tuple[int, ...]
) -> None:
    sealed = seal_identity(IDENTITY, tip_id=TIP, custody=custody)
    with pytest.raises(SharesRejected):
        join_identity(sealed.locked, join(_open(sealed, seeds, which)), tip_id=TIP, identity_id=sealed.id)


def test_share_stays_shut_when_it_is_another_custodians_or_another_tips(seeds: list[Seed], custody: Custody) -> None:
    sealed = seal_identity(IDENTITY, tip_id=TIP, custody=custody)
    with pytest.raises(Unopenable):
        open_share(sealed.shares[0], seed=seeds[1], tip_id=TIP, identity_id=sealed.id)
    with pytest.raises(Unopenable):
        open_share(sealed.shares[0], seed=seeds[0], tip_id=OTHER_TIP, identity_id=sealed.id)
    moved = SealedShare(custodian=sealed.shares[1].custodian, sealed=sealed.shares[0].sealed)
    with pytest.raises(Unopenable):
        open_share(moved, seed=seeds[0], tip_id=TIP, identity_id=sealed.id)


def test_shares_do_not_join_when_one_is_of_another_identity(seeds: list[Seed], custody: Custody) -> None:
    one, other = (seal_identity(IDENTITY, tip_id=TIP, custody=custody) for _ in range(2))
    mixed = [*_open(one, seeds, (0, 1)), *_open(other, seeds, (2,))]
    with pytest.raises((SharesRejected, Unopenable)):
        join_identity(one.locked, join(mixed), tip_id=TIP, identity_id=one.id)


def test_sizes_tell_nothing_when_no_contact_was_left(custody: Custody) -> None:
    full, empty = (seal_identity(text, tip_id=TIP, custody=custody) for text in (IDENTITY, ""))
    assert len(full.locked) == len(empty.locked)
    assert [len(share.sealed) for share in full.shares] == [len(share.sealed) for share in empty.shares]


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        pytest.param({}, 1, id="one alone"),
        pytest.param({}, 6, id="more than there are"),
        pytest.param({"body": "B"}, 3, id="all from one body"),
        pytest.param({"is_police": True}, 3, id="none from outside the police"),
    ],
)
def test_custody_is_refused_when_it_protects_nobody(seeds: list[Seed], changes: dict[str, object], needed: int) -> None:
    with pytest.raises(CustodyUnsafe):
        Custody(tuple(_custodian(seed, number, **changes) for number, seed in enumerate(seeds)), needed)


def test_custody_is_refused_when_two_have_one_key(seeds: list[Seed]) -> None:
    with pytest.raises(CustodyUnsafe):
        Custody((_custodian(seeds[0], 0), _custodian(seeds[0], 1)), 2)


def test_contact_that_was_sent_is_joined_when_three_custodians_open_their_shares(town: Town) -> None:
    # Given a tip with a contact, sent through the page
    receipt = town.hand_in(town.box("tanngoc"), contact=IDENTITY)
    tip = TipId(tip_id(receipt))
    # When three custodians take their key files and open what is theirs in the database
    folder: Path = town.plan.folder / "custodians"
    passphrases = json.loads((folder / "passphrases.json").read_text(encoding="utf-8"))
    seeds = [
        read_key_file((folder / name).read_text(encoding="utf-8"), passphrase=p) for name, p in passphrases.items()
    ]
    with town.database.reading() as session:
        row = session.exec(select(IdentityRow).where(IdentityRow.tip_id == tip)).one()
        rows = {share.custodian: share for share in session.exec(select(IdentityShareRow)).all()}
    assert len(rows) == ALL
    opened = []
    for seed in seeds[:NEEDED]:
        fingerprint = seed.public_key.fingerprint
        share = SealedShare(custodian=fingerprint, sealed=rows[fingerprint].sealed)
        opened.append(open_share(share, seed=seed, tip_id=tip, identity_id=row.id))  # type: ignore[arg-type]
    # Then the contact stands there, word for word
    assert join_identity(row.locked, join(opened), tip_id=tip, identity_id=row.id) == IDENTITY  # type: ignore[arg-type]


def test_nothing_is_kept_when_the_locality_discards_identities(town: Town) -> None:
    town.restart(identity_policy="discard")
    town.hand_in(town.box("tanngoc"), contact=IDENTITY)
    with town.database.reading() as session:
        assert session.exec(select(IdentityRow)).all() == []


def test_nothing_is_left_when_the_resident_deletes_the_contact(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), contact=IDENTITY)
    town.resident().post("/tra-cuu/xoa-lien-he", data={"receipt": receipt.reveal()})
    with town.database.reading() as session:
        assert session.exec(select(IdentityRow)).all() == []
        assert session.exec(select(IdentityShareRow)).all() == []
    assert "Có việc lạ" in town.thread(receipt)


def test_key_file_stays_shut_when_the_passphrase_or_the_file_is_wrong(town: Town) -> None:
    text = (town.plan.folder / "custodians" / "custodian-1.json").read_text(encoding="utf-8")
    with pytest.raises(Unopenable):
        read_key_file(text, passphrase="sai rồi")  # noqa: S106
    with pytest.raises(ValidationError):
        read_key_file("{}", passphrase="")
