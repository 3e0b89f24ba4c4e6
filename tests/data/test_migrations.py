import asyncio
import contextlib
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.migrate import configuration, copy, make_private_folder, migrate, migration_engine
from data.tables import metadata
from tests.data.files import url_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "forum.db"


def tables_of(file: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows}


def test_the_migrations_reach_the_models(file: Path) -> None:
    migrate(url_of(file))
    command.check(configuration(file))
    engine = migration_engine(file)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
    finally:
        engine.dispose()


def _schema(file: Path) -> dict[str, str]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        # Triggers, which guard the log, are the migrations' alone.
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
        )
        # CHECKs, which Alembic does not compare, stand on lines of their own, in any order.
        return {
            name: "\n".join(sorted(line.strip().rstrip(",") for line in sql.splitlines()))
            for name, sql in rows
            if not name.startswith(("alembic", "sqlite_"))
        }


def test_the_migrations_make_the_same_tables_as_the_models(file: Path, tmp_path: Path) -> None:
    migrate(url_of(file))
    made = tmp_path / "models.db"
    engine = migration_engine(made)
    try:
        metadata.create_all(engine)
    finally:
        engine.dispose()
    by_models, by_migrations = _schema(made), _schema(file)
    assert by_migrations.keys() == by_models.keys()
    for name, sql in by_models.items():
        checks = {line for line in sql.splitlines() if "CHECK" in line}
        found = {line for line in by_migrations[name].splitlines() if "CHECK" in line}
        assert found == checks, name


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(configuration(Path("unused"))).get_heads()) == 1


def test_a_second_run_finds_nothing_to_do(file: Path) -> None:
    assert migrate(url_of(file)) is True
    assert migrate(url_of(file)) is False


def test_the_folder_is_the_owners_alone(file: Path) -> None:
    migrate(url_of(file))
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_folder_that_exists_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private_folder(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_every_migration_runs_on_a_file_with_data_in_it_and_back(file: Path) -> None:
    """Fill the first schema, walk to the newest and back: the rows that both know stay."""
    make_private_folder(file.parent)
    scripts = ScriptDirectory.from_config(configuration(file))
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    command.upgrade(configuration(file), revisions[0])
    _fill(file)
    command.upgrade(configuration(file), "head")
    assert _counts(file) == {"forum": 1, "member": 1, "post": 2, "vote": 1}
    command.downgrade(configuration(file), revisions[0])
    assert _counts(file) == {"forum": 1, "member": 1, "post": 2, "vote": 1}


def test_what_deleted_posts_and_voters_kept_is_forgotten(file: Path) -> None:
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0001")
    _fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        at = "2026-03-02 12:00:00.000000"
        gone = {"kind": "question", "title": "My boss", "body": "", "state": "deleted"}
        _insert(connection, "post", id=3, forum_id=1, origin="discord", created_at=at, **gone)
        _insert(connection, "member", id=2, forum_id=1, name="Only voted", created_at=at)
        for number, name in enumerate(("sleep", "my-boss-john-doe", "nobody-has-it"), 1):
            _insert(connection, "tag", id=number, forum_id=1, name=name)
        for post, tag in ((1, 1), (3, 1), (3, 2)):
            _insert(connection, "post_tag", post_id=post, tag_id=tag)
        connection.commit()
    command.upgrade(configuration(file), "0003")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert _column(connection, "SELECT title FROM post ORDER BY id") == ["T", None, ""]
        assert _column(connection, "SELECT name FROM tag") == ["sleep"]
        assert _column(connection, "SELECT post_id FROM post_tag") == [1]
        assert _column(connection, "SELECT name FROM member ORDER BY id") == ["Anna", None]
        with pytest.raises(sqlite3.IntegrityError, match="deleted_keeps_no_title"):
            connection.execute("UPDATE post SET title = 'back again' WHERE id = 3")


def test_posts_from_a_website_learn_their_numbers_there(file: Path) -> None:
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0010")
    _fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        _insert(connection, "website_link", post_id=1, forum_id=1, external_id="42")
        _insert(connection, "website_link", post_id=2, forum_id=1, external_id="9" * 20)
        connection.commit()
    command.upgrade(configuration(file), "0011")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert _column(connection, "SELECT website_number FROM post ORDER BY id") == [42, 2**63 - 1]


def test_a_file_learns_how_many_answers_have_upvotes_and_forgets_it_again(file: Path) -> None:
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0032")
    _fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        _insert(connection, "tag", id=1, forum_id=1, name="sleep")
        _insert(connection, "post_tag", post_id=1, tag_id=1)
        connection.execute("UPDATE post SET up = 2, down = 1 WHERE id = 2")
        connection.commit()
    counts = "SELECT upvoted_answers FROM post WHERE id = 1 UNION ALL SELECT {} FROM tagged"
    command.upgrade(configuration(file), "0033")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert _column(connection, counts.format("upvoted_answers")) == [1, 1]
        connection.execute("UPDATE post SET down = 2, views = 7 WHERE id IN (1, 2)")
        connection.commit()
        assert _column(connection, counts.format("upvoted_answers")) == [0, 0]
    command.downgrade(configuration(file), "0032")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE post SET views = views + 1")
        assert _column(connection, "SELECT views FROM tagged") == [8]


def test_a_file_learns_who_asked_what_has_a_tag_and_forgets_it_again(file: Path) -> None:
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0033")
    _fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        (author_id,) = connection.execute("SELECT author_id FROM post WHERE id = 1").fetchone()
        assert author_id is not None
        for number in (1, 2):
            _insert(connection, "tag", id=number, forum_id=1, name=f"sleep{number}")
        _insert(connection, "post_tag", post_id=1, tag_id=1)
        connection.commit()
    asked = "SELECT author_id FROM tagged ORDER BY tag_id"
    command.upgrade(configuration(file), "0035")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert _column(connection, asked) == [author_id]
        _insert(connection, "post_tag", post_id=1, tag_id=2)
        assert _column(connection, asked) == [author_id, author_id]
        connection.execute("UPDATE post SET author_id = NULL WHERE id = 1")
        assert _column(connection, asked) == [None, None]
        connection.commit()
    command.downgrade(configuration(file), "0033")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE post SET views = views + 1")
        assert _column(connection, "SELECT views FROM tagged") == [1, 1]


def test_a_file_learns_what_of_its_replies_nobody_sees_and_forgets_it_again(file: Path) -> None:
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0037")
    _fill(file)
    replies = "SELECT replies FROM post WHERE id = 1"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        post = {"forum_id": 1, "origin": "discord", "state": "visible", "question_id": 1}
        comment = post | {"kind": "comment", "body": "C", "created_at": "2026-03-03"}
        _insert(connection, "post", id=3, parent_id=2, **comment)
        _insert(connection, "post", id=4, parent_id=1, **comment)
        connection.execute("UPDATE post SET state = 'hidden' WHERE id = 2")
        assert _column(connection, replies) == [2]
        connection.commit()
    command.upgrade(configuration(file), "0038")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert _column(connection, replies) == [1]
        connection.execute("UPDATE post SET parent_id = 1 WHERE id = 3")
        assert _column(connection, replies) == [2]
        connection.execute("UPDATE post SET parent_id = 2 WHERE id = 3")
        connection.commit()
    command.downgrade(configuration(file), "0037")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert _column(connection, replies) == [2]


CHANGES = (
    "UPDATE post SET up = up + 3 WHERE id = 1",
    "UPDATE post SET down = down + 1, answers = 2 WHERE id = 1",
    "UPDATE post SET views = 9 WHERE id = 1",
    "UPDATE post SET hotness = 8, replies = 4 WHERE id = 1",
    "UPDATE post SET upvoted_answers = 1 WHERE id = 1",
    "UPDATE post SET best_answer_id = 2, website_number = 7 WHERE id = 1",
    "UPDATE post SET closed_at = created_at WHERE id = 1",
    "UPDATE post SET author_id = NULL WHERE id = 1",
    "UPDATE post SET state = 'hidden' WHERE id = 1; UPDATE post SET state = 'visible' WHERE id = 1",
    "UPDATE post SET category_id = 1 WHERE id = 1",
    "UPDATE post SET category_id = NULL WHERE id = 1",
)
AGAIN = """
    UPDATE post SET up = 0, down = 0, answers = 0, views = 0, hotness = 0, replies = 0,
    upvoted_answers = 0, best_answer_id = NULL, website_number = NULL, closed_at = NULL,
    author_id = (SELECT max(id) FROM member) WHERE id = 1
"""
IN_BOTH = """
    SELECT count(*) FROM (
        SELECT score, answers, views, hotness, replies, upvoted_answers, best_answer_id,
        website_number, closed_at, nullif(category_id, 0), author_id FROM tagged
        INTERSECT SELECT score, answers, views, hotness, replies, upvoted_answers, best_answer_id,
        website_number, closed_at, category_id, author_id FROM post WHERE id = 1
    )
"""


def test_what_lists_of_tags_sort_by_follows_whichever_columns_change(file: Path) -> None:
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0036")
    _fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        _insert(connection, "tag", id=1, forum_id=1, name="sleep")
        _insert(connection, "post_tag", post_id=1, tag_id=1)
        connection.commit()
    for turn, revision in ((command.upgrade, "0037"), (command.downgrade, "0036")):
        turn(configuration(file), revision)
        with contextlib.closing(sqlite3.connect(file)) as connection:
            for change in (*CHANGES, AGAIN):
                connection.executescript(change)
                assert _column(connection, IN_BOTH) == [1], change


@pytest.mark.parametrize("revision", ["0036", "0034", "0033", "0031"])
def test_a_file_of_before_takes_tags_again(file: Path, revision: str) -> None:
    make_private_folder(file.parent)
    command.upgrade(configuration(file), "0037")
    _fill(file)
    command.downgrade(configuration(file), revision)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        _insert(connection, "tag", id=1, forum_id=1, name="sleep")
        _insert(connection, "post_tag", post_id=1, tag_id=1)
        for state in ("hidden", "visible"):
            connection.execute("UPDATE post SET state = ?, views = 7 WHERE id = 1", (state,))
        assert _column(connection, "SELECT given FROM tag") == [1]


def _column(connection: sqlite3.Connection, query: str) -> list[object]:
    return [value for (value,) in connection.execute(query)]


def test_everything_can_be_undone_to_an_empty_file(file: Path) -> None:
    migrate(url_of(file))
    command.downgrade(configuration(file), "base")
    assert tables_of(file) <= {"alembic_version", "sqlite_sequence"}


def test_a_file_with_data_is_copied_before_it_is_changed(file: Path) -> None:
    migrate(url_of(file))
    _fill(file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        # As an older bot would have left it.
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    with pytest.raises(Exception, match="0000"):
        migrate(url_of(file))
    copies = list(file.parent.glob("forum.db.before-*"))
    assert len(copies) == 1
    assert _counts(copies[0]) == {"forum": 1, "member": 1, "post": 2, "vote": 1}
    assert stat.S_IMODE(copies[0].stat().st_mode) == 0o600


def test_a_new_file_needs_no_copy(file: Path) -> None:
    migrate(url_of(file))
    assert list(file.parent.glob("*.before-*")) == []


def test_a_copy_holds_what_is_still_in_the_log(file: Path, tmp_path: Path) -> None:
    migrate(url_of(file))
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO app_state VALUES ('a', 'b')")
        connection.commit()
        copy(file, tmp_path / "copy.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("SELECT value FROM app_state").fetchall() == [("b",)]


async def test_two_threads_at_once_migrate_once(file: Path) -> None:
    both = [asyncio.to_thread(migrate, url_of(file)) for _ in range(2)]
    assert sorted(await asyncio.gather(*both)) == [False, True]


def test_two_processes_at_once_migrate_once(file: Path) -> None:
    python = sys.executable
    code = f"from data.migrate import migrate; print(migrate({url_of(file)!r}))"
    runs = [
        subprocess.Popen(  # noqa: S603  # our own code
            [python, "-c", code], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = sorted((run.communicate()[0] or "").strip() for run in runs)
    assert said == ["False", "True"]
    assert "post" in tables_of(file)


def _fill(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        at = "2026-03-02 12:00:00.000000"
        _insert(connection, "forum", id=1, name="F", locale="en", created_at=at)
        _insert(connection, "member", id=1, forum_id=1, name="Anna", created_at=at)
        post = {"forum_id": 1, "author_id": 1, "origin": "discord", "state": "visible"}
        question = post | {"id": 1, "kind": "question", "title": "T", "body": "", "created_at": at}
        _insert(connection, "post", **question)
        answer = post | {"id": 2, "kind": "answer", "question_id": 1, "parent_id": 1}
        _insert(connection, "post", **answer, body="B", created_at=at)
        cast = {"post_id": 2, "member_id": 1, "value": 1, "source": "button", "cast_at": at}
        _insert(connection, "vote", **cast)
        connection.commit()


def _insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    """Insert a row; columns that need a value, have no default and were not named get 0."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    needed = {
        name
        for _, name, _, not_null, default, key in columns
        if not_null and default is None and not key
    }
    row = dict.fromkeys(needed, 0) | values
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # names of ours
    connection.execute(statement, list(row.values()))


def _counts(file: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in ("forum", "member", "post", "vote")
        }
