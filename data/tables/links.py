"""Which message in Discord and which page on the website a post is."""

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made


class DiscordLink(SQLModel, table=True):
    """A post's message. On a question `thread_id` is its thread, else the thread it stands in.

    Under a text channel the question's message stands in the channel, so `channel_id` is where
    the message is. `gone_at`: the message was deleted in Discord. `is_stale`: a refresh
    was left for when the archived thread opens again. `is_adopted`: the thread was made by its
    author with New Post, so its name need not be the title. `tags_off`: the numbers of moderators'
    own tags that the bot took off the thread, to be put back once it is shown or has room.
    """

    __tablename__ = "discord_link"

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    channel_id: int
    thread_id: int | None = Field(default=None, index=True)
    message_id: int = Field(unique=True)
    is_stale: bool = False
    is_adopted: bool = False
    gone_at: datetime | None = None
    tags_off: list[int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class WebsiteLink(SQLModel, table=True):
    """A post's number on the linked website, as text: website ids can exceed 63 bits.

    `taken_over`: what the website last said of a question's category, best answer and closing, in
    its own numbers, so that only what changes there is taken over again.
    """

    __tablename__ = "website_link"
    __table_args__ = (UniqueConstraint("forum_id", "external_id"),)

    post_id: int = Field(foreign_key="post.id", primary_key=True)
    forum_id: int = Field(foreign_key="forum.id")
    external_id: str
    taken_over: dict[str, str | None] | None = Field(default=None, sa_column=Column(JSON))
