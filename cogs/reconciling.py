"""After a start or a lost connection: have what was missed read again."""

import asyncio
import logging

import discord
from discord.ext import commands, tasks

from bot.client import ForumBot
from bot.forum import gaps
from bot.forum.places import find_place
from bot.reconciling import Reconciler

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 30


class Reconciling(commands.Cog):
    """Notes that Discord is being heard, and reconciles when it was not."""

    def __init__(self, bot: ForumBot) -> None:
        """Watch this bot's connection."""
        self.bot = bot
        self._reconciler = Reconciler(bot.context, bot.intake, bot.acts)
        self._task: asyncio.Task[None] | None = None
        self._is_connected = False

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
        self._is_connected = True
        self._start_over()

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Go on: Discord has replayed what was missed."""
        self._is_connected = True

    @commands.Cog.listener()
    async def on_disconnect(self) -> None:
        """Stop noting that Discord is heard."""
        self._is_connected = False

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Note that a server isn't heard of while Discord has trouble with it."""
        self._reconciler.miss(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Reconcile a server that is heard of again."""
        if self._reconciler.find(guild.id):
            self._go_on()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Wait no longer for a server that the bot has left."""
        self._reconciler.forget(guild.id)

    @commands.Cog.listener()
    async def on_published(self, post_id: int, was_uncertain: bool) -> None:  # noqa: FBT001  # an event
        """Read what was heard of a post before it was written down where it stands.

        What was looked for may have stood there for longer than anything is remembered.
        """
        place = await find_place(self.bot.database, post_id=post_id)
        if place is None:
            return
        # A card that begins its thread has the thread's number.
        ids = {place.message_id, place.thread_id or place.message_id}
        heard = self.bot.early.take(ids)
        if was_uncertain:
            heard = ids
        if place.message_id in heard:
            self._reconciler.read_message(place.channel_id, place.message_id)
        if place.thread_id in heard:
            self._reconciler.read_thread(place.thread_id)
        if heard:
            self._go_on()

    def _start_over(self) -> None:
        self._reconciler.start_over()
        self._go_on()

    def _go_on(self) -> None:
        self._task = asyncio.create_task(self._catch_up(self._task), name="reconcile")

    async def _catch_up(self, previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            previous.cancel()
            await asyncio.gather(previous, return_exceptions=True)
        await self._reconciler.work()
        await self._note_heard()

    async def _note_heard(self) -> None:
        """Note that everything up to now was heard, unless something is still missing."""
        is_behind = self.bot.intake.is_behind or self.bot.acts.is_behind
        if not self._is_connected or not self._reconciler.is_done or is_behind:
            return
        try:
            await gaps.heard(self.bot.database, now=self.bot.now())
        except Exception as error:  # noqa: BLE001  # a loop ends for ever on what it doesn't know
            log.warning("can't note that Discord is heard: %s", type(error).__name__)

    @tasks.loop(seconds=HEARTBEAT_SECONDS)
    async def _note(self) -> None:
        has_lost = [self.bot.intake.admit_loss(), self.bot.acts.admit_loss()]
        if any(has_lost):
            self._start_over()
        await self._note_heard()


async def setup(bot: ForumBot) -> None:
    """Add the watcher."""
    await bot.add_cog(Reconciling(bot))
