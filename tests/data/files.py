"""Database files for tests: real SQLite, migrated once a process and copied for each test."""

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from data.database import Database
from data.migrate import migrate


@lru_cache
def _template() -> Path:
    file = Path(tempfile.mkdtemp(prefix="mindwell-tests-")) / "template.db"
    migrate(url_of(file))
    return file


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def put_migrated(file: Path) -> None:
    """Put an empty database at the newest schema in place."""
    shutil.copyfile(_template(), file)


def migrated(folder: Path) -> Database:
    """Return a database of its own in a folder, at the newest schema."""
    file = folder / "forum.db"
    put_migrated(file)
    return Database(url_of(file))
