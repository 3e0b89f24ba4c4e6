"""anonymous posts: who wrote them is sealed, found by keyed marks; blocks and unmask requests."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
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
)
CHOICES = ("off", "sealed", "break_glass")


def upgrade() -> None:
    """Add what anonymous posts need."""
    _create_tables()
    with op.batch_alter_table("forum") as batch_op:
        batch_op.add_column(
            sa.Column(
                "anonymity",
                sa.Enum(
                    *CHOICES,
                    name="anonymity",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="sealed",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("seal_days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("anonymous_delay_seconds", sa.Integer(), server_default="20", nullable=False)
        )
    with op.batch_alter_table("post", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for name in ("is_unmaskable", "is_edited_as_alias"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("seal_days", sa.Integer(), nullable=True))
    _set_kinds(*KINDS, "reveal_post")
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("sealed", sa.LargeBinary(), nullable=True))


def _create_tables() -> None:
    op.create_table(
        "anonymous_index",
        sa.Column("owner_mark", sa.LargeBinary(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forum_id"], ["forum.id"], name=op.f("fk_anonymous_index_forum_id")
        ),
        sa.PrimaryKeyConstraint("owner_mark", name=op.f("pk_anonymous_index")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("anonymous_index") as batch_op:
        batch_op.create_index(batch_op.f("ix_anonymous_index_forum_id"), ["forum_id"])
    op.create_table(
        "block",
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("discord_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_named_too", sa.Boolean(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("(discord_id IS NULL) = (mark IS NOT NULL)", name=op.f("ck_block_who")),
        sa.CheckConstraint(
            "(mark IS NULL) = (sealed IS NULL)", name=op.f("ck_block_sealed_with_mark")
        ),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_block_forum_id")),
        sa.PrimaryKeyConstraint("salt", name=op.f("pk_block")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("block") as batch_op:
        for name in ("forum_id", "discord_id", "until"):
            batch_op.create_index(batch_op.f(f"ix_block_{name}"), [name])
    op.create_table(
        "unmask_request",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_danger", sa.Boolean(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_unmask_request_post_id")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["member.id"], name=op.f("fk_unmask_request_requested_by")
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_unmask_request")),
    )
    with op.batch_alter_table("unmask_request") as batch_op:
        batch_op.create_index(batch_op.f("ix_unmask_request_requested_by"), ["requested_by"])


def _set_kinds(*kinds: str) -> None:
    """Let deliveries be of these kinds: a CHECK holds them, so the table is made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )


def downgrade() -> None:
    """Take it away again, with the anonymous posts' promises and the blocks."""
    op.execute("DELETE FROM delivery WHERE kind = 'reveal_post' OR sealed IS NOT NULL")
    with op.batch_alter_table("delivery", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("sealed")
    _set_kinds(*KINDS)
    with op.batch_alter_table("post", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for name in ("is_unmaskable", "is_edited_as_alias", "seal_days"):
            batch_op.drop_column(name)
    with op.batch_alter_table("forum") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_forum_anonymity"), type_="check")
        for name in ("anonymity", "seal_days", "anonymous_delay_seconds"):
            batch_op.drop_column(name)
    for table in ("unmask_request", "block", "anonymous_index"):
        op.drop_table(table)
