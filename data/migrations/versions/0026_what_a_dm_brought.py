"""what a DM brought: when somebody heard of a notification; of the rest they are told once."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the column; what there is counts as heard of."""
    op.add_column(
        "notification",
        sa.Column("heard_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    )
    op.execute("UPDATE notification SET heard_at = created_at WHERE sealed IS NULL")


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("notification", "heard_at")
