"""Discord's own controls: New Post, deletion, locking, renaming and tagging."""

import discord
from discord.ext import commands

from bot.client import ForumBot
from bot.forum import controls


class Controls(commands.Cog):
    """Takes over what moderators do with Discord's own buttons."""

    def __init__(self, bot: ForumBot) -> None:
        """Listen for this bot."""
        self.bot = bot

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Offer whoever used New Post in the questions' channel to make it a question."""
        is_post = isinstance(thread.parent, discord.ForumChannel)
        if self.bot.user is None or thread.owner_id == self.bot.user.id or not is_post:
            return
        await controls.post_made_by_hand(
            self.bot.database,
            channel_id=thread.parent_id,
            thread_id=thread.id,
            now=self.bot.now(),
        )
        self.bot.outbox.kick()

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Take over a lock, a title or a category tag."""
        state = payload.data["thread_metadata"]
        await controls.thread_changed(
            self.bot.database,
            thread_id=payload.thread_id,
            name=payload.data["name"],
            is_locked=state.get("locked", False),
            is_archived=state["archived"],
            tag_ids=[int(tag) for tag in payload.data.get("applied_tags", ())],
            now=self.bot.now(),
        )
        self.bot.outbox.kick()

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Take the deletion of a question's thread as a moderator's hide."""
        await controls.thread_deleted(
            self.bot.database, thread_id=payload.thread_id, now=self.bot.now()
        )
        self.bot.outbox.kick()

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the deletion of a post's message as a moderator's hide."""
        await self._deleted({payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the deletion of many messages at once likewise."""
        await self._deleted(payload.message_ids)

    async def _deleted(self, message_ids: set[int]) -> None:
        now = self.bot.now()
        await controls.messages_deleted(self.bot.database, message_ids=message_ids, now=now)
        self.bot.outbox.kick()


async def setup(bot: ForumBot) -> None:
    """Add the listeners."""
    await bot.add_cog(Controls(bot))
