"""answers a person: how many somebody may give to one question, as a forum's owner chose."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Let them give any number, as before."""
    op.add_column("forum", sa.Column("most_answers", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the setting away."""
    op.drop_column("forum", "most_answers")
