"""erasing: wishes to be erased, whose old reactions count no more, and who went away."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "erasure",
        sa.Column("owner_mark", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("owner_mark", name=op.f("pk_erasure")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ignored_user",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_ignored_user_forum_id")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_ignored_user")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ignored_user") as batch_op:
        batch_op.create_index(batch_op.f("ix_ignored_user_forum_id"), ["forum_id"])
    _create_absences("departure", "member_id", "member.id")
    _create_absences("removal", "forum_id", "forum.id")


def _create_absences(table: str, key: str, of: str) -> None:
    op.create_table(
        table,
        sa.Column(key, sa.Integer(), nullable=False),
        sa.Column("noticed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint([key], [of], name=op.f(f"fk_{table}_{key}")),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
    )
    with op.batch_alter_table(table) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_noticed_at"), ["noticed_at"])


def downgrade() -> None:
    """Take the tables away again, with the wishes that are not yet carried out."""
    for table in ("removal", "departure", "ignored_user", "erasure"):
        op.drop_table(table)
