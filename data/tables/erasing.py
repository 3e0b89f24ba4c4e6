"""What erasing and forgetting in time must remember: who asked for it, and who went away.

What concerns a person is found by keyed marks and read with the key only; tables of marks have no
row number, since the order of their rows would say who came first.
"""

from datetime import datetime

from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made


class Erasure(SQLModel, table=True):
    """Somebody's wish to be erased, sealed: what is to go, when, and how far it has come.

    No date stands in clear, and the row stays as it is while anonymous texts go at their random
    times: nothing in a copy of the file, or in two, links those texts to it or to each other.
    """

    __tablename__ = "erasure"
    __table_args__ = ({"sqlite_with_rowid": False},)

    owner_mark: bytes = Field(primary_key=True)
    sealed: bytes


class IgnoredUser(SQLModel, table=True):
    """Somebody who erased themselves: reactions of theirs that still stand are no votes."""

    __tablename__ = "ignored_user"
    __table_args__ = ({"sqlite_with_rowid": False},)

    mark: bytes = Field(primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    sealed: bytes


class Departure(SQLModel, table=True):
    """A member who was not in the server when it was last asked; gone when they are back."""

    __tablename__ = "departure"

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    noticed_at: datetime = Field(index=True)


class Removal(SQLModel, table=True):
    """A forum whose server the bot is no longer in; gone when it is back."""

    __tablename__ = "removal"

    forum_id: int = Field(foreign_key="forum.id", primary_key=True)
    noticed_at: datetime = Field(index=True)
