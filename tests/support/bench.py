"""A server with the tiny bot in it, for trying the bench of the tests."""

from dataclasses import dataclass

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from tests.support.gaps import Gaps
from tests.support.tiny_bot import TinyBot, card


@dataclass
class Bench:
    """A server with the tiny bot in it."""

    env: Env
    gaps: Gaps
    guild: GuildHandle
    text: ChannelHandle
    forum: ChannelHandle
    alice: MemberActor
    mod: MemberActor

    @property
    def bot(self) -> TinyBot:
        assert isinstance(self.env.bot, TinyBot)
        return self.env.bot

    @property
    def channel(self) -> discord.TextChannel:
        """The text channel as the bot knows it."""
        found = self.bot.get_channel(self.text.id)
        assert isinstance(found, discord.TextChannel)
        return found

    @property
    def posts(self) -> discord.ForumChannel:
        """The forum channel as the bot knows it."""
        found = self.bot.get_channel(self.forum.id)
        assert isinstance(found, discord.ForumChannel)
        return found

    async def post(self) -> ChannelHandle:
        """Let the bot make a forum post."""
        await self.posts.create_thread(name="A question", view=card("the text"))
        await self.env.settle()
        return self.forum.threads[-1]

    async def thread(self, handle: ChannelHandle) -> discord.Thread:
        """Return a thread as the bot finds it."""
        found = await self.bot.fetch_channel(handle.id)
        assert isinstance(found, discord.Thread)
        return found
