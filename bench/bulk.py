"""Writing very much at once: SQLite sorts a whole index sooner than it grows it row by row."""

from collections.abc import Collection

from sqlalchemy import Engine

ASIDE = "CREATE TABLE IF NOT EXISTS put_aside (name TEXT PRIMARY KEY, sql TEXT NOT NULL)"
# What SQLite made by itself for a constraint has no `sql`, and stays.
THEIRS = """
    SELECT name, type, sql FROM sqlite_master
    WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name = ?
"""


def put_aside(engine: Engine, tables: Collection[str]) -> None:
    """Take the indexes and triggers off some tables, and note them in the file."""
    with engine.begin() as connection:
        connection.exec_driver_sql(ASIDE)
        for table in tables:
            for name, kind, sql in connection.exec_driver_sql(THEIRS, (table,)).all():
                kept = "INSERT INTO put_aside (name, sql) VALUES (?, ?)"
                connection.exec_driver_sql(kept, (name, sql))
                connection.exec_driver_sql(f"DROP {kind} {name}")


def is_put_aside(engine: Engine) -> bool:
    """Tell whether a file still lacks what was taken off it."""
    wanted = "SELECT 1 FROM sqlite_master WHERE name = 'put_aside'"
    with engine.connect() as connection:
        return connection.exec_driver_sql(wanted).first() is not None


def put_back(engine: Engine) -> None:
    """Give the tables back what was taken off them, and have SQLite look at how much they hold.

    Each is a transaction that also forgets its note, so a kill at any moment loses nothing.
    """
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT name, sql FROM put_aside ORDER BY name").all()
    for name, sql in kept:
        with engine.begin() as connection:
            connection.exec_driver_sql(sql)
            connection.exec_driver_sql("DELETE FROM put_aside WHERE name = ?", (name,))
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("DROP TABLE put_aside")
