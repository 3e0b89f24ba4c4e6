"""After a start or a lost connection: have what was missed read again."""

import asyncio
import logging

from discord.ext import commands, tasks

from bot.client import ForumBot
from bot.forum import gaps
from bot.reconciling import Reconciler

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 30


class Reconciling(commands.Cog):
    """Notes that Discord is being heard, and reconciles when it was not."""

    def __init__(self, bot: ForumBot) -> None:
        """Watch this bot's connection."""
        self.bot = bot
        self._reconciler = Reconciler(bot.context, bot.intake)
        self._task: asyncio.Task[None] | None = None
        self._is_hearing = False

    async def cog_load(self) -> None:
        """Begin to note that Discord is heard."""
        self._note.start()

    async def cog_unload(self) -> None:
        """End; a gap that was not reconciled whole is taken up at the next start."""
        self._note.cancel()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Reconcile: a new session has missed everything since the last one was heard."""
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(self._reconcile(), name="reconcile")

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Go on: Discord replays what was missed."""
        self._is_hearing = self._task is not None and self._task.done()

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        """Stop noting that Discord is heard."""
        self._is_hearing = False

    async def _reconcile(self) -> None:
        since = await gaps.gap_began(self.bot.database)
        if since is not None:
            try:
                await self._reconciler.reconcile(since)
            except Exception:  # the gap stays noted for the next start
                log.exception("reconciling failed")
                return
            self.bot.outbox.kick()
        self._is_hearing = True
        await gaps.heard(self.bot.database, now=self.bot.now())

    @tasks.loop(seconds=HEARTBEAT_SECONDS)
    async def _note(self) -> None:
        if not self._is_hearing:
            return
        try:
            await gaps.heard(self.bot.database, now=self.bot.now())
        except Exception as error:  # noqa: BLE001  # a loop ends for ever on what it doesn't know
            log.warning("can't note that Discord is heard: %s", type(error).__name__)


async def setup(bot: ForumBot) -> None:
    """Add the watcher."""
    await bot.add_cog(Reconciling(bot))
