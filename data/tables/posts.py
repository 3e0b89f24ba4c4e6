"""Posts (questions, answers, comments), their tags and revisions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from data import naming  # noqa: F401  # names the constraints before any table is made
from data.columns import by_value, table_of

# What lists hold. An index on no more than that costs answers and comments nothing, and serves a
# query that says it in these very words: SQLite does not look into parameters for it.
LISTED = text("kind = 'question' AND state = 'visible'")
# The same for lists of what still waits for something; each has indexes that hold no more than it.
UNANSWERED = text("answers = 0 AND closed_at IS NULL")
UNSELECTED = text("best_answer_id IS NULL AND closed_at IS NULL")
NEEDING_A_REPLY = text("replies <= 1 AND closed_at IS NULL")
UNUPVOTED = text("upvoted_answers = 0 AND closed_at IS NULL")
NAMED = "author_id IS NOT NULL"
# Questions that follow on from another post: `parent_id` says from which.
FOLLOWING_ON = text(f"{LISTED} AND parent_id IS NOT NULL")


class PostKind(StrEnum):
    """What a post is."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"


class PostOrigin(StrEnum):
    """Where a post was written."""

    DISCORD = "discord"
    WEBSITE = "website"


class PostState(StrEnum):
    """Whether a post is shown. `deleted` keeps the row, never the text, title or tags."""

    VISIBLE = "visible"
    QUEUED = "queued"
    HIDDEN = "hidden"
    DELETED = "deleted"


# Stands as the reason of a question's removal that was hidden then: what is beneath stays covered.
HIDDEN_BEFORE = "hidden before"


class EditedAs(StrEnum):
    """As whom a text was replaced; `discord`: with Discord's own controls, by nobody known."""

    AUTHOR = "author"
    MODERATOR = "moderator"
    DISCORD = "discord"
    WEBSITE = "website"


class Post(SQLModel, table=True):
    """A question, an answer or a comment.

    The author is `author_id`, or sealed (`author_seal` and `author_mark`, with an `alias`),
    or nobody (website visitor, erased). `question_id` is NULL on a question itself.
    What was promised when it was sealed stays with it: `is_unmaskable` (two moderators can have
    it opened) and `seal_days` (days after the question's last activity until it is destroyed).
    `website_number`: its number on the website, which settles ties of lists as it does there.
    `up` and `down` are counts of votes. Numbers are never reused: buttons carry them.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("author_id IS NULL OR author_seal IS NULL", name="one_author"),
        CheckConstraint("(author_seal IS NULL) = (author_mark IS NULL)", name="seal_with_mark"),
        CheckConstraint("(kind = 'question') = (question_id IS NULL)", name="question_root"),
        CheckConstraint("(kind = 'question') OR (parent_id IS NOT NULL)", name="parent"),
        CheckConstraint("kind = 'question' OR title IS NULL", name="title_on_questions"),
        CheckConstraint("kind <> 'question' OR title IS NOT NULL", name="questions_have_titles"),
        CheckConstraint("up >= 0 AND down >= 0 AND answers >= 0", name="counts"),
        CheckConstraint("state <> 'deleted' OR body = ''", name="deleted_keeps_no_text"),
        CheckConstraint(
            "state <> 'deleted' OR title IS NULL OR title = ''", name="deleted_keeps_no_title"
        ),
        Index("ix_post_listing", "forum_id", "kind", "state", "created_at", "website_number"),
        Index("ix_post_beneath", "question_id", "kind", "state", "id"),
        Index("ix_post_author", "author_id", "kind", "created_at"),
        Index("ix_post_mark", "author_mark"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id")
    kind: PostKind = Field(sa_type=by_value(PostKind))
    question_id: int | None = Field(default=None, foreign_key="post.id")
    parent_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    category_id: int | None = Field(default=None, foreign_key="category.id", index=True)
    author_id: int | None = Field(default=None, foreign_key="member.id")
    author_seal: bytes | None = None
    author_mark: bytes | None = None
    alias: str | None = None
    # What it carried before its author's name: nobody else takes that alias in the question.
    former_alias: str | None = None
    is_unmaskable: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    seal_days: int | None = None
    origin: PostOrigin = Field(sa_type=by_value(PostOrigin))
    state: PostState = Field(sa_type=by_value(PostState))
    state_by: int | None = Field(default=None, foreign_key="member.id")
    state_reason: str | None = None
    state_at: datetime | None = None
    title: str | None = None
    body: str
    is_spoiler: bool = False
    up: int = 0
    down: int = 0
    answers: int = 0
    # Of a question: visible answers and comments by others, as far as everybody sees that they are.
    # Triggers keep it, whatever writes: see the migration that brought it.
    replies: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # Of a question: visible answers with more votes up than down. Triggers keep it as well.
    upvoted_answers: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    views: int = 0
    # Question2Answer's, of a question: `bot.forum.hotness.refresh` keeps it.
    hotness: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    notify: bool = False
    revision: int = 1
    edited_by: int | None = Field(default=None, foreign_key="member.id")
    edited_at: datetime | None = None
    is_edited_as_alias: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    closed_at: datetime | None = None
    closed_by: int | None = Field(default=None, foreign_key="member.id")
    close_reason: str | None = None
    duplicate_of: int | None = Field(default=None, foreign_key="post.id")
    best_answer_id: int | None = Field(default=None, foreign_key="post.id")
    best_chosen_at: datetime | None = None
    created_at: datetime
    website_number: int | None = None

    @property
    def score(self) -> int:
        """Votes up minus votes down."""
        return self.up - self.down

    @property
    def covers(self) -> bool:
        """Whether what is beneath this post is hidden with it: for good once it is removed."""
        is_removed = self.state is PostState.DELETED and self.state_reason == HIDDEN_BEFORE
        return self.state is PostState.HIDDEN or is_removed

    @property
    def root_id(self) -> int:
        """The number of the question this post is, or is under."""
        return self.question_id or self.number

    @property
    def number(self) -> int:
        """The post's own number; every stored post has one."""
        if self.id is None:
            msg = "a post that was never stored has no number"
            raise ValueError(msg)
        return self.id


# SQLite computes it from the row and stores it in indexes alone, so no model has to carry it. An
# index on the expression itself would do, if SQLAlchemy could read it back from the file.
POSTS = table_of(Post)
POSTS.append_column(Column("score", Integer, Computed("up - down"), nullable=True))
# What few posts have costs the others nothing; and a list of questions without a best answer never
# walks all that have none of something.
for _name in ("best_answer_id", "duplicate_of", "edited_by", "closed_by", "state_by"):
    Index(f"ix_post_{_name}", POSTS.c[_name], sqlite_where=text(f"{_name} IS NOT NULL"))
# Best answers of a week or a month: few questions have one, so it costs the others nothing.
CHOSEN = text("best_chosen_at IS NOT NULL")
Index("ix_post_best_chosen", POSTS.c.forum_id, POSTS.c.best_chosen_at, sqlite_where=CHOSEN)
Index("ix_post_follow_on", POSTS.c.parent_id, sqlite_where=FOLLOWING_ON)
# Every order of a list, of a whole forum, of each category and author: a page costs what it shows.
NEWEST = (POSTS.c.created_at, POSTS.c.website_number)
# An author's have all that a list asks for: those in other categories need not be looked up.
OF_AUTHOR = (POSTS.c.author_id, POSTS.c.kind, POSTS.c.state)
PASSING = (POSTS.c.id, POSTS.c.category_id)
BY_NAME = text(f"{LISTED} AND {NAMED}")
for _name, _order in (
    ("hotness", (POSTS.c.hotness, POSTS.c.website_number)),
    ("score", (POSTS.c.score, *NEWEST)),
    ("answers", (POSTS.c.answers, *NEWEST)),
    ("views", (POSTS.c.views, *NEWEST)),
):
    Index(f"ix_post_by_{_name}", POSTS.c.forum_id, *_order, sqlite_where=LISTED)
    Index(f"ix_post_by_{_name}_in", POSTS.c.category_id, *_order, sqlite_where=LISTED)
    Index(f"ix_post_by_{_name}_of", *OF_AUTHOR, *_order, *PASSING, sqlite_where=BY_NAME)
Index("ix_post_in_category", POSTS.c.category_id, *NEWEST, sqlite_where=LISTED)
Index("ix_post_of_author", *OF_AUTHOR, *NEWEST, *PASSING, sqlite_where=BY_NAME)
# Where few of theirs are in a category these are looked up, instead of passing over all others.
Index("ix_post_of_author_in", *OF_AUTHOR, POSTS.c.category_id, sqlite_where=BY_NAME)
# SQLite takes the index of which the most columns are said: each says more than `ix_post_listing`.
WAITING = (POSTS.c.forum_id, POSTS.c.kind, POSTS.c.state, POSTS.c.closed_at)
WAITING_IN = (POSTS.c.category_id, POSTS.c.closed_at)
WAITING_OF = (*OF_AUTHOR, POSTS.c.closed_at)
for _name, _filter, _same in (
    # Else the order by answers, of which as many are said, would be walked past all closed ones.
    ("unanswered", UNANSWERED, (POSTS.c.answers,)),
    ("unselected", UNSELECTED, ()),
    ("needing_a_reply", NEEDING_A_REPLY, ()),
    ("unupvoted", UNUPVOTED, ()),
):
    _where = text(f"{LISTED} AND {_filter}")
    Index(f"ix_post_{_name}", *WAITING, *NEWEST, sqlite_where=_where)
    Index(f"ix_post_{_name}_in", *WAITING_IN, *_same, *NEWEST, sqlite_where=_where)
    _where = text(f"{BY_NAME} AND {_filter}")
    Index(f"ix_post_{_name}_of", *WAITING_OF, *_same, *NEWEST, *PASSING, sqlite_where=_where)


class Revision(SQLModel, table=True):
    """A text that a post had before an edit; `number` counts from 1, the first text.

    `written_by` and `written_at` are of this text, `replaced_by` and `replaced_at` of the one that
    took its place: nobody where an anonymous author or nobody known did that, which `replaced_as`
    tells. `tags`: a question's, with commas between; None where they were not kept.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", ondelete="CASCADE")
    number: int
    title: str | None = None
    body: str
    written_by: int | None = Field(default=None, foreign_key="member.id", index=True)
    written_at: datetime
    is_silent: bool = False
    tags: str | None = None
    replaced_by: int | None = Field(default=None, foreign_key="member.id", index=True)
    replaced_at: datetime | None = None
    replaced_as: EditedAs = Field(
        default=EditedAs.MODERATOR,
        sa_type=by_value(EditedAs),
        sa_column_kwargs={"server_default": "moderator"},
    )
