"""Forums (one Discord server's Q&A each), their categories and tags."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made
from data.columns import by_value


class ChannelKind(StrEnum):
    """Where questions become threads."""

    FORUM = "forum"
    TEXT = "text"


class Anonymity(StrEnum):
    """Whether members may post anonymously, and who could learn the author."""

    OFF = "off"
    SEALED = "sealed"
    BREAK_GLASS = "break_glass"


class PointOptions(SQLModel):
    """Question2Answer's point options with its defaults (its rules, 2.1)."""

    points_base: int = 100
    points_multiple: int = 10
    points_post_q: int = 2
    points_post_a: int = 4
    points_select_a: int = 3
    points_a_selected: int = 30
    points_vote_up_q: int = 1
    points_vote_down_q: int = 1
    points_vote_up_a: int = 1
    points_vote_down_a: int = 1
    points_per_q_voted_up: int = 1
    points_per_q_voted_down: int = 1
    points_q_voted_max_gain: int = 10
    points_q_voted_max_loss: int = 3
    points_per_a_voted_up: int = 2
    points_per_a_voted_down: int = 2
    points_a_voted_max_gain: int = 20
    points_a_voted_max_loss: int = 5
    points_per_c_voted_up: int = 0
    points_per_c_voted_down: int = 0
    points_c_voted_max_gain: int = 10
    points_c_voted_max_loss: int = 3


class Forum(PointOptions, table=True):
    """One server's Q&A. `guild_id` is NULL for a forum that only a website has.

    `seal_days`: so long after a question's last activity its anonymous authors are forgotten;
    NULL: never. `most_answers`: so many answers a person may give to a question; NULL: any number.
    `anonymous_delay_seconds`: an anonymous post appears after 0 to so many seconds.
    `titles_by_points` and `roles_by_points`: from how many points on, and which title or Discord
    role, the fewest points first.
    """

    __tablename__ = "forum"

    id: int | None = Field(default=None, primary_key=True)
    guild_id: int | None = Field(default=None, unique=True)
    channel_id: int | None = Field(default=None, index=True)
    channel_kind: ChannelKind | None = Field(default=None, sa_type=by_value(ChannelKind))
    answered_tag_id: int | None = None
    closed_tag_id: int | None = None
    name: str
    locale: str = "en"
    anonymity: Anonymity = Field(
        default=Anonymity.SEALED,
        sa_type=by_value(Anonymity),
        sa_column_kwargs={"server_default": "sealed"},
    )
    seal_days: int | None = None
    most_answers: int | None = None
    anonymous_delay_seconds: int = Field(default=20, sa_column_kwargs={"server_default": "20"})
    titles_by_points: list[tuple[int, str]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    roles_by_points: list[tuple[int, int]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    created_at: datetime


class Category(SQLModel, table=True):
    """A category; up to four levels through `parent_id`, mirrored as a forum tag."""

    __tablename__ = "category"
    __table_args__ = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="not_its_own_parent"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    parent_id: int | None = Field(default=None, foreign_key="category.id", index=True)
    name: str
    description: str = ""
    position: int = 0
    discord_tag_id: int | None = Field(default=None, index=True)
    created_at: datetime


class Tag(SQLModel, table=True):
    """A word on questions, lower case; one that no question has any more has no row.

    `given` is how many visible questions have it; triggers keep it.
    """

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("forum_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id")
    name: str
    given: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
