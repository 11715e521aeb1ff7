"""The custodians of a test's town: what they can open together, and what fewer of them cannot."""

import json

from sqlmodel import select

from crypto.keys import Seed
from crypto.shares import join
from intake.identity.disclose import join_file, open_file_share
from intake.identity.key_files import read_key_file
from intake.submission import SealedShare, TipId
from tests.town import Town
from triage.custody.keeping.enclosing import open_share_row
from triage.custody.keeping.files import list_chunks
from triage.custody.keeping.tables import CustodyFileRow, CustodyShareRow


def list_seeds(town: Town) -> dict[str, Seed]:
    """Return every custodian's private key by its fingerprint."""
    folder = town.plan.folder / "custodians"
    passphrases = json.loads((folder / "passphrases.json").read_text(encoding="utf-8"))
    seeds = [
        read_key_file((folder / name).read_text(encoding="utf-8"), passphrase=passphrase)
        for name, passphrase in passphrases.items()
    ]
    return {seed.public_key.fingerprint: seed for seed in seeds}


def open_files(town: Town, tip: str, *, custodians: int = 3) -> list[bytes]:
    """Return the tip's files, opened by so many custodians together."""
    seeds = list_seeds(town)
    with town.database.reading() as session:
        files = session.exec(select(CustodyFileRow.id).where(CustodyFileRow.tip_id == tip)).all()
        opened = []
        for file_id in files:
            keys = town.app.state.context.keys
            rows = session.exec(select(CustodyShareRow).where(CustodyShareRow.file_id == file_id)).all()
            shares = [
                open_file_share(
                    SealedShare(row.custodian, open_share_row(row, keys)),
                    seed=seeds[row.custodian],
                    tip_id=TipId(tip),
                    file_id=file_id,
                )
                for row in rows[:custodians]
            ]
            chunks = list_chunks(session, file_id)
            opened.append(join_file(chunks, join(shares), tip_id=TipId(tip), file_id=file_id))
    return opened
