"""direct messages at a pace: an index of those that are due, and the channels that are known."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

QUEUES = {
    "ix_delivery_work": "state = 'waiting' AND kind <> 'direct_message'",
    "ix_delivery_mail": "state = 'waiting' AND kind = 'direct_message'",
}


def upgrade() -> None:
    """Split the index, and make room for a channel's number."""
    op.add_column("account", sa.Column("dm_channel_id", sa.Integer(), nullable=True))
    op.drop_index("ix_delivery_ready", "delivery")
    for name, is_in in QUEUES.items():
        op.create_index(name, "delivery", ["due_at", "id"], sqlite_where=sa.text(is_in))


def downgrade() -> None:
    """Join the two again, and forget the channels, which can be opened anew."""
    op.drop_column("account", "dm_channel_id")
    for name in QUEUES:
        op.drop_index(name, "delivery")
    op.create_index("ix_delivery_ready", "delivery", ["state", "due_at"])
