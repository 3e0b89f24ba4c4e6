"""drafts have numbers of their own: a button names one, and must never open another one's text.

Names that were given up are noted, so that nobody else takes them in that question. What stands
in the log can't be replaced either. And people are told that their answer was chosen, or their
question closed.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("answer", "edited", "hidden", "unmasked")
# AUTOINCREMENT is lost when a table is made anew, unless it is named.
MADE_ANEW = {"notification": {"sqlite_autoincrement": True}, "preference": {}}

# REPLACE deletes without asking the trigger that guards deletions.
NEVER_REPLACED = """
CREATE TRIGGER audit_entry_never_replaced BEFORE INSERT ON audit_entry
WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'the log is never altered');
END
"""


def upgrade() -> None:
    """Keep numbers of drafts, and names that were given up; guard the log against REPLACE."""
    _make_drafts_anew(sqlite_autoincrement=True)
    op.add_column("post", sa.Column("former_alias", sa.String(), nullable=True))
    op.execute(NEVER_REPLACED)
    _set_kinds(*KINDS, "chosen", "closed")


def downgrade() -> None:
    """Give drafts the lowest free numbers again, and forget what else is new."""
    op.execute("DELETE FROM notification WHERE kind IN ('chosen', 'closed')")
    op.execute("DELETE FROM preference WHERE kind IN ('chosen', 'closed')")
    _set_kinds(*KINDS)
    op.execute("DROP TRIGGER audit_entry_never_replaced")
    op.drop_column("post", "former_alias")
    _make_drafts_anew(sqlite_autoincrement=False)


def _make_drafts_anew(*, sqlite_autoincrement: bool) -> None:
    """Make the table anew with its rows; an option of the table can't be altered."""
    op.drop_index("ix_draft_expires_at", "draft")
    op.drop_index("ix_draft_owner", "draft")
    op.rename_table("draft", "draft_before")
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_mark", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sqlite_autoincrement=sqlite_autoincrement,
    )
    columns = "id, owner_mark, sealed, created_at, expires_at"
    op.execute(f"INSERT INTO draft ({columns}) SELECT {columns} FROM draft_before")  # noqa: S608  # our own names
    op.drop_table("draft_before")
    op.create_index(op.f("ix_draft_expires_at"), "draft", ["expires_at"])
    op.create_index("ix_draft_owner", "draft", ["owner_mark", "created_at"])


def _set_kinds(*kinds: str) -> None:
    """Let notifications be of these kinds: a CHECK holds them, so the tables are made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table, kept in MADE_ANEW.items():
        check = f"ck_{table}_notificationkind"
        with op.batch_alter_table(table, table_kwargs=kept) as batch_op:
            batch_op.drop_constraint(batch_op.f(check), type_="check")
            batch_op.create_check_constraint(batch_op.f(check), f"kind IN ({listed})")
