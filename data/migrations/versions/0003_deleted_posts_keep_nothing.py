"""deleted posts keep neither title nor tags, and only those who posted have a name."""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NO_TITLE = "ck_post_deleted_keeps_no_title"

FORGOTTEN = (
    "UPDATE post SET title = '' WHERE state = 'deleted' AND title <> ''",
    "DELETE FROM post_tag WHERE post_id IN (SELECT id FROM post WHERE state = 'deleted')",
    "DELETE FROM tag WHERE id NOT IN (SELECT tag_id FROM post_tag)",
    "UPDATE member SET name = NULL WHERE id NOT IN (SELECT coalesce(author_id, 0) FROM post)",
)


def upgrade() -> None:
    """Forget what should not have been kept, then refuse to keep a title again."""
    for statement in FORGOTTEN:
        op.execute(statement)
    # Tables are made anew for a CHECK; this keeps AUTOINCREMENT, so that no number is used again.
    with op.batch_alter_table("post", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f(NO_TITLE), "state <> 'deleted' OR title IS NULL OR title = ''"
        )


def downgrade() -> None:
    """Allow titles of deleted posts; what was forgotten stays so."""
    with op.batch_alter_table("post", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f(NO_TITLE), type_="check")
