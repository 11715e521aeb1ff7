"""What casework stores beside the tips: who may not see one, what belongs together, sentences, outcomes, clusters."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.ground.columns import utc_field


class TipDraft(SQLModel, table=True):
    """What an officer has typed for a step at a tip, and not sent. No other officer can open it."""

    __tablename__ = "tip_draft"

    officer_id: str = Field(primary_key=True, foreign_key="officer.id")
    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    step: str = Field(primary_key=True)
    locked: bytes
    """Empty where the step was taken, or the field was emptied."""
    version: int
    """Of the tip, as the page showed it; after the step the tip's next: what was typed before that comes too late."""
    changed_at: datetime = utc_field()


class SavedSentence(SQLModel, table=True):
    """A question or a closing sentence that the officers of a commune, or of a top post, have at hand."""

    __tablename__ = "saved_sentence"

    id: str = Field(primary_key=True)
    post_id: str = Field(foreign_key="post.id", index=True)
    kind: str
    text: str


class Cluster(SQLModel, table=True):
    """Areas on both sides of a border, whose officers share tips by hand."""

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)


class ClusterArea(SQLModel, table=True):
    """An area belongs to a cluster."""

    __tablename__ = "cluster_area"

    cluster_id: str = Field(primary_key=True, foreign_key="cluster.id")
    area_id: str = Field(primary_key=True, foreign_key="area.id", index=True)
