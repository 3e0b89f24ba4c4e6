"""`python -m bot privacy …`: somebody's data, for those who can't reach the bot in Discord."""

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.catalogue import words_for
from bot.commands.opening import carry_out, opened
from bot.forum.identity import provide
from bot.forum.privacy.erasing import carry_out_wish
from bot.forum.privacy.erasures import PROMISED_SPREAD_DAYS, demand
from bot.forum.privacy.exporting import export, is_nothing
from bot.keys import check_keys, keys_at_hand
from bot.publishing.exports import readable
from bot.settings import Settings
from data.database import Database
from data.leftovers import empty_log
from data.numbers import LARGEST_NUMBER
from data.tables import PostKind

User = Annotated[int, typer.Argument(help="The person's Discord id.", min=1, max=LARGEST_NUMBER)]
Folder = Annotated[Path, typer.Option("--to", help="Where the two files are put.")]
Kinds = Annotated[
    list[PostKind] | None, typer.Option("--remove", help="Remove the texts of these, too.")
]
Posts = Annotated[
    list[int] | None, typer.Option("--post", help="An anonymous post of theirs to remove, too.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]

privacy = typer.Typer(no_args_is_help=True)


@privacy.callback()
def main() -> None:
    """Hand out or erase one person's data. Be sure who asks: nobody here checks it."""


@privacy.command("export")
def export_data(user_id: User, folder: Folder = Path()) -> None:
    """Write everything about a person into two files, to be read by that person alone."""

    async def work(settings: Settings) -> None:
        async with _unlocked(settings) as database:
            found = await export(database, user_id=user_id, now=datetime.now(UTC))
        if is_nothing(found):
            typer.echo(f"Nothing is stored about {user_id}: no file was written.")
            return
        page = readable(found, words_for(settings.locale))
        data = json.dumps(found, ensure_ascii=False, indent=2)
        for name, content in ((f"{user_id}.md", page), (f"{user_id}.json", data)):
            _write(folder / name, content)
            typer.echo(f"Wrote {folder / name}.")
        typer.echo("They also hold what this person wrote anonymously: send them on unread.")

    carry_out(work)


@privacy.command("erase")
def erase_data(
    user_id: User, remove: Kinds = None, post: Posts = None, *, yes: Yes = False
) -> None:
    """Erase a person now; texts stay without an author, unless they are to be removed."""

    async def work(settings: Settings) -> None:
        async with _unlocked(settings) as database:
            found = await export(database, user_id=user_id, now=datetime.now(UTC))
        if is_nothing(found):
            typer.echo(f"Nothing is stored about {user_id}: nothing was changed.")
            return
        if not yes:
            typer.confirm("This can't be taken back. Go on?", abort=True)
        async with _unlocked(settings) as database:
            now = datetime.now(UTC)
            wish = await demand(
                database, user_id=user_id, removes=remove or [], posts=post or [], now=now
            )
            await carry_out_wish(database, wish, now=now)
            empty_log(database.file)
        typer.echo("Erased. A running bot mends the messages in Discord, else the next start does.")
        if post:
            typer.echo(
                f"Posts among those named that are theirs go within {PROMISED_SPREAD_DAYS} days, "
                "while the bot runs."
            )
        typer.echo("Backups still hold all of it: delete them when their time is over.")

    carry_out(work)


@asynccontextmanager
async def _unlocked(settings: Settings) -> AsyncIterator[Database]:
    """Open the database with its key at hand. Raises `StartRefused`."""
    async with opened(settings) as database:
        sealer = keys_at_hand(settings, may_make=False)
        async with database.read() as session:
            await check_keys(session, sealer)
        provide(database, sealer)
        yield database


def _write(file: Path, content: str) -> None:
    """Write a new file that only its owner can read."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(content)
    except FileExistsError:
        sys.exit(f"{file} exists already, and is not overwritten.")
    except OSError as refused:
        sys.exit(f"{file} can't be written: {refused.strerror}.")
