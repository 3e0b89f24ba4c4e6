"""follow-on questions: an index that finds those that came from a post."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the index, which holds nothing but such questions."""
    op.create_index(
        "ix_post_follow_on",
        "post",
        ["parent_id"],
        sqlite_where=sa.text("kind = 'question' AND state = 'visible' AND parent_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_index("ix_post_follow_on", "post")
