"""how many there are: of members with so many points, and of questions with a tag."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNT_MEMBERS = """
INSERT INTO points_held (forum_id, points, members)
SELECT forum_id, points, count(*) FROM member
WHERE name IS NOT NULL AND merged_into IS NULL GROUP BY forum_id, points
"""
COUNT_TAGGED = """
UPDATE tag SET given = (SELECT count(*) FROM post_tag WHERE post_tag.tag_id = tag.id)
"""
LESS = """
UPDATE points_held SET members = members - 1
    WHERE OLD.name IS NOT NULL AND OLD.merged_into IS NULL
    AND forum_id = OLD.forum_id AND points = OLD.points;
DELETE FROM points_held
    WHERE forum_id = OLD.forum_id AND points = OLD.points AND members < 1;
"""
MORE = """
INSERT INTO points_held (forum_id, points, members)
    SELECT NEW.forum_id, NEW.points, 1 WHERE NEW.name IS NOT NULL AND NEW.merged_into IS NULL
    ON CONFLICT (forum_id, points) DO UPDATE SET members = members + 1;
"""
ONE_LESS = "UPDATE tag SET given = given - 1 WHERE id = OLD.tag_id;"
ONE_MORE = "UPDATE tag SET given = given + 1 WHERE id = NEW.tag_id;"
CHANGED = """
OLD.points IS NOT NEW.points OR OLD.forum_id IS NOT NEW.forum_id
OR OLD.merged_into IS NOT NEW.merged_into OR (OLD.name IS NULL) IS NOT (NEW.name IS NULL)
"""
# Whatever writes to members and tags: a count in each place would be forgotten in one. A migration
# that makes one of the tables anew has to make them anew.
TRIGGERS = {
    "member_counted": f"AFTER INSERT ON member BEGIN {MORE} END",
    "member_counted_anew": f"""
        AFTER UPDATE OF forum_id, points, name, merged_into ON member
        WHEN {CHANGED} BEGIN {LESS} {MORE} END
        """,
    "member_gone": f"AFTER DELETE ON member BEGIN {LESS} END",
    "tag_given": f"AFTER INSERT ON post_tag BEGIN {ONE_MORE} END",
    "tag_exchanged": f"AFTER UPDATE OF tag_id ON post_tag BEGIN {ONE_LESS} {ONE_MORE} END",
    "tag_taken": f"AFTER DELETE ON post_tag BEGIN {ONE_LESS} END",
}


def upgrade() -> None:
    """Count once, and then as things happen."""
    op.create_table(
        "points_held",
        sa.Column("forum_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name="fk_points_held_forum_id_forum"),
        sa.PrimaryKeyConstraint("forum_id", "points", name="pk_points_held"),
        sqlite_with_rowid=False,
    )
    op.add_column("tag", sa.Column("given", sa.Integer(), nullable=False, server_default="0"))
    op.execute(COUNT_MEMBERS)
    op.execute(COUNT_TAGGED)
    for name, what in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {what}")
    # Walked from its beginning, so that of equals those come first who were there first.
    op.drop_index("ix_member_by_points", "member")
    _create_index(sa.text("points DESC"))


def downgrade() -> None:
    """Count whenever somebody asks again."""
    op.drop_index("ix_member_by_points", "member")
    _create_index("points")
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_column("tag", "given")
    op.drop_table("points_held")


def _create_index(points: str | sa.TextClause) -> None:
    where = sa.text("name IS NOT NULL AND merged_into IS NULL")
    op.create_index("ix_member_by_points", "member", ["forum_id", points], sqlite_where=where)
