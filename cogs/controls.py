"""Discord's own controls: New Post, deletion, locking, renaming and tagging."""

from functools import partial

import discord
from discord.ext import commands

from bot.client import ForumBot
from bot.forum.thread_changes import ThreadState
from bot.publishing.thread_states import state_of


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
        self.bot.acts.post_made(thread.parent_id, thread.id)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Take over a lock, a title or a category tag."""
        self.bot.early.note(after.id)
        self.bot.acts.thread_changed(after.id, partial(state_of, after), state_of(before))

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Take over what an archived thread shows: it is not cached, nor what it showed before."""
        if payload.thread is not None:
            return
        metadata = payload.data["thread_metadata"]
        state = ThreadState(
            name=payload.data["name"],
            is_locked=metadata.get("locked", False),
            is_archived=metadata["archived"],
            tag_ids=tuple(int(tag) for tag in payload.data.get("applied_tags", ())),
        )
        self.bot.early.note(payload.thread_id)
        self.bot.acts.thread_changed(payload.thread_id, lambda: state)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Take the deletion of a question's thread as a moderator's hide."""
        self.bot.early.note(payload.thread_id)
        self.bot.acts.thread_deleted(payload.thread_id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the deletion of a post's message as a moderator's hide."""
        self._take_deletion({payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the deletion of many messages at once likewise."""
        self._take_deletion(payload.message_ids)

    def _take_deletion(self, message_ids: set[int]) -> None:
        self.bot.early.note(*message_ids)
        self.bot.acts.messages_deleted(message_ids)


async def setup(bot: ForumBot) -> None:
    """Add the listeners."""
    await bot.add_cog(Controls(bot))
