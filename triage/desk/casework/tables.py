"""What casework stores beside the tips: who may not see one, what belongs together, sentences, outcomes, clusters."""

from sqlmodel import Field, SQLModel


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
