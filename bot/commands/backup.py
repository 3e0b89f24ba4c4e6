"""`python -m bot backup` and `restore`: the whole database as one file, without the keys."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.opening import carry_out
from bot.key_changes import changing_keys
from bot.keys import check_keys, keys_at_hand
from bot.settings import Settings
from data.backup import NotRestorable, back_up, check_idle, exchange, staged
from data.database import Database, file_of
from data.locks import InUse
from data.migrate import make_private_folder, migrate
from data.sealing import known_key_ids

STOP_FIRST = "The bot, or another command, is at work on this database. Stop it first."

File = Annotated[Path, typer.Argument(help="The backup's file.")]


def backup(file: File) -> None:
    """Copy the database into a new file while the bot runs; the keys are left out."""

    async def work(settings: Settings) -> None:
        source = file_of(settings.database_url)
        if not source.exists():
            sys.exit(f"There is no database at {source}. DATABASE_URL says where it is.")
        try:
            await asyncio.to_thread(back_up, source, file)
        except FileExistsError:
            sys.exit(f"{file} exists already, and is not overwritten.")
        except OSError as refused:
            sys.exit(f"{file} can't be written: {refused.strerror}.")
        typer.echo(f"Backed up to {file}.")
        kept = "SECRET_KEY" if settings.secret_key is not None else str(settings.keys_folder)
        typer.echo(
            f"The keys are not in it. Keep a copy of {kept} too, in another place: without it, "
            "this backup can't be restored; together, they name who wrote anonymously."
        )

    carry_out(work)


def restore(file: File) -> None:
    """Put a backup in the place of the database; the bot must be stopped, the key at hand."""

    async def work(settings: Settings) -> None:
        target = file_of(settings.database_url)
        if not file.is_file():
            sys.exit(f"There is no file {file}.")
        try:
            make_private_folder(target.parent)
            with changing_keys(target):
                kept = await _restore(settings, file, target)
        except NotRestorable as refused:
            sys.exit(f"{refused} Nothing was changed.")
        except InUse:
            sys.exit(STOP_FIRST)
        typer.echo(f"Restored {file}.")
        if kept is not None:
            typer.echo(f"What it replaces is kept as {kept}: delete it when all is well.")
        typer.echo("Who erased their data since the backup was made has to be erased again.")

    carry_out(work)


async def _restore(settings: Settings, source: Path, target: Path) -> Path | None:
    await asyncio.to_thread(check_idle, target)
    with staged(source, target) as copy:
        url = f"sqlite:///{copy}"
        await asyncio.to_thread(migrate, url)
        database = Database(url)
        try:
            async with database.read() as session:
                if await known_key_ids(session):
                    await check_keys(session, keys_at_hand(settings, may_make=False))
        finally:
            await database.close()
        return await asyncio.to_thread(exchange, copy, target, datetime.now(UTC))
