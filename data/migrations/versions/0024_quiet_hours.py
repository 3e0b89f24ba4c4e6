"""quiet hours: which DMs wait for their end; accounts' own turns, which have a queue."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DELIVERIES = (
    "publish_question",
    "publish_answer",
    "seed_reactions",
    "refresh_card",
    "arrange_thread",
    "remove_message",
    "direct_message",
    "mirror_categories",
    "offer_question",
    "reveal_post",
    "publish_comment",
    "make_room",
    "tell_followers",
    "set_roles",
    "check_roles",
)
WORK_BEFORE = "state = 'waiting' AND kind <> 'direct_message'"
WORK = "state = 'waiting' AND kind <> 'direct_message' AND kind <> 'wake_up'"
TURNS = "state = 'waiting' AND kind = 'wake_up'"


def upgrade() -> None:
    """Add the column, the kind and the queue."""
    op.add_column(
        "notification",
        sa.Column("held_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    )
    _set_deliveries(*DELIVERIES, "wake_up", work=WORK)
    op.create_index("ix_delivery_turns", "delivery", ["due_at", "id"], sqlite_where=sa.text(TURNS))


def _set_deliveries(*kinds: str, work: str) -> None:
    """Let deliveries be of these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_index("ix_delivery_work", "delivery")
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )
    op.create_index("ix_delivery_work", "delivery", ["due_at", "id"], sqlite_where=sa.text(work))


def downgrade() -> None:
    """Take it away again; what waits for the end of quiet hours is in the inbox."""
    op.execute("DELETE FROM delivery WHERE kind = 'wake_up'")
    op.drop_index("ix_delivery_turns", "delivery")
    _set_deliveries(*DELIVERIES, work=WORK_BEFORE)
    op.drop_column("notification", "held_at")
