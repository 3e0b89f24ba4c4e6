"""A database for a command: there, of this version, and closed again."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from bot.commands.settings import read_settings
from bot.keys import StartRefused
from bot.settings import Settings
from data.backup import newest_revision, revision_of
from data.database import Database, file_of
from data.locks import InUse

BUSY = "The database is busy. Try again in a moment; nothing is half done."


def carry_out(work: Callable[[Settings], Coroutine[None, None, None]]) -> None:
    """Run a command's work with the settings; a refusal ends the program with its sentence."""
    settings = read_settings(needs_token=False)
    try:
        asyncio.run(work(settings))
    except StartRefused as refused:
        sys.exit(str(refused))
    except (InUse, OperationalError):
        sys.exit(BUSY)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """Open a database that is there already. Raises `StartRefused`."""
    await asyncio.to_thread(require, file_of(settings.database_url))
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def require(file: Path) -> None:
    """Check that a database is there and of this version; blocking. Raises `StartRefused`."""
    if not file.exists():
        msg = f"There is no database at {file}. DATABASE_URL says where it is."
        raise StartRefused(msg)
    if revision_of(file) != newest_revision():
        msg = f"{file} is of another version of Mindwell. `python -m bot migrate` brings it up."
        raise StartRefused(msg)
