"""every order of a category: as an index, like those of a whole forum."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTED = "kind = 'question' AND state = 'visible'"
WAITING = {
    "unanswered": "answers = 0 AND closed_at IS NULL",
    "unselected": "best_answer_id IS NULL AND closed_at IS NULL",
    "needing_a_reply": "replies <= 1 AND closed_at IS NULL",
}
NEWEST = ["created_at", "website_number"]


def upgrade() -> None:
    """Let a page of a category cost what it shows."""
    for name, where in _by_category():
        op.drop_index(name, "post")
        op.create_index(name, "post", ["category_id", *NEWEST], sqlite_where=where)
    for name in ("score", "answers", "views"):
        columns = ["category_id", name, *NEWEST]
        op.create_index(f"ix_post_by_{name}_in", "post", columns, sqlite_where=sa.text(LISTED))
    columns = ["category_id", "hotness", "website_number"]
    op.create_index("ix_post_by_hotness_in", "post", columns, sqlite_where=sa.text(LISTED))


def _by_category() -> Iterator[tuple[str, sa.TextClause]]:
    yield "ix_post_in_category", sa.text(LISTED)
    for name, waits in WAITING.items():
        yield f"ix_post_{name}_in", sa.text(f"{LISTED} AND {waits}")


def downgrade() -> None:
    """Find a category's questions in no order again."""
    for name in ("score", "answers", "views", "hotness"):
        op.drop_index(f"ix_post_by_{name}_in", "post")
    for name, where in _by_category():
        op.drop_index(name, "post")
        op.create_index(name, "post", ["category_id"], sqlite_where=where)
