"""who replaced a text, when and as whom, and which tags a question had until then."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EDITED_AS = ("author", "moderator", "discord", "website")

# Who wrote the next text replaced this one; of the last text the post itself knows.
FILL = """
UPDATE revision SET
    replaced_by = CASE WHEN next.id IS NULL THEN post.edited_by ELSE next.written_by END,
    replaced_at = CASE WHEN next.id IS NULL THEN post.edited_at ELSE next.written_at END
FROM revision AS kept
JOIN post ON post.id = kept.post_id
LEFT JOIN revision AS next ON next.post_id = kept.post_id AND next.number = kept.number + 1
WHERE kept.id = revision.id
"""
# Of an anonymous post nobody is named who edited it as its author.
FILL_AS = """
UPDATE revision SET replaced_as = 'author'
FROM post
WHERE post.id = revision.post_id AND (
    revision.replaced_by = post.author_id
    OR (revision.replaced_by IS NULL AND post.author_id IS NULL AND post.alias IS NOT NULL)
)
"""


def upgrade() -> None:
    """Add the columns, and fill in what is known."""
    with op.batch_alter_table("revision") as batch_op:
        batch_op.add_column(sa.Column("tags", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("replaced_by", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("replaced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )
        batch_op.add_column(
            sa.Column(
                "replaced_as",
                sa.Enum(
                    *EDITED_AS,
                    name="editedas",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="moderator",
                nullable=False,
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_revision_replaced_by"), "member", ["replaced_by"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_revision_replaced_by"), ["replaced_by"])
    op.execute(FILL)
    op.execute(FILL_AS)


def downgrade() -> None:
    """Forget who replaced texts, and which tags there were."""
    with op.batch_alter_table("revision") as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_replaced_by"))
        batch_op.drop_constraint(batch_op.f("fk_revision_replaced_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_revision_editedas"), type_="check")
        for name in ("tags", "replaced_by", "replaced_at", "replaced_as"):
            batch_op.drop_column(name)
