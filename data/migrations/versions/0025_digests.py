"""digests: a kind of accounts' turns."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
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
    "wake_up",
)
BEFORE = (
    "state = 'waiting' AND kind <> 'direct_message' AND kind <> 'wake_up'",
    "state = 'waiting' AND kind = 'wake_up'",
)
NOW = (
    "state = 'waiting' AND kind NOT IN ('direct_message', 'wake_up', 'digest')",
    "state = 'waiting' AND kind IN ('wake_up', 'digest')",
)


def upgrade() -> None:
    """Add the kind."""
    _set(*DELIVERIES, "digest", indexes=NOW)


def _set(*kinds: str, indexes: tuple[str, str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    names = ("ix_delivery_work", "ix_delivery_turns")
    for name in names:
        op.drop_index(name, "delivery")
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )
    for name, where in zip(names, indexes, strict=True):
        op.create_index(name, "delivery", ["due_at", "id"], sqlite_where=sa.text(where))


def downgrade() -> None:
    """Take it away again."""
    op.execute("DELETE FROM delivery WHERE kind = 'digest'")
    _set(*DELIVERIES, indexes=BEFORE)
