"""The simulated server that acceptance tests run in, and the bots that live in it."""

import gc
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast
from unittest import mock
from weakref import WeakSet

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle, UserHandle
from simcord.env import Env
from simcord.results import InteractionResult
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.pool.base import _ConnectionFairy

from bot.client import ForumBot, create_bot
from bot.settings import Settings
from tests.support.gaps import Gaps
from tests.support.reading import Shown, fresh, private_text

# One step of simulated time must end within simcord's five real seconds.
STEP_SECONDS = 30.0
# A second of simulated time costs two milliseconds, whether anything is due or not. So between the
# beginning and the end of a long wait the outbox looks only now and then: what has waited for
# minutes is no later for it than the tests of retries allow.
BRISK_SECONDS, SELDOM_SECONDS = 20.0, 5.0
MODERATOR = discord.Permissions(
    manage_messages=True, manage_threads=True, moderate_members=True, kick_members=True
)


@dataclass
class BotMaker:
    """Makes bots on one database and closes them all: simcord closes none."""

    settings: Settings
    made: list[ForumBot] = field(default_factory=list)
    has_killed: bool = False
    """Whether one of them was ended without being closed."""
    _open: WeakSet[_ConnectionFairy] = field(default_factory=WeakSet)

    def __call__(self) -> ForumBot:
        """Return a new bot, not started."""
        made = create_bot(self.settings)
        self.made.append(made)
        event.listen(made.database.engine.sync_engine, "checkout", self._opened)
        return made

    def forget_connections(self) -> None:
        """Let go of what killed bots had open, as the system does when a process is killed.

        Else SQLAlchemy does it when they are collected as garbage, in whatever test that is, and
        complains there.
        """
        for each in tuple(self._open):
            is_out = each._finalizer.detach() is not None
            if is_out and each.dbapi_connection is not None:
                each._pool._dialect.do_terminate(each.dbapi_connection)

    async def close(self) -> None:
        """Close every bot that was made."""
        while self.made:
            await self.made.pop().close()
        if self.has_killed:
            self.forget_connections()

    def _opened(
        self,
        _connection: DBAPIConnection,
        _entry: ConnectionPoolEntry,
        proxy: PoolProxiedConnection,
    ) -> None:
        self._open.add(cast("_ConnectionFairy", proxy))


@dataclass
class World:
    """A simulated Discord with the bot in it, and no server yet."""

    env: Env
    gaps: Gaps
    new_bot: BotMaker

    @property
    def bot(self) -> ForumBot:
        """The bot that runs now."""
        assert isinstance(self.env.bot, ForumBot)
        return self.env.bot

    async def restart(self) -> ForumBot:
        """Stop the bot as an operator does, and start it again."""
        await self.bot.close()
        return await self.come_back()

    async def come_back(self) -> ForumBot:
        """Start a new bot where the last one died."""
        if self.gaps.is_dead:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # SQLite keeps the lock of a closed connection while a cursor of it lives.
                gc.collect()
            self.new_bot.forget_connections()
        await self.env.restart_bot(self.new_bot())
        await self.env.settle()
        return self.bot

    async def pass_time(self, seconds: float) -> None:
        """Let simulated time pass; amid a long wait the outbox looks every five seconds only."""
        amid = seconds - 2 * BRISK_SECONDS
        if amid <= 0:
            await self._pass_time(seconds)
            return
        await self._pass_time(BRISK_SECONDS)
        with mock.patch.object(self.bot.outbox._poll, "_sleep", SELDOM_SECONDS):
            await self._pass_time(amid)
        await self._pass_time(BRISK_SECONDS)

    async def _pass_time(self, seconds: float) -> None:
        while seconds > 0:
            step = min(seconds, STEP_SECONDS)
            await self.env.advance_time(step)
            seconds -= step

    def fresh(self, message: Shown) -> discord.Message:
        """Return a message as it is now."""
        return fresh(self.env, message)


@dataclass
class ForumWorld(World):
    """A server with members and a forum in a forum channel or under a text channel."""

    guild: GuildHandle
    channel: ChannelHandle
    lobby: ChannelHandle
    owner: MemberActor
    mod: MemberActor
    alice: MemberActor
    bob: MemberActor
    carol: MemberActor
    moderators: RoleHandle
    setup: InteractionResult

    @property
    def is_forum_channel(self) -> bool:
        """Whether the forum is a forum channel, not a text channel."""
        kind = self.env.backend.get_channel(self.channel.id).type
        return kind == discord.ChannelType.forum.value

    @property
    def threads(self) -> list[ChannelHandle]:
        """The threads of the forum, oldest first."""
        return sorted(self.channel.threads, key=lambda thread: thread.id)

    @property
    def thread(self) -> ChannelHandle:
        """The thread that was made last."""
        return self.threads[-1]

    def join(self, name: str, *, moderates: bool = False) -> MemberActor:
        """Let somebody join the server, as a moderator if they moderate."""
        roles = [self.moderators] if moderates else []
        return self.guild.add_member(_user(self.env, name), roles=roles)


MakeChannel = Callable[[GuildHandle], ChannelHandle]


async def with_forum(world: World, make_channel: MakeChannel) -> ForumWorld:
    """Make a server with people in it, and set the forum up as its owner does."""
    env = world.env
    guild = env.create_guild("Calm Waters")
    lobby = guild.create_text_channel("lobby")
    channel = make_channel(guild)
    owner = MemberActor(env, guild, guild.owner)
    moderator = guild.create_role("Moderator", permissions=MODERATOR)
    mod = guild.add_member(_user(env, "mod"), roles=[moderator])
    alice, bob, carol = (guild.add_member(_user(env, n)) for n in ("alice", "bob", "carol"))
    await env.settle()
    setup = await owner.slash(lobby, "forum setup", channel=channel)
    await env.settle()
    private_text(setup)  # answered, and to the owner only
    world.gaps.forget()
    return ForumWorld(
        env=env,
        gaps=world.gaps,
        new_bot=world.new_bot,
        guild=guild,
        channel=channel,
        lobby=lobby,
        owner=owner,
        mod=mod,
        alice=alice,
        bob=bob,
        carol=carol,
        moderators=moderator,
        setup=setup,
    )


def _user(env: Env, name: str) -> UserHandle:
    return env.create_user(name, global_name=name.title())
