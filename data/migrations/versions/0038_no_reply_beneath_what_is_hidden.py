"""no reply beneath what is hidden: comments on answers that nobody sees were counted."""

from collections.abc import Sequence

from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# By others: by anybody who is not, for everybody to see, who asked. An anonymous author's other
# name is another one; the same alias in a question has the same mark.
COUNTED = """
UPDATE post SET replies = (
    SELECT count(*) FROM post AS reply
    WHERE reply.question_id = post.id AND reply.state = 'visible'
      AND (reply.author_id IS NULL OR reply.author_id IS NOT post.author_id)
      AND (reply.author_mark IS NULL OR reply.author_mark IS NOT post.author_mark)
      {but}
) WHERE kind = 'question' AND {which}
"""
BENEATH = """
      AND NOT (reply.kind = 'comment' AND EXISTS (
          SELECT 1 FROM post AS parent
          WHERE parent.id = reply.parent_id AND parent.kind = 'answer'
            AND parent.state <> 'visible'
      ))
"""
CONCERNED = """
id IN (
    SELECT comment.question_id FROM post AS comment JOIN post AS parent
    ON parent.id = comment.parent_id AND parent.kind = 'answer' AND parent.state <> 'visible'
    WHERE comment.kind = 'comment' AND comment.state = 'visible'
)
"""
WHO = "(OLD.author_id IS NOT NEW.author_id OR OLD.author_mark IS NOT NEW.author_mark)"
WHERE = "(OLD.kind IS NOT NEW.kind OR OLD.parent_id IS NOT NEW.parent_id)"
ADDED = "AFTER INSERT ON post WHEN NEW.question_id IS NOT NULL AND NEW.state = 'visible'"
GONE = "AFTER DELETE ON post WHEN OLD.question_id IS NOT NULL AND OLD.state = 'visible'"
ASKER = f"AFTER UPDATE OF author_id, author_mark ON post WHEN NEW.question_id IS NULL AND {WHO}"
CHANGED = f"""
AFTER UPDATE OF state, author_id, author_mark ON post
WHEN NEW.question_id IS NOT NULL AND (OLD.state IS NOT NEW.state OR {WHO})
"""
MOVED = f"""
AFTER UPDATE OF state, author_id, author_mark, kind, parent_id ON post
WHEN NEW.question_id IS NOT NULL AND (OLD.state IS NOT NEW.state OR {WHO} OR {WHERE})
"""


def upgrade() -> None:
    """Leave them out, and count anew where there are any."""
    _count(MOVED, BENEATH)


def downgrade() -> None:
    """Count them again."""
    _count(CHANGED, "")


def _count(changed: str, but: str) -> None:
    for name, when, whose in (
        ("reply_added", ADDED, "NEW.question_id"),
        ("reply_changed", changed, "NEW.question_id"),
        ("reply_gone", GONE, "OLD.question_id"),
        ("asker_changed", ASKER, "NEW.id"),
    ):
        counted = COUNTED.format(but=but, which=f"id = {whose}")
        op.execute(f"DROP TRIGGER {name}")
        op.execute(f"CREATE TRIGGER {name} {when} BEGIN {counted}; END")
    op.execute(COUNTED.format(but=but, which=CONCERNED))
