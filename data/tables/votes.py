"""Votes, and what Discord was last known to show of reactions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made
from data.columns import by_value


class VoteSource(StrEnum):
    """How a vote was cast: moderators' clearing of reactions withdraws only those by reaction."""

    REACTION = "reaction"
    BUTTON = "button"
    WEBSITE = "website"


class Vote(SQLModel, table=True):
    """One member's vote on one post: +1 or -1; a withdrawn vote has no row."""

    __tablename__ = "vote"
    __table_args__ = (CheckConstraint("value IN (-1, 1)", name="value"),)

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True)
    value: int
    source: VoteSource = Field(sa_type=by_value(VoteSource))
    # Points of a week or a month are counted from what was cast since then.
    cast_at: datetime = Field(index=True)


class Reaction(SQLModel, table=True):
    """Whether a Discord user's thumbs stood on a message when the forum last heard of it.

    `is_undecided`: both were found new at once, so neither is a vote until one is taken away.
    """

    __tablename__ = "reaction"

    message_id: int = Field(primary_key=True)
    discord_id: int = Field(primary_key=True, index=True)
    up: bool = False
    down: bool = False
    is_undecided: bool = False
