"""People: members of a forum, who they are outside it, and account-wide settings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made
from data.columns import by_value, table_of

# Whom the forum ranks: who posted by name. A query must say it in these very words.
RANKED = text("name IS NOT NULL AND merged_into IS NULL")


class IdentitySource(StrEnum):
    """Where an external id comes from."""

    DISCORD = "discord"
    WEBSITE = "website"


class Tally(SQLModel):
    """Counters behind a member's points, named as Question2Answer's ^userpoints columns.

    `*voteds` are points before the multiple; `*upvotes`/`*downvotes` are votes given;
    `upvoteds`/`downvoteds` are votes received.
    """

    points: int = 0
    qposts: int = 0
    aposts: int = 0
    cposts: int = 0
    aselects: int = 0
    aselecteds: int = 0
    qupvotes: int = 0
    qdownvotes: int = 0
    aupvotes: int = 0
    adownvotes: int = 0
    cupvotes: int = 0
    cdownvotes: int = 0
    qvoteds: int = 0
    avoteds: int = 0
    cvoteds: int = 0
    upvoteds: int = 0
    downvoteds: int = 0
    bonus: int = 0


class Member(Tally, table=True):
    """A person in one forum: made by a named post, a vote or a follow, never by looking.

    `name` is NULL until they post: who only votes, or edits as a moderator, has a number and
    nothing else.
    """

    __tablename__ = "member"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    name: str | None = None
    merged_into: int | None = Field(default=None, foreign_key="member.id")
    created_at: datetime


MEMBERS = table_of(Member)
# Who only votes is not in it, so most votes don't touch it.
Index("ix_member_by_points", MEMBERS.c.forum_id, MEMBERS.c.points.desc(), sqlite_where=RANKED)


class PointsHeld(SQLModel, table=True):
    """How many ranked members have so many points, for ranks; triggers keep it."""

    __tablename__ = "points_held"
    __table_args__ = ({"sqlite_with_rowid": False},)

    forum_id: int = Field(primary_key=True, foreign_key="forum.id")
    points: int = Field(primary_key=True)
    members: int


class Identity(SQLModel, table=True):
    """How a member is known outside: a Discord id or a website's user id, as text."""

    __tablename__ = "identity"
    __table_args__ = (
        UniqueConstraint("forum_id", "source", "external_id"),
        UniqueConstraint("member_id", "source"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    forum_id: int = Field(foreign_key="forum.id")
    source: IdentitySource = Field(sa_type=by_value(IdentitySource))
    external_id: str


class Account(SQLModel, table=True):
    """What holds for a Discord user in every forum. Made by the person's own choice or refusal."""

    __tablename__ = "account"

    discord_id: int = Field(primary_key=True)
    dm_refused_at: datetime | None = None
    dm_channel_id: int | None = None
    country: str | None = None
