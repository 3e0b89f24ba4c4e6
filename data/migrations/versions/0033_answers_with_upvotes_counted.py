"""answers with upvotes counted: each question's were looked up to list those that have none."""

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNT = "upvoted_answers"
LISTED = "kind = 'question' AND state = 'visible'"
WAITING = sa.text(f"{LISTED} AND {COUNT} = 0 AND closed_at IS NULL")
NEWEST = ["created_at", "website_number"]
INDEXES = {
    "ix_post_unupvoted": ["forum_id", "kind", "state", "closed_at", *NEWEST],
    "ix_post_unupvoted_in": ["category_id", "closed_at", *NEWEST],
}
KEPT = (
    "category_id",
    "created_at",
    "website_number",
    "score",
    "answers",
    "views",
    "hotness",
    "replies",
    "closed_at",
    "best_answer_id",
)

# No post, tag or row is named by a person here: each name in these words is a column of ours.
FILL = f"""
UPDATE post SET {COUNT} = counted.number FROM (
    SELECT question_id, count(*) AS number FROM post
    WHERE kind = 'answer' AND state = 'visible' AND up > down GROUP BY question_id
) AS counted WHERE post.id = counted.question_id
"""  # noqa: S608
FILL_TAGGED = f"""
UPDATE tagged SET {COUNT} = (SELECT {COUNT} FROM post WHERE post.id = tagged.post_id)
"""  # noqa: S608
WAS, IS = (
    f"({row}.kind = 'answer' AND {row}.state = 'visible' AND {row}.up > {row}.down)"
    for row in ("OLD", "NEW")
)
LESS, MORE = (
    f"UPDATE post SET {COUNT} = {COUNT} {sign} 1 WHERE id = {row}.question_id AND {counts};"  # noqa: S608
    for sign, row, counts in (("-", "OLD", WAS), ("+", "NEW", IS))
)
# Whatever writes to posts: to keep it in each place would be forgotten in one. A migration that
# makes the table anew has to make them anew. A vote changes the count where it turns an answer.
COUNTING = {
    "upvoted_added": f"AFTER INSERT ON post WHEN {IS} BEGIN {MORE} END",
    "upvoted_changed": f"""
        AFTER UPDATE OF kind, state, question_id, up, down ON post
        WHEN {WAS} <> {IS} OR {IS} AND OLD.question_id IS NOT NEW.question_id
        BEGIN {LESS} {MORE} END
        """,
    "upvoted_gone": f"AFTER DELETE ON post WHEN {WAS} BEGIN {LESS} END",
}


def upgrade() -> None:
    """Count once, and then as things happen; keep the count with the others of a tag's list."""
    _drop(_gathering(KEPT))
    for table in ("post", "tagged"):
        op.add_column(table, sa.Column(COUNT, sa.Integer(), nullable=False, server_default="0"))
    op.execute(FILL)
    op.execute(FILL_TAGGED)
    _create(_gathering((*KEPT, COUNT)))
    _create(COUNTING)
    for name, columns in INDEXES.items():
        op.create_index(name, "post", columns, sqlite_where=WAITING)


def downgrade() -> None:
    """Look up the answers of each question again."""
    for name in INDEXES:
        op.drop_index(name, "post")
    _drop(COUNTING)
    _drop(_gathering((*KEPT, COUNT)))
    for table in ("tagged", "post"):
        op.drop_column(table, COUNT)
    _create(_gathering(KEPT))


def _create(triggers: Mapping[str, str]) -> None:
    for name, what in triggers.items():
        op.execute(f"CREATE TRIGGER {name} {what}")


def _drop(triggers: Mapping[str, str]) -> None:
    for name in triggers:
        op.execute(f"DROP TRIGGER {name}")


def _gathering(kept: Sequence[str]) -> dict[str, str]:
    """Return what keeps tags' lists in one place, as revision 0032 has it, with these columns."""
    read = ", ".join(_of(name, "") for name in kept)
    now = ", ".join(f"{name} = {_of(name, 'NEW.')}" for name in kept)
    sources = [*_sources(kept)]
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in sources)
    was, is_ = (f"({row}.kind = 'question' AND {row}.state = 'visible')" for row in ("OLD", "NEW"))
    fill = f"""
        INSERT INTO tagged (tag_id, post_id, {", ".join(kept)})
        SELECT tag_id, post_id, {read} FROM post_tag JOIN post ON post.id = post_tag.post_id
        WHERE {LISTED}
        """  # noqa: S608
    add = f"{fill} AND post_id = NEW.post_id AND tag_id = NEW.tag_id;"
    take = "DELETE FROM tagged WHERE tag_id = OLD.tag_id AND post_id = OLD.post_id;"
    its = "post_id = NEW.id AND tag_id IN (SELECT tag_id FROM post_tag WHERE post_id = NEW.id)"
    return {
        "tagged_given": f"AFTER INSERT ON post_tag BEGIN {add} END",
        "tagged_exchanged": f"AFTER UPDATE OF post_id, tag_id ON post_tag BEGIN {take} {add} END",
        "tagged_changed": f"""
            AFTER UPDATE OF {", ".join(sources)} ON post
            WHEN NEW.question_id IS NULL AND ({changed})
            BEGIN UPDATE tagged SET {now} WHERE {its}; END
            """,  # noqa: S608
        "tagged_shown": f"""
            AFTER UPDATE OF kind, state ON post WHEN {was} <> {is_}
            BEGIN DELETE FROM tagged WHERE {its}; {fill} AND post_id = NEW.id AND {is_}; END
            """,  # noqa: S608
    }


def _of(name: str, row: str) -> str:
    """Return a column of a row; `score` is computed, and not in one that is under way yet."""
    return f"{row}up - {row}down" if name == "score" else f"{row}{name}"


def _sources(kept: Sequence[str]) -> Iterator[str]:
    yield from (name for name in kept if name != "score")
    yield from ("up", "down")
