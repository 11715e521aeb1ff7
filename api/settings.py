"""Settings: from the environment (``HOMTHU_…``) and from the file that ``HOMTHU_SETTINGS_FILE`` names.

No secret stands here and none has a default: secrets are files in the key directory.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, JsonConfigSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from crypto.errors import KeyMalformed
from crypto.keys import PublicKey
from crypto.passkeys import Site
from crypto.passphrases import RECOMMENDED_COST, PassphraseCost
from intake.errors import CustodyUnsafe
from intake.identity.custody import Custodian, Custody
from triage.disclosure.ask import Rules
from triage.officers.accounts import normalise_username
from triage.retention.due import Periods
from triage.routing.grants import ClimbTimes

# Where voices may go unencrypted: nowhere but on this machine.
_NEAR = ("127.0.0.1", "::1", "localhost")
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
    """The custodian's own account here, if there is one: nobody decides about what they ask themselves."""


class Settings(BaseSettings):
    """All settings of the web process."""

    model_config = SettingsConfigDict(env_prefix="HOMTHU_", extra="forbid", frozen=True)

    is_demo: bool = False
    """Set by ``homthu demo`` only. It stands first, because what is safe elsewhere depends on it."""
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
    duty_number: str
    """The duty desk's telephone number."""
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
    disclosure_tells_resident: bool = False
    """Whether the resident's page says that the identity was opened."""
    acknowledge_minutes: int = Field(default=30, gt=0)
    acknowledge_minutes_life_at_risk: int = Field(default=5, gt=0)
    tips_in_ten_minutes: int = Field(default=30, gt=0)
    """How many tips one network address may send before it is slowed."""
    proxies_in_front: int = Field(default=0, ge=0)
    """How many proxies append to ``X-Forwarded-For``; with 0 the header is not read."""
    processes: int = Field(default=1, gt=0)
    """How many processes share the allowance; ``homthu serve --processes`` sets it."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """The port on 127.0.0.1 where counts are served; 0 serves none."""
    tables: Path | None = None
    """A folder of the locality's own tables of words and names, in place of those that come with the service."""
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

    @field_validator("public_url")
    @classmethod
    def _require_https(cls, public_url: str, info: ValidationInfo) -> str:
        if not info.data.get("is_demo") and not public_url.startswith("https://"):
            raise ValueError("it must begin with https:// outside the demo")
        return public_url

    @field_validator("transcription_url")
    @classmethod
    def _require_near_or_https(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and parts.scheme != "https" and parts.hostname not in _NEAR:
            raise ValueError("it must begin with https://, or with http:// on this machine: it gets people's voices")
        return url

    @field_validator("custodians_needed")
    @classmethod
    def _require_custody(cls, needed: int, info: ValidationInfo) -> int:
        if "custodians" in info.data:
            try:
                _make_custody(info.data["custodians"], needed)
            except CustodyUnsafe as error:
                raise ValueError(str(error)) from error
            except KeyMalformed as error:
                raise ValueError("a custodian's public key is not one") from error
        return needed

    @property
    def custody(self) -> Custody:
        """The custodians."""
        return _make_custody(self.custodians, self.custodians_needed)

    @property
    def retention_periods(self) -> Periods:
        """How long what is kept."""
        return Periods(content=timedelta(days=self.keep_content_days), identity=timedelta(days=self.keep_identity_days))

    @property
    def disclosure_rules(self) -> Rules:
        """What is asked of whoever wants an identity opened."""
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
    def needs_second_factor(self) -> bool:
        """Whether nobody signs in by the passphrase alone. The demo, whose passphrases are public, leaves a choice."""
        return not self.is_demo

    @property
    def passkey_site(self) -> Site | None:
        """Where passkeys are good; None on a bare network address, for which browsers make none."""
        parts = urlsplit(self.public_url)
        host = parts.hostname or ""
        is_bare = ":" in host or host.replace(".", "").isdecimal()
        return None if is_bare else Site(host, f"{parts.scheme}://{parts.netloc}", self.locality)

    @property
    def passphrase_cost(self) -> PassphraseCost:
        """What a try of a passphrase costs. The demo's passphrases are printed anyway, so it starts faster."""
        return PassphraseCost(memory_kib=8192, iterations=1, lanes=1) if self.is_demo else RECOMMENDED_COST


def _make_custody(custodians: tuple[CustodianSettings, ...], needed: int) -> Custody:
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
