"""indexes of what few posts have: who closed or edited them, what they are a duplicate of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SELDOM = ("best_answer_id", "duplicate_of", "edited_by", "closed_by", "state_by")


def upgrade() -> None:
    """Index the posts alone that have it."""
    for name in SELDOM:
        op.drop_index(f"ix_post_{name}", "post")
        where = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_post_{name}", "post", [name], sqlite_where=where)


def downgrade() -> None:
    """Index every post again."""
    for name in SELDOM:
        op.drop_index(f"ix_post_{name}", "post")
        op.create_index(f"ix_post_{name}", "post", [name])
