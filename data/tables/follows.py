"""What people want to hear of. Who follows a question is sealed: its author may be among them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made
from data.columns import by_value


class FollowTarget(StrEnum):
    """What can be followed."""

    QUESTION = "question"
    CATEGORY = "category"
    TAG = "tag"
    MEMBER = "member"


class Follow(SQLModel, table=True):
    """A member's wish to hear about a category, tag or member; about a question if imported.

    `by_dm`: they asked for a DM about each one. Otherwise it is in their inbox.
    """

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("member_id", "target", "target_id"),
        Index("ix_follow_target", "target", "target_id", "member_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    target: FollowTarget = Field(sa_type=by_value(FollowTarget))
    target_id: int
    by_dm: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    created_at: datetime


class QuestionFollow(SQLModel, table=True):
    """Somebody's wish to hear about a question. The mark finds it for them, `sealed` says who.

    It has no row number, whose order would say who was first, and is the same for whoever asked.
    """

    __tablename__ = "question_follow"
    __table_args__ = ({"sqlite_with_rowid": False},)

    mark: bytes = Field(primary_key=True)
    question_id: int = Field(foreign_key="post.id", index=True)
    sealed: bytes


class FollowIndex(SQLModel, table=True):
    """The questions that one person follows in one forum, sealed; its owner is a keyed mark."""

    __tablename__ = "follow_index"
    __table_args__ = ({"sqlite_with_rowid": False},)

    owner_mark: bytes = Field(primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    sealed: bytes
