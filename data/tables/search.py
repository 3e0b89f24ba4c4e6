"""What posts are found by: words, which post has which, and which posts are to be looked at anew.

No model of it is ever made: `data.indexing` keeps it, within the transaction that changes a post.
"""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made


class SearchWord(SQLModel, table=True):
    """A word of a forum's visible posts, and how many of them have it.

    The empty word is every post's: its count is how many are indexed.
    """

    __tablename__ = "search_word"
    __table_args__ = (UniqueConstraint("forum_id", "word"),)

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id")
    word: str
    posts: int = 0


class SearchEntry(SQLModel, table=True):
    """A word in a post. `place` is from 0, a short title alone, to 14, deep in a long comment.

    So a walk along a word meets the posts first that say most with it.
    """

    __tablename__ = "search_entry"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word_id: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    post_id: int = Field(primary_key=True)


class SearchPost(SQLModel, table=True):
    """An indexed post with its words, `data.indexing.packed`; `question_id` is its own for one."""

    __tablename__ = "search_post"

    post_id: int = Field(primary_key=True)
    question_id: int
    words: bytes


class SearchQueue(SQLModel, table=True):
    """A post that triggers saw changing: looked at before its transaction commits."""

    __tablename__ = "search_queue"

    post_id: int = Field(primary_key=True)
