"""From the first line on the terminal to the last: start, tell the story, serve, end."""

import asyncio
import contextlib
import logging
import pickle
import signal
import socket
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from aiohttp import web
from rich.console import Console

from bot.demo import keeping, ports
from bot.demo.hub import Hub
from bot.demo.pump import pump
from bot.demo.session import Session, open_session
from bot.demo.stage import Stage
from bot.demo.story import Story
from bot.demo.world import CAST, World
from bot.keys import StartRefused

log = logging.getLogger(__name__)

KEPT = Path("var/demo")
KEEPING = "All of it is kept in var/demo and goes on with the next --keep."
NOT_KEEPING = "Nothing is kept when the demo ends (--keep would)."


def show(port: int, *, keep: bool) -> None:
    """Show the demo until Ctrl-C or SIGTERM; the folder is gone afterwards unless kept."""
    console = Console(highlight=False)
    with (
        _folder(keep=keep) as folder,
        contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError),
    ):
        try:
            asyncio.run(_until_stopped(console, port, folder, keep=keep))
        except StartRefused as refused:
            raise SystemExit(str(refused)) from None
    console.print("\nThe demo has ended." + (" It is kept in var/demo." if keep else ""))


async def _until_stopped(console: Console, port: int, folder: Path, *, keep: bool) -> None:
    task = asyncio.current_task()
    if task is not None:
        with contextlib.suppress(NotImplementedError):  # Windows has no SIGTERM to handle
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with running(console, port, folder, keep=keep) as address:
        asks, answers, votes = (person.name for person in CAST[:3])
        console.print(
            f"\n  Open  [bold]{address}[/bold]\n\n"
            f"  Ask as {asks}, answer as {answers}, vote as {votes}, then read {asks}’s message.\n"
            f"  {KEEPING if keep else NOT_KEEPING}\n"
            "  Ctrl-C ends the demo.\n",
            soft_wrap=True,
        )
        await asyncio.Event().wait()


@asynccontextmanager
async def running(console: Console, port: int, folder: Path, *, keep: bool) -> AsyncIterator[str]:
    """Start everything, yield the hub's address, end everything."""
    with ports.listen(port) as sock:
        kept = keeping.load(folder) if keep else None
        if keep and kept is None and (place := keeping.set_aside(folder)):
            console.print(f"  {folder} had no simulated server to go with it; moved to {place}.")
        async with open_session(folder, kept.server if kept else None) as session:
            if kept is None:
                world, notes = await _tell(console, session)
            else:
                world, notes = World(session.env, session.env.guild), dict(kept.notes)
            stage = Stage(session.env, sock.getsockname()[1])
            hub = Hub(session, world, stage, notes, KEEPING if keep else NOT_KEEPING)
            async with _serving(hub, sock), _pumping(hub, folder if keep else None):
                yield f"http://{ports.HOST}:{sock.getsockname()[1]}"


async def _tell(console: Console, session: Session) -> tuple[World, dict[str, int]]:
    with console.status("Opening a simulated Discord server …") as status:

        def progress(done: int, of: int) -> None:
            status.update(f"The people there ask and answer … {done} of {of}")

        story = Story(session, progress)
        world = await story.tell()
        return world, await story.notes()


@asynccontextmanager
async def _serving(hub: Hub, sock: socket.socket) -> AsyncIterator[None]:
    runner = web.AppRunner(hub.app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.SockSite(runner, sock).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _pumping(hub: Hub, folder: Path | None) -> AsyncIterator[None]:
    def keep() -> None:
        if folder is None:
            return
        try:
            keeping.save(hub.session.env, hub.notes, folder)
        except pickle.PicklingError as error:
            log.error("The server is not kept as it is now (%s)", error)  # noqa: TRY400  # no failure of ours to trace

    keep()
    task = asyncio.create_task(pump(hub.session.env, hub.stage, keep))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        async with hub.stage.lock:
            await hub.stage.close()
            keep()


@contextmanager
def _folder(*, keep: bool) -> Iterator[Path]:
    if keep:
        KEPT.mkdir(mode=0o700, parents=True, exist_ok=True)
        with in_use(KEPT):
            yield KEPT
        return
    with tempfile.TemporaryDirectory(prefix="mindwell-demo-") as name:
        yield Path(name)


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold a folder alone; raise SystemExit with one sentence when another demo has it."""
    # A lock of SQLite's works on every system and ends with the process, however it ends.
    with contextlib.closing(sqlite3.connect(folder / "in-use.db", timeout=0)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise SystemExit(
                f"Another demo is using {folder}: end it first, or start without --keep."
            ) from None
        yield
