"""messages drawn anew: a kind of deliveries."""

from collections.abc import Sequence

from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
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
    "digest",
)


def upgrade() -> None:
    """Add the kind."""
    _set(*DELIVERIES, "redraw_messages")


def _set(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )


def downgrade() -> None:
    """Take it away again."""
    op.execute("DELETE FROM delivery WHERE kind = 'redraw_messages'")
    _set(*DELIVERIES)
