"""how people want to be told: one sealed row a person; nothing used what stood in clear."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = (
    "answer",
    "edited",
    "hidden",
    "unmasked",
    "chosen",
    "closed",
    "comment",
    "comment_after",
    "converted",
    "followed",
)
UNUSED = ("time_zone", "quiet_from_minute", "quiet_until_minute", "discreet")


def upgrade() -> None:
    """Make the table anew, and drop the settings of an account that belong in it."""
    op.drop_table("preference")
    op.create_table(
        "preference",
        sa.Column("owner_mark", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("owner_mark", name=op.f("pk_preference")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("account") as batch_op:
        for column in UNUSED:
            batch_op.drop_column(column)


def downgrade() -> None:
    """Make it as it was; what was chosen is gone."""
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("time_zone", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("quiet_from_minute", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_until_minute", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("discreet", sa.Boolean(), nullable=False, server_default=sa.text("0"))
        )
    op.drop_table("preference")
    op.create_table(
        "preference",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *KINDS,
                name="notificationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_dm", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_preference_member_id")),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_preference")),
    )
