"""Which questions have a tag, and what lists of a tag are read from."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from data.columns import table_of
from data.tables.posts import NAMED


class PostTag(SQLModel, table=True):
    """A tag on a question, in the order it was given."""

    __tablename__ = "post_tag"
    __table_args__ = (Index("ix_post_tag_tag_id", "tag_id", "post_id"),)

    post_id: int = Field(foreign_key="post.id", primary_key=True, ondelete="CASCADE")
    tag_id: int = Field(foreign_key="tag.id", primary_key=True)
    position: int = 0


class Tagged(SQLModel, table=True):
    """A visible question with a tag, and what lists sort and filter it by, as the question has it.

    A tag's stand beside one another, and those of one category in its index, so a list of thousands
    is sorted without looking each of them up. Triggers keep it, whatever writes: see the migration
    that brought it.
    """

    __tablename__ = "tagged"
    __table_args__ = (
        ForeignKeyConstraint(["post_id", "tag_id"], ["post_tag.post_id", "post_tag.tag_id"]),
        Index("ix_tagged_author", "tag_id", "author_id", "category_id", sqlite_where=text(NAMED)),
        {"sqlite_with_rowid": False},
    )

    tag_id: int = Field(primary_key=True)
    post_id: int = Field(primary_key=True)
    category_id: int | None = None
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
# All that lists of a tag are sorted and filtered by. The newest come first: of a list of the newest
# the first that are met are the ones wanted, and the rest need no sorting.
Index(
    "ix_tagged_in",
    *(TAGGED.c.tag_id, TAGGED.c.category_id),
    *(TAGGED.c.created_at.desc(), TAGGED.c.website_number.desc()),
    *(TAGGED.c.score, TAGGED.c.answers, TAGGED.c.views, TAGGED.c.hotness, TAGGED.c.replies),
    *(TAGGED.c.upvoted_answers, TAGGED.c.closed_at, TAGGED.c.best_answer_id),
)
