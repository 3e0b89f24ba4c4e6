"""`python -m bot import …`: questions from elsewhere into a forum, telling nobody."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from bot.commands.opening import carry_out, opened
from bot.commands.progress import progress
from bot.importing.carrying_out import Import
from bot.importing.plan import Site
from bot.importing.reading import SiteUnreadable, read_site
from bot.settings import Settings
from data.database import Database
from data.forums import forum_of_guild
from data.locks import InUse, locked
from data.tables import Forum

# Between two batches, so that the bot gets its turns.
PAUSE_SECONDS = 0.01
# The database may be busy for longer than it waits by itself; nothing is lost by trying again.
TRIES, WAIT_SECONDS = 20, 1.0

UNDER_WAY = "Another import is under way. Wait until it has ended; this one changed nothing."

File = Annotated[Path, typer.Argument(help="The site's file; docs/import.md says what is in it.")]
Server = Annotated[int, typer.Option("--forum", help="The Discord server's id.", min=1)]
Channel = Annotated[
    int | None, typer.Option("--channel", help="The forum's channel, to be sure.", min=1)
]

importing = typer.Typer(no_args_is_help=True)


@importing.callback()
def main() -> None:
    """Bring in questions from elsewhere. Nobody is told, and nothing appears in Discord."""


@importing.command("question2answer")
def bring_question2answer(file: File, forum: Server, channel: Channel = None) -> None:
    """Bring a Question2Answer site into a forum; run it again at any time, also when stopped."""

    async def work(settings: Settings) -> None:
        try:
            site = await asyncio.to_thread(read_site, file)
        except SiteUnreadable as refused:
            sys.exit(str(refused))
        async with opened(settings) as database:
            found = await _forum(database, forum, channel)
            carried = Import(database, site, found.id or 0, datetime.now(UTC))
            try:
                with locked(database.file, "import", wait=False):
                    await _bring_in(carried)
            except InUse:
                sys.exit(UNDER_WAY)
        typer.echo(_told(site))
        for reason, count in site.left_out.items():
            typer.echo(f"Left out: {count} {reason}.")

    carry_out(work)


async def _forum(database: Database, guild_id: int, channel_id: int | None) -> Forum:
    async with database.read() as session:
        forum = await forum_of_guild(session, guild_id)
    if forum is None:
        sys.exit(f"Server {guild_id} has no forum yet: run /forum setup there first.")
    if channel_id not in {None, forum.channel_id}:
        sys.exit(
            f"The forum of server {guild_id} is in channel {forum.channel_id}, not {channel_id}: "
            "run /forum setup there first."
        )
    return forum


async def _bring_in(carried: Import) -> None:
    with progress("Categories", carried.work) as course:
        for attempt in range(1, TRIES + 1):
            try:
                async for step in carried.steps():
                    course.advance(step.work, step.stage)
                    await asyncio.sleep(PAUSE_SECONDS)
            except OperationalError:
                if attempt == TRIES:
                    raise
                course.begin_again()
                await asyncio.sleep(WAIT_SECONDS)
            else:
                return


def _told(site: Site) -> str:
    count = site.count
    return (
        f"The forum has all of it now: {count('users')} members, {count('questions')} questions "
        f"among {count('posts')} posts, {count('votes that stand')} votes."
    )
