"""following: who follows a question, sealed; DMs about each one; a kind of notification."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NOTICES = (
    "answer",
    "edited",
    "hidden",
    "unmasked",
    "chosen",
    "closed",
    "comment",
    "comment_after",
    "converted",
)
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
)


def upgrade() -> None:
    """Add what following needs."""
    op.create_table(
        "question_follow",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["post.id"], name=op.f("fk_question_follow_question_id")
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_question_follow")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_question_follow_question_id", "question_follow", ["question_id"])
    op.create_table(
        "follow_index",
        sa.Column("owner_mark", sa.LargeBinary(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_follow_index_forum_id")),
        sa.PrimaryKeyConstraint("owner_mark", name=op.f("pk_follow_index")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_follow_index_forum_id", "follow_index", ["forum_id"])
    op.add_column(
        "follow", sa.Column("by_dm", sa.Boolean(), nullable=False, server_default=sa.text("0"))
    )
    op.create_index("ix_follow_target", "follow", ["target", "target_id", "member_id"])
    _set_notices(*NOTICES, "followed")
    _set_deliveries(*DELIVERIES, "tell_followers")


def _set_notices(*kinds: str) -> None:
    """Let people be told of these kinds: a CHECK holds them, so the tables are made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table, kept in (("notification", {"sqlite_autoincrement": True}), ("preference", {})):
        check = f"ck_{table}_notificationkind"
        with op.batch_alter_table(table, table_kwargs=kept) as batch_op:
            batch_op.drop_constraint(batch_op.f(check), type_="check")
            batch_op.create_check_constraint(batch_op.f(check), f"kind IN ({listed})")


def _set_deliveries(*kinds: str) -> None:
    """Let deliveries be of these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )


def downgrade() -> None:
    """Take it away again, with who follows which question."""
    op.execute("DELETE FROM delivery WHERE kind = 'tell_followers'")
    op.execute("DELETE FROM notification WHERE kind = 'followed'")
    op.execute("DELETE FROM preference WHERE kind = 'followed'")
    _set_deliveries(*DELIVERIES)
    _set_notices(*NOTICES)
    op.drop_index("ix_follow_target", "follow")
    op.drop_column("follow", "by_dm")
    op.drop_table("follow_index")
    op.drop_table("question_follow")
