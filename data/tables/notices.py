"""What people are told: drafts of their own text, notifications, preferences."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made
from data.columns import by_value


class NotificationKind(StrEnum):
    """Why somebody is told."""

    ANSWER = "answer"
    EDITED = "edited"
    HIDDEN = "hidden"
    UNMASKED = "unmasked"
    CHOSEN = "chosen"
    CLOSED = "closed"
    COMMENT = "comment"
    COMMENT_AFTER = "comment_after"
    CONVERTED = "converted"
    FOLLOWED = "followed"
    RESTORED = "restored"
    REOPENED = "reopened"
    MOVED = "moved"
    WELCOME = "welcome"


class Draft(SQLModel, table=True):
    """The text of a submitted form, sealed; its owner is a keyed mark, never an id.

    Its number stands in buttons and is the moment at which it was kept: no later draft has it,
    and it tells nobody how many others there are.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_owner", "owner_mark", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    owner_mark: bytes
    sealed: bytes
    created_at: datetime
    expires_at: datetime = Field(index=True)


class Notification(SQLModel, table=True):
    """Something a person is told once.

    A named recipient is `recipient_id` with `post_id`; for one who is anonymous there,
    `recipient_mark` and `sealed` say who and what, and nothing else does.
    """

    __tablename__ = "notification"
    __table_args__ = (
        CheckConstraint("(recipient_id IS NULL) <> (recipient_mark IS NULL)", name="recipient"),
        CheckConstraint("(recipient_mark IS NULL) = (sealed IS NULL)", name="sealed_with_mark"),
        CheckConstraint("sealed IS NULL OR post_id IS NULL", name="sealed_names_no_post"),
        Index("ix_notification_inbox", "recipient_id", "read_at", "id"),
        Index("ix_notification_mark", "recipient_mark"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    recipient_id: int | None = Field(default=None, foreign_key="member.id")
    recipient_mark: bytes | None = None
    sealed: bytes | None = None
    kind: NotificationKind = Field(sa_type=by_value(NotificationKind))
    post_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    actor_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    created_at: datetime
    read_at: datetime | None = None
    held_at: datetime | None = None
    is_heard: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})


class Preference(SQLModel, table=True):
    """How somebody wants to be told, in every forum: one sealed row; its owner is a keyed mark.

    In clear it would stand beside what was sealed a moment before, and say whom that was for.
    """

    __tablename__ = "preference"
    __table_args__ = ({"sqlite_with_rowid": False},)

    owner_mark: bytes = Field(primary_key=True)
    sealed: bytes
