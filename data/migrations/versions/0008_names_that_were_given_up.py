"""names that were given up: noted, so that nobody else takes them in that question.

What stands in the log can't be replaced either. And people are told that their answer was chosen,
or their question closed.
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
    """Note names that were given up, guard the log against REPLACE, add the kinds."""
    op.add_column("post", sa.Column("former_alias", sa.String(), nullable=True))
    op.execute(NEVER_REPLACED)
    _set_kinds(*KINDS, "chosen", "closed")


def downgrade() -> None:
    """Forget what is new, and take the guard away."""
    op.execute("DELETE FROM notification WHERE kind IN ('chosen', 'closed')")
    op.execute("DELETE FROM preference WHERE kind IN ('chosen', 'closed')")
    _set_kinds(*KINDS)
    op.execute("DROP TRIGGER audit_entry_never_replaced")
    op.drop_column("post", "former_alias")


def _set_kinds(*kinds: str) -> None:
    """Let notifications be of these kinds: a CHECK holds them, so the tables are made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table, kept in MADE_ANEW.items():
        check = f"ck_{table}_notificationkind"
        with op.batch_alter_table(table, table_kwargs=kept) as batch_op:
            batch_op.drop_constraint(batch_op.f(check), type_="check")
            batch_op.create_check_constraint(batch_op.f(check), f"kind IN ({listed})")
