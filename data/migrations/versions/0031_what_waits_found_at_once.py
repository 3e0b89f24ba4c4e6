"""what waits found at once: SQLite preferred the index of everything to those of what waits."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTED = "kind = 'question' AND state = 'visible'"
WAITING = {
    "unanswered": "answers = 0 AND closed_at IS NULL",
    "unselected": "best_answer_id IS NULL AND closed_at IS NULL",
    "needing_a_reply": "replies <= 1 AND closed_at IS NULL",
}
NEWEST = ["created_at", "website_number"]
FORUM, CATEGORY = ["forum_id", "kind", "state", "closed_at"], ["category_id", "closed_at"]


def upgrade() -> None:
    """Begin each index with all that is the same in it: SQLite counts equal columns."""
    for name, where in _waiting():
        op.drop_index(name, "post")
        columns = CATEGORY if name.endswith("_in") else FORUM
        op.create_index(name, "post", [*columns, *NEWEST], sqlite_where=where)


def downgrade() -> None:
    """Begin each with the forum or the category alone again."""
    for name, where in _waiting():
        op.drop_index(name, "post")
        column = "category_id" if name.endswith("_in") else "forum_id"
        op.create_index(name, "post", [column, *NEWEST], sqlite_where=where)


def _waiting() -> Iterator[tuple[str, sa.TextClause]]:
    for name, waits in WAITING.items():
        where = sa.text(f"{LISTED} AND {waits}")
        yield f"ix_post_{name}", where
        yield f"ix_post_{name}_in", where
