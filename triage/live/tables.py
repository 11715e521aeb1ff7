"""A number for each post that rises with everything that changes there."""

from sqlmodel import Field, SQLModel


class PostActivity(SQLModel, table=True):
    """How often something changed at the post: what an open page compares, without asking what."""

    __tablename__ = "post_activity"

    post_id: str = Field(primary_key=True, foreign_key="post.id")
    number: int
