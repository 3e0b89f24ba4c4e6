"""Votes by reaction: 👍 and 👎 on a question's or an answer's message."""

import discord
from discord.ext import commands

from bot.client import ForumBot
from bot.forum.reactions import Change, ReactionEvent
from bot.intake import Clearing

THUMBS = {"👍": True, "👎": False}


class Voting(commands.Cog):
    """Hears of reactions and hands them to the intake."""

    def __init__(self, bot: ForumBot) -> None:
        """Listen for this bot."""
        self.bot = bot

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Take a thumb that was put on."""
        if payload.member is not None and payload.member.bot:
            return
        if payload.message_author_id not in {None, self._me}:
            return
        self._take(payload, Change.ADDED)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """Take a thumb that was taken off."""
        self._take(payload, Change.REMOVED)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        """Take a moderator's clearing of all reactions."""
        self._put(Clearing(payload.message_id, frozenset(THUMBS.values())))

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(
        self, payload: discord.RawReactionClearEmojiEvent
    ) -> None:
        """Take a moderator's clearing of one thumb."""
        is_up = THUMBS.get(str(payload.emoji))
        if is_up is not None:
            self._put(Clearing(payload.message_id, frozenset({is_up})))

    @property
    def _me(self) -> int | None:
        return self.bot.user.id if self.bot.user else None

    def _take(self, payload: discord.RawReactionActionEvent, change: Change) -> None:
        is_up = THUMBS.get(payload.emoji.name)
        if is_up is None or payload.guild_id is None or payload.user_id == self._me:
            return
        self._put(ReactionEvent(payload.message_id, payload.user_id, is_up, change))

    def _put(self, heard: ReactionEvent | Clearing) -> None:
        self.bot.early.note(heard.message_id)
        self.bot.intake.put(heard)


async def setup(bot: ForumBot) -> None:
    """Add the listeners."""
    await bot.add_cog(Voting(bot))
