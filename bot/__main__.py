"""The command line: `python -m bot COMMAND`; the composition root."""

import asyncio
import gc
import signal
import sys
from typing import Annotated

import typer

from bot.commands.backup import backup, restore
from bot.commands.importing import importing
from bot.commands.keys import keys
from bot.commands.privacy import privacy
from bot.commands.settings import read_settings
from bot.keys import StartRefused, refuse_wrong_key
from bot.logs import set_up
from bot.settings import Settings
from data.migrate import migrate as migrate_file

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(backup)
app.command()(restore)
app.add_typer(importing, name="import")
app.add_typer(keys, name="keys")
app.add_typer(privacy, name="privacy")


@app.callback()
def main() -> None:
    """Mindwell: a question-and-answer forum that lives in Discord."""


@app.command()
def run() -> None:
    """Start the bot with the token from .env or the environment."""
    settings = read_settings()
    set_up(settings.log_level, settings.log_format)
    try:
        refuse_wrong_key(settings)  # before Discord hears of anything
        asyncio.run(_run(settings))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return
    except StartRefused as refused:
        sys.exit(str(refused))


async def _run(settings: Settings) -> None:
    import aiohttp  # noqa: PLC0415  # the other commands start faster without them
    import discord  # noqa: PLC0415  # the same

    from bot.client import create_bot  # noqa: PLC0415

    bot = create_bot(settings)
    # What is loaded by now stays. To look all of it through for what nobody needs any more, which
    # Python does now and then, would have everybody wait for a twentieth of a second.
    gc.collect()
    gc.freeze()
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        # A service manager ends us with SIGTERM: leave Discord and close the database properly.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await bot.start(settings.discord_token.get_secret_value())
    except discord.LoginFailure:
        sys.exit("Discord doesn't know this DISCORD_TOKEN. Copy it again from the Bot page.")
    except (aiohttp.ClientConnectionError, discord.DiscordServerError):
        # Only the login: once connected, discord.py reconnects by itself.
        sys.exit("Can't reach Discord. Look at this machine's network, then start again.")
    finally:
        await bot.close()


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; `run` does this by itself."""
    settings = read_settings(needs_token=False)
    set_up(settings.log_level, settings.log_format)
    changed = migrate_file(settings.database_url)
    typer.echo("The database is up to date now." if changed else "The database was up to date.")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The port of the demo's page.")] = 8080,
    *,
    keep: Annotated[bool, typer.Option(help="Keep the data in var/demo/.")] = False,
) -> None:
    """Try it: the real bot in a simulated Discord, in the browser."""
    from bot.demo import run as run_demo  # noqa: PLC0415  # needs the extra `demo`

    run_demo(port, keep=keep)


if __name__ == "__main__":
    app()
