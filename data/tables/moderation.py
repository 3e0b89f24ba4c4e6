"""Flags by members and the log of what moderators did."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made


class Flag(SQLModel, table=True):
    """One member's report of one post."""

    __tablename__ = "flag"

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    reason: str = ""
    created_at: datetime


class AuditEntry(SQLModel, table=True):
    """What was done to a forum or a post, by whom where that is known; never edited."""

    __tablename__ = "audit_entry"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    action: str
    actor_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    detail: str = ""
    created_at: datetime = Field(index=True)
