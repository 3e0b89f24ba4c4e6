"""no moment of a command: that somebody heard of a notification is kept, not when."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Keep whether instead of when, and forget when."""
    op.add_column(
        "notification",
        sa.Column("is_heard", sa.Boolean(), nullable=False, server_default=sa.text("0")),
    )
    op.execute("UPDATE notification SET is_heard = 1 WHERE heard_at IS NOT NULL")
    op.drop_column("notification", "heard_at")


def downgrade() -> None:
    """Have the moment of each again; nobody knows it, so it is that of the notification."""
    op.add_column(
        "notification",
        sa.Column("heard_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    )
    op.execute("UPDATE notification SET heard_at = created_at WHERE is_heard")
    op.drop_column("notification", "is_heard")
