"""break-glass: authors can be told that they were unmasked, and the log is never altered."""

from collections.abc import Sequence

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("answer", "edited", "hidden")
# AUTOINCREMENT is lost when a table is made anew, unless it is named.
MADE_ANEW = {"notification": {"sqlite_autoincrement": True}, "preference": {}}

NEVER_ALTERED = """
CREATE TRIGGER audit_entry_never_altered BEFORE UPDATE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the log is never altered');
END
"""
# By SQLite's own clock: what runs the bot can't hasten it.
KEPT_A_YEAR = """
CREATE TRIGGER audit_entry_kept_a_year BEFORE DELETE ON audit_entry
WHEN OLD.created_at > datetime('now', '-360 days')
BEGIN
    SELECT RAISE(ABORT, 'the log is kept for a year');
END
"""


def upgrade() -> None:
    """Add the kind, then guard the log."""
    _set_kinds(*KINDS, "unmasked")
    op.execute(NEVER_ALTERED)
    op.execute(KEPT_A_YEAR)


def _set_kinds(*kinds: str) -> None:
    """Let notifications be of these kinds: a CHECK holds them, so the tables are made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table, kept in MADE_ANEW.items():
        check = f"ck_{table}_notificationkind"
        with op.batch_alter_table(table, table_kwargs=kept) as batch_op:
            batch_op.drop_constraint(batch_op.f(check), type_="check")
            batch_op.create_check_constraint(batch_op.f(check), f"kind IN ({listed})")


def downgrade() -> None:
    """Take the guards away, and forget who was told that they were unmasked."""
    op.execute("DROP TRIGGER audit_entry_kept_a_year")
    op.execute("DROP TRIGGER audit_entry_never_altered")
    op.execute("DELETE FROM notification WHERE kind = 'unmasked'")
    op.execute("DELETE FROM preference WHERE kind = 'unmasked'")
    _set_kinds(*KINDS)
