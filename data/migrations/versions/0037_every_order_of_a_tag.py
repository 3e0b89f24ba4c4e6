"""every order of a tag: far pages of the commonest grew with how many questions they have."""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEWEST = ("created_at", "website_number")
# Those in other categories are passed over without being looked up.
PASSING = ("post_id", "category_id")
INDEXES = {
    "ix_tagged_post": ("post_id", "tag_id"),
    "ix_tagged_newest": ("tag_id", *NEWEST, *PASSING),
    "ix_tagged_by_hotness": ("tag_id", "hotness", "website_number", *PASSING),
    "ix_tagged_by_score": ("tag_id", "score", *NEWEST, *PASSING),
    "ix_tagged_by_answers": ("tag_id", "answers", *NEWEST, *PASSING),
    "ix_tagged_by_views": ("tag_id", "views", *NEWEST, *PASSING),
}
WAITING: Mapping[str, tuple[str, Sequence[str]]] = {
    "ix_tagged_unanswered": ("answers = 0", ["answers", *NEWEST, *PASSING]),
    "ix_tagged_unselected": ("best_answer_id IS NULL", ["best_answer_id", *NEWEST, *PASSING]),
    "ix_tagged_needing_a_reply": ("replies <= 1", [*NEWEST, *PASSING, "replies"]),
    "ix_tagged_unupvoted": ("upvoted_answers = 0", ["upvoted_answers", *NEWEST, *PASSING]),
}
ALL_OF_IT: list[str | sa.TextClause] = [
    *("tag_id", "category_id", sa.text("created_at DESC"), sa.text("website_number DESC")),
    *("score", "answers", "views", "hotness", "replies", "upvoted_answers"),
    *("closed_at", "best_answer_id"),
]
COUNTS = ("score", "answers", "views", "hotness", "replies", "upvoted_answers")
KEPT = ("category_id", *NEWEST, *COUNTS, "closed_at", "best_answer_id", "author_id")
MAY_BE_NULL = {"website_number", "closed_at", "best_answer_id", "author_id"}

# No post, tag or row is named by a person here: each name in these words is a column of ours.
ITS = "post_id = NEW.id AND tag_id IN (SELECT tag_id FROM post_tag WHERE post_id = NEW.id)"
TAKE = "DELETE FROM tagged WHERE tag_id = OLD.tag_id AND post_id = OLD.post_id;"
WAS, IS = (f"({row}.kind = 'question' AND {row}.state = 'visible')" for row in ("OLD", "NEW"))
GIVEN = "UPDATE tag SET given = given {} 1 WHERE id = {}.tag_id;"
# As 0035 had it.
AUTHOR = "UPDATE tagged SET author_id = {} WHERE {};"
AUTHOR_OF = "(SELECT author_id FROM post WHERE post.id = tagged.post_id)"
NEW_ONE = "tag_id = NEW.tag_id AND post_id = NEW.post_id"


def upgrade() -> None:
    """Have each order of every tag's as an index, and its categories beside one another."""
    _begin_anew(["tag_id", "category_id", "post_id"], KEPT, nobody="0")
    for name, columns in INDEXES.items():
        op.create_index(name, "tagged", [*columns])
    for name, (what, rest) in WAITING.items():
        where = sa.text(f"{what} AND closed_at IS NULL")
        op.create_index(name, "tagged", ["tag_id", "closed_at", *rest], sqlite_where=where)
    # SQLite writes an index anew for each column that is set, were it to the same.
    for name in KEPT:
        _create(f"tagged_{name}", _changed([name], nobody="0"))


def downgrade() -> None:
    """Gather and sort what has a tag."""
    # Whose they are came later than the rest, and goes before it.
    rest = [name for name in KEPT if name != "author_id"]
    _begin_anew(["tag_id", "post_id"], rest, nobody="NULL")
    op.execute(AUTHOR.format(AUTHOR_OF, "TRUE"))
    op.create_index("ix_tagged_in", "tagged", ALL_OF_IT)
    _create("tagged_changed", _changed(rest, nobody="NULL"))
    _create("tagged_by", f"INSERT ON tagged BEGIN {AUTHOR.format(AUTHOR_OF, NEW_ONE)} END")
    _create(
        "tagged_by_another",
        f"""
        UPDATE OF author_id ON post
        WHEN NEW.question_id IS NULL AND OLD.author_id IS NOT NEW.author_id
        BEGIN {AUTHOR.format("NEW.author_id", ITS)} END
        """,
    )


def _begin_anew(primary_key: Sequence[str], kept: Sequence[str], *, nobody: str) -> None:
    """Make the table, and what fills it as questions are shown and tags given; fill it.

    `kept`: the columns that are filled. `nobody`: what stands for no category. Whatever writes to
    questions and tags: a migration that makes one of these tables anew has to make its triggers
    anew.
    """
    is_kept = op.get_bind().execute(
        sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    )
    for name in sorted(each for each in is_kept.scalars() if each.startswith(("tagged_", "tag_"))):
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("tagged")
    times = {"created_at": sa.DateTime(), "closed_at": sa.DateTime()}
    op.create_table(
        "tagged",
        *(
            sa.Column(
                name,
                times.get(name, sa.Integer()),
                nullable=name in MAY_BE_NULL or (name not in primary_key and name == "category_id"),
                server_default="0" if name == "upvoted_answers" else None,
            )
            for name in dict.fromkeys((*primary_key, *KEPT))
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "tag_id"],
            ["post_tag.post_id", "post_tag.tag_id"],
            name="fk_tagged_post_id_tag_id",
        ),
        sa.PrimaryKeyConstraint(*primary_key, name="pk_tagged"),
        sqlite_with_rowid=False,
    )
    read = ", ".join(_of(name, "", nobody) for name in kept)
    fill = f"""
        INSERT INTO tagged (tag_id, post_id, {", ".join(kept)})
        SELECT tag_id, post_id, {read} FROM post_tag JOIN post ON post.id = post_tag.post_id
        WHERE kind = 'question' AND state = 'visible'
        """  # noqa: S608  # columns of ours
    op.execute(f"{fill} ORDER BY {', '.join(primary_key)}")
    theirs = ["tag_id", "author_id", "category_id"]
    is_named = sa.text("author_id IS NOT NULL")
    op.create_index("ix_tagged_author", "tagged", theirs, sqlite_where=is_named)
    add = f"{fill} AND {NEW_ONE};"
    show = f"DELETE FROM tagged WHERE {ITS}; {fill} AND post_id = NEW.id AND {IS};"  # noqa: S608  # columns of ours
    _create("tagged_given", f"INSERT ON post_tag BEGIN {add} END")
    _create("tagged_exchanged", f"UPDATE OF post_id, tag_id ON post_tag BEGIN {TAKE} {add} END")
    _create("tagged_taken", f"DELETE ON post_tag BEGIN {TAKE} END")
    _create("tagged_shown", f"UPDATE OF kind, state ON post WHEN {WAS} <> {IS} BEGIN {show} END")
    _create("tag_given", f"INSERT ON tagged BEGIN {GIVEN.format('+', 'NEW')} END")
    _create("tag_taken", f"DELETE ON tagged BEGIN {GIVEN.format('-', 'OLD')} END")


def _create(trigger: str, what: str) -> None:
    op.execute(f"CREATE TRIGGER {trigger} AFTER {what}")


def _changed(names: Sequence[str], *, nobody: str) -> str:
    """Return what takes these columns over from a question whenever one of them changes."""
    sources = [*_sources(names)]
    changed = " OR ".join(f"OLD.{source} IS NOT NEW.{source}" for source in sources)
    now = ", ".join(f"{name} = {_of(name, 'NEW.', nobody)}" for name in names)
    return f"""
        UPDATE OF {", ".join(sources)} ON post WHEN NEW.question_id IS NULL AND ({changed})
        BEGIN UPDATE tagged SET {now} WHERE {ITS}; END
        """  # noqa: S608  # columns of ours


def _of(name: str, row: str, nobody: str) -> str:
    """Return a column of a row; `score` is computed, and not in one that is under way yet."""
    if name == "category_id":
        return f"coalesce({row}category_id, {nobody})"
    return f"{row}up - {row}down" if name == "score" else f"{row}{name}"


def _sources(names: Sequence[str]) -> Iterator[str]:
    yield from (name for name in names if name != "score")
    yield from ("up", "down") if "score" in names else ()
