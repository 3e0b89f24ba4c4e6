"""more kinds of notifications: a post restored, a question opened again or moved, a welcome."""

from collections.abc import Sequence

from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
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
NEW = ("restored", "reopened", "moved", "welcome")


def upgrade() -> None:
    """Let people be told of these as well."""
    _set_kinds(*KINDS, *NEW)


def downgrade() -> None:
    """Forget those, with the DMs of them that still wait."""
    listed = ", ".join(f"'{kind}'" for kind in NEW)
    op.execute(f"DELETE FROM notification WHERE kind IN ({listed})")  # noqa: S608  # constants
    _set_kinds(*KINDS)


def _set_kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table("notification", table_kwargs=kept) as batch_op:
        check = "ck_notification_notificationkind"
        batch_op.drop_constraint(batch_op.f(check), type_="check")
        batch_op.create_check_constraint(batch_op.f(check), f"kind IN ({listed})")
