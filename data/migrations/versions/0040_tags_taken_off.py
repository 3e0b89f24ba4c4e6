"""tags taken off: which of moderators' own a thread gets back once it is shown or has room."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Owe none: which were taken off so far, nobody knows."""
    op.add_column("discord_link", sa.Column("tags_off", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Owe none any more."""
    op.drop_column("discord_link", "tags_off")
