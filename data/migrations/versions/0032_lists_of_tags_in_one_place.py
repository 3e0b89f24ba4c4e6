"""lists of tags in one place: each question was looked up in the whole table to sort a few."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEPT = (
    "category_id",
    "created_at",
    "website_number",
    "score",
    "answers",
    "views",
    "hotness",
    "replies",
    "closed_at",
    "best_answer_id",
)
# `score` is computed: that of a row under way is not in it yet.
READ = ", ".join("up - down" if name == "score" else name for name in KEPT)
NOW = ", ".join(
    f"{name} = NEW.up - NEW.down" if name == "score" else f"{name} = NEW.{name}" for name in KEPT
)
SOURCES = [name for name in KEPT if name != "score"] + ["up", "down"]
CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in SOURCES)
LISTED = "kind = 'question' AND state = 'visible'"
WAS, IS = (f"({row}.kind = 'question' AND {row}.state = 'visible')" for row in ("OLD", "NEW"))

# No post, tag or row is named by a person here: each name in these words is a column of ours.
FILL = f"""
INSERT INTO tagged (tag_id, post_id, {", ".join(KEPT)})
SELECT tag_id, post_id, {READ} FROM post_tag JOIN post ON post.id = post_tag.post_id
WHERE {LISTED}
"""  # noqa: S608
COUNT = "UPDATE tag SET given = (SELECT count(*) FROM {} AS given WHERE given.tag_id = tag.id)"
ADD = f"{FILL} AND post_id = NEW.post_id AND tag_id = NEW.tag_id;"
SHOW = f"{FILL} AND post_id = NEW.id AND {IS};"
TAKE = "DELETE FROM tagged WHERE tag_id = OLD.tag_id AND post_id = OLD.post_id;"
ITS = "post_id = NEW.id AND tag_id IN (SELECT tag_id FROM post_tag WHERE post_id = NEW.id)"
ONE_LESS = "UPDATE tag SET given = given - 1 WHERE id = OLD.tag_id;"
ONE_MORE = "UPDATE tag SET given = given + 1 WHERE id = NEW.tag_id;"
# Whatever writes to questions and their tags: to keep it in each place would be forgotten in one. A
# migration that makes one of the tables anew has to make them anew.
TRIGGERS = {
    "tagged_given": f"AFTER INSERT ON post_tag BEGIN {ADD} END",
    "tagged_exchanged": f"AFTER UPDATE OF post_id, tag_id ON post_tag BEGIN {TAKE} {ADD} END",
    "tagged_taken": f"AFTER DELETE ON post_tag BEGIN {TAKE} END",
    "tagged_changed": f"""
        AFTER UPDATE OF {", ".join(SOURCES)} ON post
        WHEN NEW.question_id IS NULL AND ({CHANGED})
        BEGIN UPDATE tagged SET {NOW} WHERE {ITS}; END
        """,  # noqa: S608
    "tagged_shown": f"""
        AFTER UPDATE OF kind, state ON post WHEN {WAS} <> {IS}
        BEGIN DELETE FROM tagged WHERE {ITS}; {SHOW} END
        """,  # noqa: S608
    "tag_given": f"AFTER INSERT ON tagged BEGIN {ONE_MORE} END",
    "tag_taken": f"AFTER DELETE ON tagged BEGIN {ONE_LESS} END",
}
GIVEN_BEFORE = {
    "tag_given": f"AFTER INSERT ON post_tag BEGIN {ONE_MORE} END",
    "tag_exchanged": f"AFTER UPDATE OF tag_id ON post_tag BEGIN {ONE_LESS} {ONE_MORE} END",
    "tag_taken": f"AFTER DELETE ON post_tag BEGIN {ONE_LESS} END",
}
AUTHOR = ["author_id", "kind", "created_at"]


def upgrade() -> None:
    """Keep what sorts a tag's questions beside one another, and count those that are shown."""
    for name in GIVEN_BEFORE:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_index("ix_post_author", "post")
    op.create_table(
        "tagged",
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("website_number", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in KEPT[3:8]),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("best_answer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["post_id", "tag_id"],
            ["post_tag.post_id", "post_tag.tag_id"],
            name="fk_tagged_post_id_tag_id",
        ),
        sa.PrimaryKeyConstraint("tag_id", "post_id", name="pk_tagged"),
        sqlite_with_rowid=False,
    )
    op.execute(f"{FILL} ORDER BY tag_id, post_id")
    op.execute(COUNT.format("tagged"))
    for name, what in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {what}")
    op.create_index("ix_post_author", "post", [*AUTHOR, "category_id"])


def downgrade() -> None:
    """Look each question up again, and count those that nobody sees with the others."""
    op.drop_index("ix_post_author", "post")
    op.create_index("ix_post_author", "post", AUTHOR)
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("tagged")
    op.execute(COUNT.format("post_tag"))
    for name, what in GIVEN_BEFORE.items():
        op.execute(f"CREATE TRIGGER {name} {what}")
