"""comments: published as such, and kinds of notification for them."""

from collections.abc import Sequence

from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NOTICES = ("answer", "edited", "hidden", "unmasked", "chosen", "closed")
FRESH_NOTICES = ("comment", "comment_after", "converted")
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
)
# AUTOINCREMENT is lost when a table is made anew, unless it is named.
NUMBERED = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Add the kinds."""
    _set_notices(*NOTICES, *FRESH_NOTICES)
    _set_deliveries(*DELIVERIES, "publish_comment")


def _set_notices(*kinds: str) -> None:
    """Let people be told of these kinds: a CHECK holds them, so the tables are made anew."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    for table, kept in (("notification", NUMBERED), ("preference", {})):
        check = f"ck_{table}_notificationkind"
        with op.batch_alter_table(table, table_kwargs=kept) as batch_op:
            batch_op.drop_constraint(batch_op.f(check), type_="check")
            batch_op.create_check_constraint(batch_op.f(check), f"kind IN ({listed})")


def _set_deliveries(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("delivery", table_kwargs=NUMBERED) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_deliverykind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_deliverykind"), f"kind IN ({listed})"
        )


def downgrade() -> None:
    """Forget who was told of comments; those that wait are published as answers are."""
    fresh = ", ".join(f"'{kind}'" for kind in FRESH_NOTICES)
    for table in ("notification", "preference"):
        op.execute(f"DELETE FROM {table} WHERE kind IN ({fresh})")  # noqa: S608  # constants
    op.execute("UPDATE delivery SET kind = 'publish_answer' WHERE kind = 'publish_comment'")
    _set_deliveries(*DELIVERIES)
    _set_notices(*NOTICES)
