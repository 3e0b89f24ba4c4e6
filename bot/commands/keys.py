"""`python -m bot keys …`: which keys seal this database, new ones for old, and the last resort."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from bot.commands.opening import carry_out, opened
from bot.commands.progress import progress
from bot.forum.anonymous.rotation import KeyNotNoted, key_uses, retire, rotate
from bot.forum.identity import Sealer
from bot.key_changes import (
    RESTART_FIRST,
    abandon_lost,
    begin_rotation,
    changing_keys,
    destroy_old,
    lost_rows,
)
from bot.keys import ids_at_hand
from bot.settings import Settings
from data.database import Database

# Between two batches, so that the bot gets its turns.
PAUSE_SECONDS = 0.05
# The database may be busy for longer than it waits by itself; nothing is lost by trying again.
TRIES, WAIT_SECONDS = 20, 1.0

Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]

keys = typer.Typer(no_args_is_help=True)


@keys.callback()
def main() -> None:
    """Look after the keys that seal who wrote an anonymous post."""


@keys.command("list")
def list_keys() -> None:
    """Show the keys' ids and how many rows each one seals; never a key."""
    carry_out(_list)


@keys.command("rotate")
def rotate_keys() -> None:
    """Seal everything with a new key while the bot runs; run it again when it was interrupted."""
    carry_out(_rotate)


@keys.command("destroy-old")
def destroy_old_keys(*, yes: Yes = False) -> None:
    """Destroy the files of old keys that nothing is sealed with any more."""

    async def work(settings: Settings) -> None:
        _confirm(
            "Backups from before the last rotation can't be restored without the old keys. "
            "Destroy them?",
            yes=yes,
        )
        async with opened(settings) as database:
            with changing_keys(database.file):
                destroyed = await destroy_old(settings, database)
        typer.echo(f"Old keys destroyed: {destroyed}.")
        if settings.old_secret_keys is not None:
            typer.echo("OLD_SECRET_KEYS is not needed any more: take it out of the settings.")

    carry_out(work)


@keys.command("abandon")
def abandon_keys(*, yes: Yes = False) -> None:
    """Give up what a lost key sealed: anonymous posts lose their authors. The last resort."""

    async def work(settings: Settings) -> None:
        async with opened(settings) as database:
            with changing_keys(database.file):
                rows = await lost_rows(settings, database)
                _confirm(
                    f"No key at hand opens {rows} rows. Anonymous posts stay, but nobody can edit "
                    "or delete them as their author any more. Drafts, what anonymous authors were "
                    "told, blocks of aliases and wishes to be erased go. This can't be undone. "
                    "Go on?",
                    yes=yes,
                )
                lost = await abandon_lost(settings, database, datetime.now(UTC))
        for table, count in lost.items():
            typer.echo(f"{table}: {count}")
        typer.echo("Given up. The bot can start again; back up its key this time.")

    carry_out(work)


async def _list(settings: Settings) -> None:
    at_hand = ids_at_hand(settings)
    async with opened(settings) as database:
        uses = await key_uses(database)
    for use in uses:
        place = "at hand" if use.key_id in at_hand else "MISSING"
        typer.echo(f"{use.key_id.hex()}  {use.rows} rows  {place}")
    if not uses:
        typer.echo("No key is in use yet: the bot makes one when it first starts.")


async def _rotate(settings: Settings) -> None:
    async with opened(settings) as database:
        with changing_keys(database.file):
            sealer = await begin_rotation(settings, database, datetime.now(UTC))
            await _renew(database, sealer)
            left = await retire(database, sealer)
    if left:
        sys.exit(
            f"{left} rows could not be opened, so the old keys are still needed. "
            "If the number stays when you run this again: `python -m bot keys list` shows a key "
            "that is missing; put it back, or give up what it sealed with `python -m bot keys "
            "abandon`. If none is, those rows are damaged."
        )
    typer.echo(f"Everything is sealed with the key {sealer.key_id.hex()}. Back it up.")
    if settings.secret_key is None:
        typer.echo("The old key can be destroyed now: python -m bot keys destroy-old")
    else:
        typer.echo("OLD_SECRET_KEYS can leave the settings now, and those keys be destroyed.")


async def _renew(database: Database, sealer: Sealer) -> None:
    total = sum(use.rows for use in await key_uses(database))
    with progress("Sealing anew", total) as course:
        for attempt in range(1, TRIES + 1):
            try:
                async for batch in rotate(database, sealer):
                    course.advance(batch.seen, "Sealing anew")
                    await asyncio.sleep(PAUSE_SECONDS)
            except KeyNotNoted:
                sys.exit(RESTART_FIRST)
            except OperationalError:
                if attempt == TRIES:
                    raise
                await asyncio.sleep(WAIT_SECONDS)
            else:
                return


def _confirm(question: str, *, yes: bool) -> None:
    if not yes:
        typer.confirm(question, abort=True)
