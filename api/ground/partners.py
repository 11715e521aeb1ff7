"""The partners: one file each in the key directory, beside the keys, because they hold secrets."""

import fcntl
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from api.ground.database import Database
from api.ground.key_directory import PARTNERS, destroy, write_again, write_once
from api.ground.logs import LogEvent, log_error
from intake.areas.tables import AreaId
from intake.channels.partners.partner import NAME_PATTERN, Confirmation, Partner, PartnerSecret
from triage.channels.partners.confirmation import SignedStatement, is_confirmed
from triage.offices.posts.trust import TrustedKeys

# After a rotation both secrets are good for this long, so that no call is lost between the two ends.
OVERLAP = timedelta(hours=24)


class PartnerUnknown(Exception):
    """No partner has this name."""


class PartnerUnreadable(OSError):
    """The partner's file cannot be read, or says what no partner's file says: the gateway shall try again later."""


class Standing(StrEnum):
    """What the duty desk says of a partner."""

    CONFIRMED = "confirmed"
    SANDBOX = "sandbox"
    """It was not confirmed yet."""
    CHANGED = "changed"
    """Its settings are others than those that were confirmed: it waits until they are."""


@dataclass
class PartnerDirectory:
    """Reads and writes the files, and checks the duty desk's signature under each."""

    key_directory: Path
    database: Database
    trusted: TrustedKeys
    _read: dict[str, tuple[int, Partner]] = field(default_factory=dict)
    _genuine: set[tuple[bytes, bytes]] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.key_directory / PARTNERS

    def get(self, name: str) -> Partner:
        """Return the partner. Raises PartnerUnknown or PartnerUnreadable."""
        file = self._file(name)
        try:
            changed_at = file.stat().st_mtime_ns
            known = self._read.get(name)
            if known is None or known[0] != changed_at:
                known = (changed_at, Partner.model_validate_json(file.read_bytes()))
                self._read[name] = known
        except FileNotFoundError as error:
            raise PartnerUnknown from error
        except (OSError, ValueError) as error:
            log_error(LogEvent.PARTNER_UNREADABLE, error)
            raise PartnerUnreadable from None
        return known[1]

    def list_all(self) -> list[Partner]:
        """Return every partner whose file can be read, in the order of their names."""
        found = []
        for file in sorted(self.folder.glob("[a-z]*.json")):
            # One broken file hides no other gateway; the log has told of it.
            with suppress(PartnerUnknown, PartnerUnreadable):
                found.append(self.get(file.stem))
        return found

    def find_number(self, lineage: Collection[AreaId]) -> str | None:
        """Return the number that residents of an area text to, by the area and what it lies in; None without one."""
        return self._find_number(lineage, is_hotline=False)

    def find_hotline(self, lineage: Collection[AreaId]) -> str | None:
        """Return the hotline's number, in the same way."""
        return self._find_number(lineage, is_hotline=True)

    def find_sender(self, lineage: Collection[AreaId]) -> str | None:
        """Return the name of the gateway through which people of an area are answered; None where none sends."""
        serving = [
            each
            for each in self.list_all()
            if not each.is_hotline and each.url and each.scope in (None, *lineage) and self.is_confirmed(each)
        ]
        return min(serving, key=lambda each: each.scope is None).name if serving else None

    def _find_number(self, lineage: Collection[AreaId], *, is_hotline: bool) -> str | None:
        here = [each for each in self.list_all() if each.is_hotline is is_hotline and each.scope in (None, *lineage)]
        try:
            serving = [each for each in here if self.is_confirmed(each)]
        except DBAPIError:
            # A page that says that the database is away must not fail for want of a number.
            return None
        nearest = sorted(serving, key=lambda partner: partner.scope is None)
        return nearest[0].number if nearest else None

    def find_standing(self, partner: Partner) -> Standing:
        """Return whether the duty desk confirmed the partner, as it is now."""
        if partner.confirmation is None:
            return Standing.SANDBOX
        return Standing.CONFIRMED if self.is_confirmed(partner) else Standing.CHANGED

    def is_confirmed(self, partner: Partner) -> bool:
        """Say whether the duty desk signed what this partner's settings say now."""
        given = partner.confirmation
        if given is None:
            return False
        signed = SignedStatement(partner.name, partner.statement(), given.post_key_id, bytes.fromhex(given.signature))
        # A signature that was genuine once stays so; asking the database for each text would cost as much as the text.
        if (signed.statement, signed.signature) in self._genuine:
            return True
        with self.database.reading() as session:
            if not is_confirmed(session, signed, trusted=self.trusted):
                return False
        self._genuine.add((signed.statement, signed.signature))
        return True

    def add(self, partner: Partner) -> None:
        """Write a new partner down. Raises FileExistsError."""
        write_partner(self.folder, partner)

    def confirm(self, signed: SignedStatement) -> None:
        """Put the duty desk's signature under the partner's settings. Raises PartnerUnknown."""
        confirmation = Confirmation(post_key_id=signed.post_key_id, signature=signed.signature.hex())
        with self._locked():
            partner = self.get(signed.partner)
            self._replace(partner.model_copy(update={"confirmation": confirmation}))

    def remove(self, name: str) -> None:
        """Forget the partner: its calls are refused, and nothing goes out through it. Raises PartnerUnknown."""
        with self._locked():
            if not self._file(name).exists():
                raise PartnerUnknown
            destroy(self._file(name))

    def rotate(self, name: str, secret: str, *, at: datetime, overlap: timedelta = OVERLAP) -> Partner:
        """Give the partner a new secret; the old one stays good for a day. Raises PartnerUnknown."""
        with self._locked():
            partner = self.get(name)
            fading = tuple(
                PartnerSecret(secret=each.secret, not_after=each.not_after or at + overlap)
                for each in partner.secrets
                if each.not_after is None or each.not_after > at
            )
            rotated = partner.model_copy(update={"secrets": (PartnerSecret(secret=secret), *fading)})
            self._replace(rotated)
        return rotated

    def takes_marks(self, name: str) -> bool:
        """Say whether the partner passes Vietnamese letters on; of one that is gone it is not known, so no."""
        try:
            return self.get(name).takes_marks
        except (PartnerUnknown, PartnerUnreadable):
            return False

    def can_send(self, name: str) -> bool:
        """Say whether texts go out through the partner at all."""
        try:
            return bool(self.get(name).url)
        except (PartnerUnknown, PartnerUnreadable):
            return False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time change a file; the last reading is forgotten, so that none undoes another."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            self._read.clear()
            yield
        finally:
            os.close(folder)

    def _replace(self, partner: Partner) -> None:
        write_again(self._file(partner.name), _to_bytes(partner))

    def _file(self, name: str) -> Path:
        if not re.fullmatch(NAME_PATTERN, name):
            raise PartnerUnknown
        return self.folder / f"{name}.json"


def write_partner(folder: Path, partner: Partner) -> None:
    """Write a new partner's file. Raises FileExistsError."""
    write_once(folder / f"{partner.name}.json", _to_bytes(partner))


def _to_bytes(partner: Partner) -> bytes:
    return (partner.model_dump_json(indent=2) + "\n").encode()
