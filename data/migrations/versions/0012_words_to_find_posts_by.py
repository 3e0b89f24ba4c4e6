"""words to find posts by, kept as posts change: triggers note which ones did, whoever did it.

Posts that are there already are indexed by the running bot, a few at a time.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NOTE = "INSERT OR IGNORE INTO search_queue (post_id)"
# Of a post that waits to appear nothing is noted: there is nothing to find yet.
TRIGGERS = {
    "search_post_added": """
        AFTER INSERT ON post WHEN new.state = 'visible'
        BEGIN NOTED VALUES (new.id); END
    """,
    # What hangs on a post that is hidden is not found either.
    "search_post_changed": """
        AFTER UPDATE OF state, title, body, kind, question_id, parent_id ON post
        WHEN old.state IS NOT new.state OR old.title IS NOT new.title OR old.body IS NOT new.body
            OR old.kind IS NOT new.kind OR old.question_id IS NOT new.question_id
            OR old.parent_id IS NOT new.parent_id
        BEGIN
            NOTED VALUES (new.id);
            NOTED SELECT id FROM post WHERE question_id = new.id AND old.state IS NOT new.state;
            NOTED SELECT id FROM post WHERE parent_id = new.id AND old.state IS NOT new.state;
        END
    """,
    "search_post_gone": """
        AFTER DELETE ON post BEGIN NOTED VALUES (old.id); END
    """,
    "search_tag_given": """
        AFTER INSERT ON post_tag BEGIN NOTED VALUES (new.post_id); END
    """,
    "search_tag_taken": """
        AFTER DELETE ON post_tag BEGIN NOTED VALUES (old.post_id); END
    """,
    "search_tag_renamed": """
        AFTER UPDATE OF name ON tag
        BEGIN NOTED SELECT post_id FROM post_tag WHERE tag_id = new.id; END
    """,
}


def upgrade() -> None:
    """Make the tables, and have every change of a post noted."""
    op.create_table(
        "search_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name="fk_search_word_forum_id_forum"),
        sa.PrimaryKeyConstraint("id", name="pk_search_word"),
        sa.UniqueConstraint("forum_id", "word", name="uq_search_word_forum_id_word"),
    )
    op.create_table(
        "search_entry",
        sa.Column("word_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word_id", "place", "post_id", name="pk_search_entry"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_post",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_search_post"),
    )
    op.create_table(
        "search_queue",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_search_queue"),
    )
    for name, does in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {does.replace('NOTED', NOTE)}")


def downgrade() -> None:
    """Forget what can be made anew."""
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for table in ("search_queue", "search_post", "search_entry", "search_word"):
        op.drop_table(table)
