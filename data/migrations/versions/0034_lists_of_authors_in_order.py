"""lists of authors in order: all that somebody asked was gathered and sorted for a page of it."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BY_NAME = "kind = 'question' AND state = 'visible' AND author_id IS NOT NULL"
OF_AUTHOR = ["author_id", "kind", "state"]
NEWEST = ["created_at", "website_number"]
PASSING = ["id", "category_id"]
ORDERS = {
    "ix_post_by_hotness_of": ["hotness", "website_number"],
    "ix_post_by_score_of": ["score", *NEWEST],
    "ix_post_by_answers_of": ["answers", *NEWEST],
    "ix_post_by_views_of": ["views", *NEWEST],
    "ix_post_of_author": NEWEST,
}
WAITING = {
    "ix_post_unanswered_of": "answers = 0 AND closed_at IS NULL",
    "ix_post_unselected_of": "best_answer_id IS NULL AND closed_at IS NULL",
    "ix_post_needing_a_reply_of": "replies <= 1 AND closed_at IS NULL",
    "ix_post_unupvoted_of": "upvoted_answers = 0 AND closed_at IS NULL",
}
# Else SQLite prefers the order by answers, of which as many columns are said.
SAME = {"ix_post_unanswered_of": ("answers",)}
AUTHOR = ["author_id", "kind", "created_at"]


def upgrade() -> None:
    """Give every order of a list an index of each author's, as it has of each category's."""
    op.drop_index("ix_post_author", "post")
    op.create_index("ix_post_author", "post", AUTHOR)
    for name, columns, where in _indexes():
        op.create_index(name, "post", columns, sqlite_where=where)


def downgrade() -> None:
    """Gather and sort an author's questions again."""
    for name, _columns, _where in _indexes():
        op.drop_index(name, "post")
    op.drop_index("ix_post_author", "post")
    op.create_index("ix_post_author", "post", [*AUTHOR, "category_id"])


def _indexes() -> Iterator[tuple[str, list[str], sa.TextClause]]:
    for name, order in ORDERS.items():
        yield name, [*OF_AUTHOR, *order, *PASSING], sa.text(BY_NAME)
    for name, waits in WAITING.items():
        said = [*OF_AUTHOR, "closed_at", *SAME.get(name, ())]
        yield name, [*said, *NEWEST, *PASSING], sa.text(f"{BY_NAME} AND {waits}")
