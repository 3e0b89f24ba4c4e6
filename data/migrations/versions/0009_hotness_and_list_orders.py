"""lists in every order: a question's hotness and net votes, with an index for each order.

The indexes hold visible questions only, so answers and comments pay nothing for them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTED = sa.text("kind = 'question' AND state = 'visible'")
ORDERS = {
    "ix_post_by_hotness": ["forum_id", "hotness"],
    "ix_post_by_score": ["forum_id", "score", "created_at"],
    "ix_post_by_answers": ["forum_id", "answers", "created_at"],
    "ix_post_by_views": ["forum_id", "views", "created_at"],
    "ix_post_by_best_answer": ["forum_id", "best_answer_id", "created_at"],
}

# Question2Answer's formula as bot/forum/hotness.py has it at this revision; a test compares them.
HEATED = """
UPDATE post SET hotness =
    100 * (CAST(strftime('%s', created_at) AS INTEGER) - 1262304000)
    + 100 * (COALESCE(
        (SELECT MAX(CAST(strftime('%s', answer.created_at) AS INTEGER)) FROM post AS answer
         WHERE answer.question_id = post.id AND answer.kind = 'answer'
           AND answer.state = 'visible'),
        CAST(strftime('%s', created_at) AS INTEGER)) - 1262304000)
    + 16000000 * answers + 16000000 * (up - down) + 400000 * views
WHERE kind = 'question'
"""


def upgrade() -> None:
    """Add the columns, fill in what stands already, and index each order."""
    op.add_column("post", sa.Column("hotness", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("post", sa.Column("score", sa.Integer(), sa.Computed("up - down"), nullable=True))
    op.execute(HEATED)
    for name, columns in ORDERS.items():
        op.create_index(name, "post", columns, sqlite_where=LISTED)


def downgrade() -> None:
    """Forget orders that votes, answers and views give again."""
    for name in ORDERS:
        op.drop_index(name, "post")
    op.drop_column("post", "score")
    op.drop_column("post", "hotness")
