"""ranks, titles and roles by points: what is set for a forum, and indexes to rank people by."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RANKED = sa.text("name IS NOT NULL AND merged_into IS NULL")
CHOSEN = sa.text("best_chosen_at IS NOT NULL")
SETTINGS = ("titles_by_points", "roles_by_points")


def upgrade() -> None:
    """Add the settings and the indexes."""
    for name in SETTINGS:
        op.add_column("forum", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("ix_member_by_points", "member", ["forum_id", "points"], sqlite_where=RANKED)
    op.create_index(
        "ix_post_best_chosen", "post", ["forum_id", "best_chosen_at"], sqlite_where=CHOSEN
    )
    op.create_index("ix_vote_cast_at", "vote", ["cast_at"])


def downgrade() -> None:
    """Take them away again; roles that were given stay with their people."""
    op.drop_index("ix_vote_cast_at", "vote")
    op.drop_index("ix_post_best_chosen", "post")
    op.drop_index("ix_member_by_points", "member")
    for name in SETTINGS:
        op.drop_column("forum", name)
