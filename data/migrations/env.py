"""Alembic's entry: a plain engine, foreign keys off while tables are rebuilt, checked after."""

from pathlib import Path
from typing import cast

from alembic import context

from data.migrate import migration_engine
from data.tables import metadata


def _run() -> None:
    file = cast("Path", context.config.attributes["file"])
    engine = migration_engine(file)
    try:
        with engine.connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=metadata,
                render_as_batch=True,
                transactional_ddl=True,
                compare_type=True,
            )
            with context.begin_transaction():
                context.run_migrations()
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    msg = f"the migration left {len(broken)} rows that point to nothing"
                    raise RuntimeError(msg)
    finally:
        engine.dispose()


_run()
