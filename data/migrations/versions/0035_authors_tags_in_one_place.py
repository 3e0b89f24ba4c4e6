"""authors' tags in one place: all that somebody asked was looked through for a tag."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNANSWERED = sa.text(
    "kind = 'question' AND state = 'visible' AND answers = 0 AND closed_at IS NULL"
)
NEWEST = ["created_at", "website_number"]

# No post, tag or row is named by a person here: each name in these words is a column of ours.
FILL = """
UPDATE tagged SET author_id = (SELECT author_id FROM post WHERE post.id = tagged.post_id)
"""
NEW = "tag_id = NEW.tag_id AND post_id = NEW.post_id"
ITS = "post_id = NEW.id AND tag_id IN (SELECT tag_id FROM post_tag WHERE post_id = NEW.id)"
# Beside the triggers that keep the rest, as revision 0033 has them.
TRIGGERS = {
    "tagged_by": f"AFTER INSERT ON tagged BEGIN {FILL} WHERE {NEW}; END",
    "tagged_by_another": f"""
        AFTER UPDATE OF author_id ON post
        WHEN NEW.question_id IS NULL AND OLD.author_id IS NOT NEW.author_id
        BEGIN UPDATE tagged SET author_id = NEW.author_id WHERE {ITS}; END
        """,  # noqa: S608
}


def upgrade() -> None:
    """Note who asked what; find what waits in a category past all that is closed there."""
    op.add_column("tagged", sa.Column("author_id", sa.Integer(), nullable=True))
    op.execute(FILL)
    for name, what in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {what}")
    theirs = ["tag_id", "author_id", "category_id"]
    op.create_index(
        "ix_tagged_author", "tagged", theirs, sqlite_where=sa.text("author_id IS NOT NULL")
    )
    _find_unanswered(["category_id", "closed_at", "answers", *NEWEST])


def downgrade() -> None:
    """Look through all that somebody asked."""
    _find_unanswered(["category_id", "closed_at", *NEWEST])
    op.drop_index("ix_tagged_author", "tagged")
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_column("tagged", "author_id")


def _find_unanswered(columns: Sequence[str]) -> None:
    name = "ix_post_unanswered_in"
    op.drop_index(name, "post")
    op.create_index(name, "post", [*columns], sqlite_where=UNANSWERED)
