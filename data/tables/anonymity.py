"""What exists because of anonymous posts: found by keyed marks, read with the key only.

None of these tables has a row number: the order in which rows were made would say who was first.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made


class AnonymousIndex(SQLModel, table=True):
    """One person's anonymous posts in one forum, sealed; its owner is a keyed mark."""

    __tablename__ = "anonymous_index"
    __table_args__ = ({"sqlite_with_rowid": False},)

    owner_mark: bytes = Field(primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    sealed: bytes


class Block(SQLModel, table=True):
    """Somebody who may not post for a while: a Discord user, or the author behind an alias.

    Behind an alias, `mark` is keyed over `salt`, so that two blocks of one person don't show it;
    `sealed` says who, and in which question. `is_named_too`: they may not post by name either.
    `until` is NULL for a block without an end.
    """

    __tablename__ = "block"
    __table_args__ = (
        CheckConstraint("(discord_id IS NULL) = (mark IS NOT NULL)", name="who"),
        CheckConstraint("(mark IS NULL) = (sealed IS NULL)", name="sealed_with_mark"),
        {"sqlite_with_rowid": False},
    )

    salt: bytes = Field(primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    discord_id: int | None = Field(default=None, index=True)
    mark: bytes | None = None
    sealed: bytes | None = None
    is_named_too: bool = True
    until: datetime | None = Field(default=None, index=True)
    reason: str = ""


class UnmaskRequest(SQLModel, table=True):
    """A moderator's written request to learn who wrote a post; another moderator decides."""

    __tablename__ = "unmask_request"

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    requested_by: int = Field(foreign_key="member.id", index=True)
    reason: str
    is_danger: bool = False
    created_at: datetime
