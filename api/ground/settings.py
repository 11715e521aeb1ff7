"""Settings: from the environment (``HOMTHU_…``) and from the file that ``HOMTHU_SETTINGS_FILE`` names.

No secret stands here and none has a default: secrets are files in the key directory.
"""

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, JsonConfigSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url

from crypto.errors import KeyMalformed
from crypto.keys import PublicKey
from crypto.passkeys import Site
from crypto.stretching import RECOMMENDED_COST, PassphraseCost
from intake.ground.errors import CustodyUnsafe
from intake.identity.custody import Custodian, Custody
from triage.custody.requests.requests import Rules
from triage.offices.accounts.accounts import normalise_username
from triage.retention.due import Periods
from triage.tips.attachments.budget import FileBudget
from triage.tips.record.clocks import Clocks
from triage.tips.routing.grants import ClimbTimes

# Where voices may go unencrypted: nowhere but on this machine.
_NEAR = ("127.0.0.1", "::1", "localhost")
# Google, Mozilla, Apple, Microsoft: whose browsers officers use decides who hears that there is something new.
_PUSH_SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")
# Version 3 of onion services: a public key, a checksum and a version in base 32.
_ONION = re.compile(r"http://[a-z2-7]{56}\.onion")
SETTINGS_FILE_VARIABLE = "HOMTHU_SETTINGS_FILE"


class CustodianSettings(BaseModel):
    """One custodian as the settings name them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    body: str
    is_police: bool
    public_key: str
    """Hexadecimal, from the custodian's public file."""
    username: str = ""
    """The custodian's own account here, if there is one: no custodian decides about a request of their own."""


class Settings(BaseSettings):
    """All settings of the web process."""

    model_config = SettingsConfigDict(env_prefix="HOMTHU_", extra="forbid", frozen=True)

    is_demo: bool = False
    """Set by ``homthu demo`` only. It stands first, because what is safe elsewhere depends on it."""
    database_password_file: Path | None = None
    """A file that holds the password of the database's user, where the URL has none."""
    database_url: str
    """``sqlite:///…`` or ``postgresql+psycopg://…``."""
    key_directory: Path
    """Month keys and pepper; outside the database and its backups."""
    worker_key_directory: Path
    """The worker's private keys, where the web process cannot read them."""
    public_url: str
    """Where residents find the service, without a slash at the end: ``https://…``."""
    locality: str
    """The name of the place, as pages show it."""
    operator: str = ""
    """Who runs the service, as residents read it at the head of each page."""
    duty_number: str
    """The duty desk's telephone number."""
    care_number: str = "115"
    """The number for a person who wants to die: a line of the place, or the ambulance."""
    onion_url: str = ""
    """The same service by Tor, ``http://….onion``; browsers that know Tor are told of it. Empty without one."""
    exit_url: str = "https://vi.wikipedia.org/"
    """Where a resident who leaves in haste lands; nothing is fetched from there before."""
    trusted_posts: frozenset[str]
    """Fingerprints of the top posts' keys: communes, duty desk, inspectorate."""
    custodians: tuple[CustodianSettings, ...]
    custodians_needed: int
    identity_policy: Literal["seal", "discard"] = "seal"
    keep_content_days: int = Field(default=730, gt=0)
    """How long after closing a tip's content is kept."""
    keep_identity_days: int = Field(default=365, gt=0)
    """How long after closing the sealed identity is kept."""
    disclosure_wait_hours: int = Field(default=24, ge=0)
    """How long a request to open an identity lies before custodians may approve it."""
    disclosure_expires_days: int = Field(default=14, gt=0)
    """How long after that it stays open."""
    disclosure_tells_resident: bool = True
    """Whether the resident's page says that the identity was opened."""
    acknowledge_minutes: int = Field(default=30, gt=0)
    acknowledge_minutes_life_at_risk: int = Field(default=5, gt=0)
    decide_hours: int = Field(default=24, gt=0)
    """Within how many hours of its coming an officer decides about a tip: verify, or forward."""
    resolve_days: int = Field(default=20, gt=0)
    extended_months: int = Field(default=2, gt=0)
    longest_months: int = Field(default=4, gt=0)
    forward_to: tuple[str, ...] = ()
    """Who may receive a case that is handed over, as the form offers them."""
    push_hosts: tuple[str, ...] = ()
    """Push services that the worker may ask beside those of the usual browsers."""
    mail_server: str = ""
    """``smtps://user@host`` or ``smtp://user@host``; without one, no alert goes out by e-mail."""
    mail_sender: str = ""
    """From which address alerts come."""
    passkeys_only: bool = False
    """Whether only a passkey is a second factor, and an app's codes no more than a way to make one."""
    tips_in_ten_minutes: int = Field(default=30, gt=0)
    """How many tips one network address may send before it is slowed."""
    files_megabytes_a_day: int = Field(default=4096, gt=0)
    """How many megabytes of residents' files are taken in a day."""
    files_megabytes_of_box_a_day: int = Field(default=1024, gt=0)
    """How many of them through one area's box."""
    disk_reserve_megabytes: int = Field(default=256, ge=0)
    """How much of the disk is kept for texts and the journal: with less than twice as much left, files are refused."""
    accepts_no_sandbox: bool = False
    """Whether to serve also where nothing shuts in the process that takes files apart."""
    proxies_in_front: int = Field(default=0, ge=0)
    """How many proxies append to ``X-Forwarded-For``; with 0 the header is not read."""
    processes: int = Field(default=1, gt=0)
    """How many processes share the allowance; ``homthu serve --processes`` sets it."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """The port on 127.0.0.1 where counts are served; 0 serves none."""
    tables: Path | None = None
    """A folder of the locality's own tables of words and names, in place of those that come with the service."""
    area_polygons: Path | None = None
    """A GeoJSON file of the areas' outlines, by the property ``code``, for the board's map."""
    largest_body_bytes: int = Field(default=262_144, gt=0)
    transcription_url: str = ""
    """A server that speaks the OpenAI-compatible ``/v1/audio/transcriptions``; without one, call-takers listen."""
    transcription_model: str = "whisper-1"
    """What the transcription server calls the model that it shall use."""
    largest_recording_bytes: int = Field(default=33_554_432, gt=0)
    """How large a recording may be that is fetched."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the file."""
        del dotenv_settings, file_secret_settings
        file = os.environ.get(SETTINGS_FILE_VARIABLE)
        from_file = [JsonConfigSettingsSource(settings_cls, json_file=file)] if file else []
        return (init_settings, env_settings, *from_file)

    @field_validator("database_url")
    @classmethod
    def _keep_the_demo_apart(cls, database_url: str, info: ValidationInfo) -> str:
        if info.data.get("is_demo") and not database_url.startswith("sqlite:"):
            raise ValueError("demo mode has published passwords: it runs on an SQLite database of its own only")
        return database_url

    @field_validator("database_url")
    @classmethod
    def _add_password(cls, url: str, info: ValidationInfo) -> str:
        file = info.data.get("database_password_file")
        if file is None:
            return url
        try:
            password = file.read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"the password file cannot be read ({type(error).__name__})"
            raise ValueError(message) from None
        return make_url(url).set(password=password).render_as_string(hide_password=False)

    @field_validator("public_url")
    @classmethod
    def _require_https(cls, public_url: str, info: ValidationInfo) -> str:
        if not info.data.get("is_demo") and not public_url.startswith("https://"):
            raise ValueError("it must begin with https:// outside the demo")
        return public_url

    @field_validator("passkeys_only")
    @classmethod
    def _require_name(cls, passkeys_only: bool, info: ValidationInfo) -> bool:  # noqa: FBT001, pydantic calls it
        if passkeys_only and _find_site(str(info.data.get("public_url", "")), "") is None:
            raise ValueError("browsers make no passkeys for a bare network address: public_url needs a name")
        return passkeys_only

    @field_validator("onion_url")
    @classmethod
    def _require_onion(cls, url: str) -> str:
        if url and not _ONION.fullmatch(url):
            raise ValueError("it must be http:// and a name of 56 letters with .onion, without a slash at the end")
        return url

    @field_validator("exit_url")
    @classmethod
    def _require_a_page_elsewhere(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username is not None:
            raise ValueError("it must be a page at https://, without a user's name in it")
        return url

    @field_validator("transcription_url")
    @classmethod
    def _require_near_or_https(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and parts.scheme != "https" and parts.hostname not in _NEAR:
            raise ValueError("it must begin with https://, or with http:// on this machine: it gets people's voices")
        return url

    @field_validator("mail_server")
    @classmethod
    def _require_mail_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password is not None):
            raise ValueError("it must be smtps://user@host or smtp://user@host; the password is the file mail-password")
        return url

    @field_validator("mail_sender")
    @classmethod
    def _require_sender(cls, sender: str, info: ValidationInfo) -> str:
        if info.data.get("mail_server") and "@" not in sender:
            raise ValueError("a mail server needs an address that alerts come from")
        return sender

    @field_validator("custodians_needed")
    @classmethod
    def _require_custody(cls, needed: int, info: ValidationInfo) -> int:
        if "custodians" in info.data:
            try:
                make_custody(info.data["custodians"], needed)
            except CustodyUnsafe as error:
                raise ValueError(str(error)) from error
            except KeyMalformed as error:
                raise ValueError("a custodian's public key is not one") from error
        return needed

    @property
    def custody(self) -> Custody:
        """The custodians."""
        return make_custody(self.custodians, self.custodians_needed)

    @property
    def retention_periods(self) -> Periods:
        """How long what is kept."""
        return Periods(content=timedelta(days=self.keep_content_days), identity=timedelta(days=self.keep_identity_days))

    @property
    def disclosure_rules(self) -> Rules:
        """What is asked of an officer who wants an identity opened."""
        custody = self.custody
        fingerprints = [custodian.public_key.fingerprint for custodian in custody.custodians]
        return Rules(
            needed=custody.needed,
            wait=timedelta(hours=self.disclosure_wait_hours),
            expires_after=timedelta(days=self.disclosure_expires_days),
            custodians={custodian.public_key.fingerprint: custodian.public_key for custodian in custody.custodians},
            accounts={
                fingerprint: normalise_username(custodian.username)
                for fingerprint, custodian in zip(fingerprints, self.custodians, strict=True)
                if custodian.username
            },
        )

    @property
    def climb_times(self) -> ClimbTimes:
        """How long a tip may stand before the next post is asked."""
        return ClimbTimes(
            routine_after=timedelta(minutes=self.acknowledge_minutes),
            life_at_risk_after=timedelta(minutes=self.acknowledge_minutes_life_at_risk),
        )

    @property
    def push_services(self) -> tuple[str, ...]:
        """The push services of officers' browsers that the worker may ask."""
        return (*_PUSH_SERVICES, *self.push_hosts)

    @property
    def clocks(self) -> Clocks:
        """How long each step of a tip may take."""
        return Clocks(
            decide_after=timedelta(hours=self.decide_hours),
            resolve_after=timedelta(days=self.resolve_days),
            extended_months=self.extended_months,
            longest_months=self.longest_months,
        )

    @property
    def needs_second_factor(self) -> bool:
        """Whether a passphrase alone signs in no officer. The demo, whose passphrases are public, leaves a choice."""
        return not self.is_demo

    @property
    def passkey_site(self) -> Site | None:
        """Where passkeys are good; None on a bare network address, for which browsers make none."""
        site = _find_site(self.public_url, self.locality)
        return None if site is None else replace(site, needs_verification=self.passkeys_only)

    @property
    def file_budget(self) -> FileBudget:
        """How many bytes of files are taken in a day."""
        return FileBudget(self.files_megabytes_of_box_a_day << 20, self.files_megabytes_a_day << 20)

    @property
    def passphrase_cost(self) -> PassphraseCost:
        """What a try of a passphrase costs. The demo's passphrases are printed anyway, so it starts faster."""
        return PassphraseCost(memory_kib=8192, iterations=1, lanes=1) if self.is_demo else RECOMMENDED_COST


def _find_site(public_url: str, locality: str) -> Site | None:
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    is_bare = ":" in host or host.replace(".", "").isdecimal()
    return None if is_bare else Site(host, f"{parts.scheme}://{parts.netloc}", locality)


def make_custody(custodians: tuple[CustodianSettings, ...], needed: int) -> Custody:
    """Return the custodians together. Raises intake.errors.CustodyUnsafe or crypto.errors.KeyMalformed."""
    return Custody(
        custodians=tuple(
            Custodian(
                name=custodian.name,
                body=custodian.body,
                is_police=custodian.is_police,
                public_key=PublicKey(bytes.fromhex(custodian.public_key)),
            )
            for custodian in custodians
        ),
        needed=needed,
    )
