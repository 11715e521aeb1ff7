"""What proves an officer's presence beside the passphrase, as stored: nothing here can be read or forged from here."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field
from triage.ground.row_proofs import proved


@proved(but=("locked",))
class SecondFactor(SQLModel, table=True):
    """An app's secret, or a passkey's public key, locked under the officer's seed: to use it takes the passphrase."""

    __tablename__ = "second_factor"

    id: str = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    kind: str
    locked: bytes
    counter: int = 0
    """The last step of time whose code was used, or the passkey's count of signatures: what is not later is refused."""
    made_at: datetime = utc_field()
    confirmed_at: datetime | None = utc_field(nullable=True)
    """None until the officer has shown once that it works."""
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""


@proved()
class RecoveryCode(SQLModel, table=True):
    """A code for the day on which the telephone is lost: good once, kept as a digest under the officer's seed."""

    __tablename__ = "recovery_code"

    digest: bytes = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    generation: int = 0
    """The account's, when the code was made."""
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""


@proved(but=("seed_locked",))
class SignInStep(SQLModel, table=True):
    """It sent the right passphrase and still owes the second factor. It opens nothing, and is no session."""

    __tablename__ = "sign_in_step"

    digest: bytes = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id", index=True)
    seed_locked: bytes
    generation: int = 0
    """The account's, when the step began."""
    is_enrolling: bool
    """A factor is being added; otherwise one is asked for."""
    adds_factor: bool = False
    """Once a factor was shown, another is added in the same step."""
    tries: int = 0
    began_at: datetime = utc_field()
    relieves_id: str | None = Field(default=None, foreign_key="officer.id")
    """At a shared desk: the officer whose session ends when this one begins."""
    relieves_generation: int | None = None
    """That account's generation when the step began."""
    seen_waiting: int = 0
    """How many tips were not acknowledged when this officer looked at the desk that is handed over."""
    proof: bytes | None = None
    """Binds the row under the pepper; see triage/ground/row_proofs.py."""
