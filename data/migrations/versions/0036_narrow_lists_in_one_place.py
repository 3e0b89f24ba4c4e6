"""narrow lists in one place: all of a tag or an author were passed over for a category."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BY_NAME = "kind = 'question' AND state = 'visible' AND author_id IS NOT NULL"
COLUMNS: list[str | sa.TextClause] = [
    *("tag_id", "category_id", sa.text("created_at DESC"), sa.text("website_number DESC")),
    *("score", "answers", "views", "hotness", "replies", "upvoted_answers"),
    *("closed_at", "best_answer_id"),
]


def upgrade() -> None:
    """Find a tag's and an author's questions in a category beside one another."""
    op.create_index("ix_tagged_in", "tagged", COLUMNS)
    theirs = ["author_id", "kind", "state", "category_id"]
    op.create_index("ix_post_of_author_in", "post", theirs, sqlite_where=sa.text(BY_NAME))


def downgrade() -> None:
    """Pass over the others again."""
    op.drop_index("ix_post_of_author_in", "post")
    op.drop_index("ix_tagged_in", "tagged")
