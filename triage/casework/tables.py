"""What casework stores beside the tips: who may not see one, what belongs together, sentences, outcomes, clusters."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from intake.columns import utc_field


class Bar(SQLModel, table=True):
    """An officer may not see a tip, whatever posts the officer holds."""

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    officer_id: str = Field(primary_key=True, foreign_key="officer.id")
    barred_by: str = Field(foreign_key="officer.id")
    barred_at: datetime = utc_field()


class TipLink(SQLModel, table=True):
    """Two tips tell of one thing. The lesser id stands first."""

    __tablename__ = "tip_link"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    other_id: str = Field(primary_key=True, foreign_key="tip.id", index=True)
    officer_id: str = Field(foreign_key="officer.id")
    linked_at: datetime = utc_field()


class SavedSentence(SQLModel, table=True):
    """A question or a closing sentence that the officers of a commune, or of a top post, have at hand."""

    __tablename__ = "saved_sentence"

    id: str = Field(primary_key=True)
    post_id: str = Field(foreign_key="post.id", index=True)
    kind: str
    text: str


class OutcomeRow(SQLModel, table=True):
    """What came of a tip, in numbers."""

    __tablename__ = "outcome"

    tip_id: str = Field(primary_key=True, foreign_key="tip.id")
    kind: str = Field(primary_key=True)
    amount: int


class Cluster(SQLModel, table=True):
    """Areas on both sides of a border, whose officers share tips by hand."""

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)


class ClusterArea(SQLModel, table=True):
    """An area belongs to a cluster."""

    __tablename__ = "cluster_area"

    cluster_id: str = Field(primary_key=True, foreign_key="cluster.id")
    area_id: str = Field(primary_key=True, foreign_key="area.id", index=True)
