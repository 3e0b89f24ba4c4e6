"""what needs a reply: replies by others, counted by triggers, and indexes of what waits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTED = "kind = 'question' AND state = 'visible'"
WAITING = {
    "unanswered": "answers = 0 AND closed_at IS NULL",
    "unselected": "best_answer_id IS NULL AND closed_at IS NULL",
    "needing_a_reply": "replies <= 1 AND closed_at IS NULL",
}

# By others: by anybody who is not, for everybody to see, who asked. An anonymous author's other
# name is another one; the same alias in a question has the same mark.
COUNTED = """
UPDATE post SET replies = (
    SELECT count(*) FROM post AS reply
    WHERE reply.question_id = post.id AND reply.state = 'visible'
      AND (reply.author_id IS NULL OR reply.author_id IS NOT post.author_id)
      AND (reply.author_mark IS NULL OR reply.author_mark IS NOT post.author_mark)
) WHERE kind = 'question' AND {which}
"""
# Whatever writes to posts, and there is much that does: a count in each place would be forgotten
# in one. A migration that makes the table anew has to make them anew.
CHANGED = "(OLD.author_id IS NOT NEW.author_id OR OLD.author_mark IS NOT NEW.author_mark)"
TRIGGERS = {
    "reply_added": """
        AFTER INSERT ON post WHEN NEW.question_id IS NOT NULL AND NEW.state = 'visible'
        """,
    "reply_changed": f"""
        AFTER UPDATE OF state, author_id, author_mark ON post
        WHEN NEW.question_id IS NOT NULL AND (OLD.state IS NOT NEW.state OR {CHANGED})
        """,
    "reply_gone": """
        AFTER DELETE ON post WHEN OLD.question_id IS NOT NULL AND OLD.state = 'visible'
        """,
    "asker_changed": f"""
        AFTER UPDATE OF author_id, author_mark ON post
        WHEN NEW.question_id IS NULL AND {CHANGED}
        """,
}
WHOSE = {
    "reply_added": "NEW.question_id",
    "reply_changed": "NEW.question_id",
    "reply_gone": "OLD.question_id",
    "asker_changed": "NEW.id",
}


def upgrade() -> None:
    """Add the count, the triggers that keep it, and the indexes."""
    op.add_column("post", sa.Column("replies", sa.Integer(), nullable=False, server_default="0"))
    op.execute(COUNTED.format(which="TRUE"))
    for name, when in TRIGGERS.items():
        counted = COUNTED.format(which=f"id = {WHOSE[name]}")
        op.execute(f"CREATE TRIGGER {name} {when} BEGIN {counted}; END")
    op.create_index("ix_post_in_category", "post", ["category_id"], sqlite_where=sa.text(LISTED))
    for name, waits in WAITING.items():
        where = sa.text(f"{LISTED} AND {waits}")
        order = ["forum_id", "created_at", "website_number"]
        op.create_index(f"ix_post_{name}", "post", order, sqlite_where=where)
        op.create_index(f"ix_post_{name}_in", "post", ["category_id"], sqlite_where=where)
    op.drop_index("ix_post_by_best_answer", "post")
    op.drop_index("ix_post_tag_tag_id", "post_tag")
    op.create_index("ix_post_tag_tag_id", "post_tag", ["tag_id", "post_id"])


def downgrade() -> None:
    """Forget what answers and comments say again."""
    op.drop_index("ix_post_tag_tag_id", "post_tag")
    op.create_index("ix_post_tag_tag_id", "post_tag", ["tag_id"])
    order = ["forum_id", "best_answer_id", "created_at", "website_number"]
    op.create_index("ix_post_by_best_answer", "post", order, sqlite_where=sa.text(LISTED))
    for name in WAITING:
        op.drop_index(f"ix_post_{name}_in", "post")
        op.drop_index(f"ix_post_{name}", "post")
    op.drop_index("ix_post_in_category", "post")
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_column("post", "replies")
