"""room for threads: a delivery that archives the longest-quiet ones."""

from collections.abc import Sequence

from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = (
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
)


def upgrade() -> None:
    """Let deliveries be of the new kind."""
    _set_kinds(*KINDS, "make_room")


def downgrade() -> None:
    """Forget those that wait."""
    op.execute("DELETE FROM delivery WHERE kind = 'make_room'")
    _set_kinds(*KINDS)


def _set_kinds(*kinds: str) -> None:
    """Let deliveries be of these kinds: a CHECK holds them, so the table is made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )
