"""roles by points: two kinds of delivery."""

from collections.abc import Sequence

from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
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
)
FRESH = ("set_roles", "check_roles")


def upgrade() -> None:
    """Let members be given roles."""
    _set_deliveries(*DELIVERIES, *FRESH)


def _set_deliveries(*kinds: str) -> None:
    """Let deliveries be of these kinds: a CHECK holds them, so the table is made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )


def downgrade() -> None:
    """Forget who was to be given which."""
    op.execute("DELETE FROM delivery WHERE kind IN ('set_roles', 'check_roles')")
    _set_deliveries(*DELIVERIES)
