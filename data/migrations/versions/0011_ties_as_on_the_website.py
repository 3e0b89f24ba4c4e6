"""ties as on the website: a post's number there in lists' orders, and what was taken over last."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTED = sa.text("kind = 'question' AND state = 'visible'")
ORDERS = {
    "ix_post_listing": ["forum_id", "kind", "state", "created_at"],
    "ix_post_by_hotness": ["forum_id", "hotness"],
    "ix_post_by_score": ["forum_id", "score", "created_at"],
    "ix_post_by_answers": ["forum_id", "answers", "created_at"],
    "ix_post_by_views": ["forum_id", "views", "created_at"],
    "ix_post_by_best_answer": ["forum_id", "best_answer_id", "created_at"],
}

# A text of more than 63 bits becomes the largest number there is.
NUMBERED = """
UPDATE post SET website_number =
    (SELECT CAST(external_id AS INTEGER) FROM website_link WHERE post_id = post.id)
WHERE id IN (SELECT post_id FROM website_link)
"""


def upgrade() -> None:
    """Add the columns, fill in what stands already, and have each order end with the number."""
    op.add_column("post", sa.Column("website_number", sa.Integer(), nullable=True))
    op.add_column("website_link", sa.Column("taken_over", sa.JSON(), nullable=True))
    op.execute(NUMBERED)
    _order_by("website_number")


def downgrade() -> None:
    """Forget what the next import brings again."""
    _order_by()
    op.drop_column("website_link", "taken_over")
    op.drop_column("post", "website_number")


def _order_by(*ties: str) -> None:
    for name, columns in ORDERS.items():
        op.drop_index(name, "post")
        where = None if name == "ix_post_listing" else LISTED
        op.create_index(name, "post", [*columns, *ties], sqlite_where=where)
