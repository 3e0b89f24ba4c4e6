"""logs of gone servers: a log is kept for a year, unless its forum is no server's any more."""

from collections.abc import Sequence

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEPT_A_YEAR = """
CREATE TRIGGER audit_entry_kept_a_year BEFORE DELETE ON audit_entry
WHEN OLD.created_at > datetime('now', '-360 days'){unless}
BEGIN
    SELECT RAISE(ABORT, 'the log is kept for a year');
END
"""
UNLESS_GONE = """
    AND (SELECT guild_id FROM forum WHERE id = OLD.forum_id) IS NOT NULL"""


def upgrade() -> None:
    """Let the logs of forums without a server go."""
    op.execute("DROP TRIGGER audit_entry_kept_a_year")
    op.execute(KEPT_A_YEAR.format(unless=UNLESS_GONE))


def downgrade() -> None:
    """Keep all logs for a year."""
    op.execute("DROP TRIGGER audit_entry_kept_a_year")
    op.execute(KEPT_A_YEAR.format(unless=""))
