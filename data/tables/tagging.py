"""Which questions have a tag, and what lists of a tag are read from."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from data.columns import table_of
from data.tables.posts import NAMED, NEEDING_A_REPLY, UNANSWERED, UNSELECTED, UNUPVOTED


class PostTag(SQLModel, table=True):
    """A tag on a question, in the order it was given."""

    __tablename__ = "post_tag"
    __table_args__ = (Index("ix_post_tag_tag_id", "tag_id", "post_id"),)

    post_id: int = Field(foreign_key="post.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)
    position: int = 0


class Tagged(SQLModel, table=True):
    """A visible question with a tag, and what lists sort and filter it by, as the question has it.

    Each order has an index of every tag's, so a page costs what it shows and skips; a tag's of one
    category stand beside one another. Triggers keep it, whatever writes: see the migration that
    brought it as it is (0037). `category_id`: 0 for none.
    """

    __tablename__ = "tagged"
    __table_args__ = (
        ForeignKeyConstraint(["post_id", "tag_id"], ["post_tag.post_id", "post_tag.tag_id"]),
        Index("ix_tagged_post", "post_id", "tag_id"),
        Index("ix_tagged_author", "tag_id", "author_id", "category_id", sqlite_where=text(NAMED)),
        {"sqlite_with_rowid": False},
    )

    tag_id: int = Field(primary_key=True)
    category_id: int = Field(primary_key=True)
    post_id: int = Field(primary_key=True)
    created_at: datetime
    website_number: int | None = None
    score: int
    answers: int
    views: int
    hotness: int
    replies: int
    upvoted_answers: int = Field(sa_column_kwargs={"server_default": "0"})
    closed_at: datetime | None = None
    best_answer_id: int | None = None
    author_id: int | None = None


TAGGED = table_of(Tagged)
# Every order of a list, as posts have them. Those in other categories are passed over without being
# looked up.
NEWEST = (TAGGED.c.created_at, TAGGED.c.website_number)
PASSING = (TAGGED.c.post_id, TAGGED.c.category_id)
for _name, _order in (
    ("newest", NEWEST),
    ("by_hotness", (TAGGED.c.hotness, TAGGED.c.website_number)),
    ("by_score", (TAGGED.c.score, *NEWEST)),
    ("by_answers", (TAGGED.c.answers, *NEWEST)),
    ("by_views", (TAGGED.c.views, *NEWEST)),
):
    Index(f"ix_tagged_{_name}", TAGGED.c.tag_id, *_order, *PASSING)
# What SQLite checks once more is in the index as well: else it would look each row up.
for _name, _filter, _same, _rest in (
    ("unanswered", UNANSWERED, (TAGGED.c.answers,), ()),
    ("unselected", UNSELECTED, (TAGGED.c.best_answer_id,), ()),
    ("needing_a_reply", NEEDING_A_REPLY, (), (TAGGED.c.replies,)),
    ("unupvoted", UNUPVOTED, (TAGGED.c.upvoted_answers,), ()),
):
    _waiting = (TAGGED.c.tag_id, TAGGED.c.closed_at, *_same, *NEWEST, *PASSING, *_rest)
    Index(f"ix_tagged_{_name}", *_waiting, sqlite_where=_filter)
