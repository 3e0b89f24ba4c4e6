"""The bot: wired here, started by the command line or by a test."""

import asyncio
import contextlib
import hashlib
import json
import logging
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.ext import commands
from sqlalchemy.exc import SQLAlchemyError

from bot.acts import ActIntake
from bot.catalogue import words_for
from bot.early import HeardEarly
from bot.forum.anonymous.early_mail import write_not_early
from bot.forum.anonymous.notices import write_reads
from bot.forum.identity import Sealer, WrongKey, provide
from bot.forum.standings import Standings
from bot.forum.unheard import Unheard
from bot.intake import VoteIntake
from bot.keys import open_sealer, refuse_wrong_key
from bot.logs import hold_back_libraries
from bot.name_checks import NameChecks
from bot.outbox import Outbox
from bot.own_policy import OwnPolicy
from bot.pace import Meter, Pace
from bot.publishing.context import Context
from bot.publishing.dm_channels import DirectChannels
from bot.publishing.echoes import Echoes
from bot.publishing.handlers import HANDLERS
from bot.publishing.people_first import PeopleFirst
from bot.publishing.recent import RecentMail
from bot.rate_limits import forget_gradually
from bot.settings import Settings
from bot.submissions import Forms
from bot.translation import CatalogueTranslator
from bot.transport import tracing
from bot.tree import ForumTree, answer_troubles
from bot.views import Views
from data.app_state import get_fact, set_fact
from data.database import Database, DatabaseClosed
from data.migrate import migrate

log = logging.getLogger(__name__)

EXTENSIONS = (
    "cogs.submissions",
    "cogs.asking",
    "cogs.answering",
    "cogs.post_as_answer",
    "cogs.commenting",
    "cogs.converting",
    "cogs.slips",
    "cogs.naming",
    "cogs.showing",
    "cogs.more",
    "cogs.editing",
    "cogs.edit_post",
    "cogs.retagging",
    "cogs.reading",
    "cogs.answer_pages",
    "cogs.histories",
    "cogs.viewing",
    "cogs.voting",
    "cogs.reconciling",
    "cogs.controls",
    "cogs.inbox",
    "cogs.notifications",
    "cogs.discretion",
    "cogs.digests",
    "cogs.following",
    "cogs.help",
    "cogs.browsing",
    "cogs.searching",
    "cogs.similar",
    "cogs.follow_ons",
    "cogs.setup",
    "cogs.welcome",
    "cogs.categories",
    "cogs.health",
    "cogs.forum_settings",
    "cogs.titles",
    "cogs.roles",
    "cogs.moderation",
    "cogs.blocking",
    "cogs.hiding",
    "cogs.unmasking",
    "cogs.profile",
    "cogs.leaderboard",
    "cogs.tidying",
    "cogs.leaving",
    "cogs.leaving_choosers",
    "cogs.privacy",
    "cogs.erasing",
    "cogs.choosing",
    "cogs.closing",
    "cogs.moving",
    "cogs.unheard",
)
# Longer waits for a rate limit are the outbox's business: it must not hold a lane in silence.
LONGEST_RATELIMIT_SECONDS = 30.0
# Whoever stops the bot waits twice so long at most for it to write down what it remembers.
LAST_WORDS_SECONDS = 4.0


class ForumBot(commands.Bot):
    """A bot with a database, a sealer and an outbox; `setup_hook` makes them ready."""

    def __init__(self, settings: Settings) -> None:
        """Wire everything; nothing is opened before `setup_hook`."""
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.guild_reactions = True
        meter, people = Meter(), PeopleFirst()
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            tree_cls=ForumTree,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=LONGEST_RATELIMIT_SECONDS,
            http_trace=tracing(meter, people),
        )
        forget_gradually(self.http)
        self.settings = settings
        self.database = Database(settings.database_url)
        channels = DirectChannels(
            every=timedelta(seconds=settings.new_dm_channel_seconds),
            an_hour=settings.new_dm_channels_an_hour,
        )
        recent = RecentMail(timedelta(minutes=settings.add_to_dm_minutes))
        echoes = Echoes(self.now)
        self.context = Context(
            self,
            self.database,
            discord.utils.utcnow,
            channels,
            recent,
            echoes,
            people,
            acts_settled=self._acts_settled,
        )
        self.outbox = Outbox(self.context, HANDLERS, Pace(settings.dms_a_second), meter)
        self.intake = VoteIntake(self.database, self.now, self.outbox.kick)
        self.acts = ActIntake(self.context, self.outbox.kick)
        self.early = HeardEarly(self.now)
        self.forms = Forms()
        self.standings = Standings(self.database)
        self.views = Views(self.database)
        self.unheard = Unheard(self.database)
        self.name_checks = NameChecks()
        self.own_policy = OwnPolicy()
        self._sealer: Sealer | None = None

    @property
    def sealer(self) -> Sealer:
        """The sealer, once the bot is set up."""
        if self._sealer is None:
            msg = "the sealer is there once setup_hook has run"
            raise RuntimeError(msg)
        return self._sealer

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as in discord.py
        """Tell listeners of an event; what nobody waits for gives way to whoever did something."""
        if event_name == "interaction":
            # Before any listener: a reply may be on its way by the time when one runs.
            self.context.people.came(args[0])
            self._meet(args[0])
        super().dispatch(event_name, *args, **kwargs)

    def _meet(self, interaction: discord.Interaction) -> None:
        """Remember who uses the bot in a server, for anything they do: in DMs they find it then."""
        if isinstance(interaction.user, discord.Member):
            self.context.members.meet(interaction.user, now=self.now())

    def now(self) -> datetime:
        """Return the present moment, aware and UTC."""
        return self.context.clock()

    async def _acts_settled(self) -> None:
        await self.acts.settled()

    async def setup_hook(self) -> None:
        """Migrate the database, open the key, load every cog, sync commands when they changed."""
        hold_back_libraries()
        await asyncio.to_thread(refuse_wrong_key, self.settings)
        await asyncio.to_thread(migrate, self.settings.database_url)
        self._sealer = await open_sealer(self.settings, self.database, now=self.now())
        provide(self.database, self._sealer)
        await self.outbox.recover()
        await self.tree.set_translator(CatalogueTranslator())
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        answer_troubles(self.tree)
        await self._sync_commands()
        self.outbox.start()

    async def close(self) -> None:
        """Stop the worker, leave Discord, close the database."""
        await self.intake.stop()
        await self.acts.stop()
        await self.outbox.stop()
        await self._write_down()
        await super().close()
        await self.database.close()

    async def _write_down(self) -> None:
        """Write what is remembered of what is sealed; what fails is told once more."""
        if self._sealer is None:
            return
        for write in (write_not_early, write_reads):
            # Each has its own time: of one there may be too much.
            with contextlib.suppress(SQLAlchemyError, DatabaseClosed, WrongKey, TimeoutError):
                async with asyncio.timeout(LAST_WORDS_SECONDS):
                    await write(self.database)

    async def _sync_commands(self) -> None:
        """Send the commands to Discord only when they differ from what was sent before."""
        guild_id = self.settings.dev_guild_id
        guild = discord.Object(guild_id) if guild_id else None
        if guild is not None:
            self.tree.copy_global_to(guild=guild)
        payload = [
            await command.get_translated_payload(self.tree, CatalogueTranslator())
            for command in self.tree.get_commands(guild=guild)
        ]
        text = json.dumps(payload, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        key = f"commands:{self.application_id}:{guild_id or 'global'}"
        async with self.database.read() as session:
            known = await get_fact(session, key)
        if known == digest:
            return
        await self.tree.sync(guild=guild)
        async with self.database.write() as session:
            await set_fact(session, key, digest)
        log.info("commands synced")


def create_bot(settings: Settings) -> ForumBot:
    """Return the bot, wired and not started."""
    words_for(settings.locale)
    return ForumBot(settings)
