"""Acting a script out on a fresh server, with everything written down that others can see."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from unittest import mock

from simcord.builders import ChannelHandle, GuildHandle
from simcord.env import Env

from bot.errors import is_expected
from bot.outbox import Outbox
from bot.settings import Settings
from data.database import file_of
from data.tables import Delivery
from tests.leaks.draws import steady_draws
from tests.leaks.files import written_files
from tests.leaks.keys import noted_keys
from tests.leaks.logbook import everything_logged
from tests.leaks.marks import noted_marks
from tests.leaks.performance import Performance
from tests.leaks.script import Cast, Script
from tests.leaks.stage import PLANTED_NAME, Stage
from tests.leaks.statements import Work, at_work, noted_statements
from tests.leaks.usage import noted_use
from tests.leaks.watch import Notes, Watch
from tests.support.gaps import gaps
from tests.support.worlds import BotMaker, World, with_forum

# How long a machine with much to do may take until the bot is at rest.
PATIENT_SECONDS = 60.0


async def act_out(
    script: Script, author: str, settings: Settings, cast: Cast = Cast.MEMBERS
) -> Performance:
    """Act a script out with this suspect as its author, and return what it left behind."""
    with ExitStack() as watches:
        watches.enter_context(steady_draws())
        notes = Notes(
            book=watches.enter_context(everything_logged()),
            written=watches.enter_context(written_files()),
            made=watches.enter_context(noted_marks()),
            keys=watches.enter_context(noted_keys()),
            work=watches.enter_context(noted_statements()),
        )
        used = watches.enter_context(noted_use())
        # One lane at a time: in which order others run is no matter of who is the author.
        watches.enter_context(mock.patch("bot.outbox.LANES_AT_ONCE", 1))
        watches.enter_context(mock.patch("bot.outbox.MAIL_LANES_AT_ONCE", 1))
        watches.enter_context(mock.patch.object(Outbox, "_carry_out", _one_by_one(notes.work)))
        # Not while somebody is being answered: which of both comes first is up to the machine.
        watches.enter_context(mock.patch.object(Outbox, "kick", _leave_it_to_the_poll))
        async with _on_stage(script, author, settings, cast) as stage:
            # A moderator may do something by name in any story, and so be stored.
            is_known = script.known or cast is Cast.WITH_MODERATOR
            is_searched = author == "dora" and not is_known
            watch = Watch(stage, notes, file_of(settings.database_url), is_searched=is_searched)
            with watch.watching():
                await script.story(stage)
            performance = watch.end()
            performance.used = used | watch.use()
            performance.inventory = watch.inventory()
            errors = stage.world.env.errors
            assert all(is_expected(error) for error in errors), errors
    return performance


def _leave_it_to_the_poll(_: Outbox) -> None:
    """Let deliveries begin with the next second only."""


def _one_by_one(noted: list[Work]) -> Callable[[Outbox, Delivery], Awaitable[bool]]:
    carry_out, turn = Outbox._carry_out, asyncio.Lock()

    async def in_turn(outbox: Outbox, delivery: Delivery) -> bool:
        async with turn:
            work = Work(f"delivery {delivery.kind.value}", kind=delivery.kind)
            noted.append(work)
            with at_work(work):
                return await carry_out(outbox, delivery)

    return in_turn


@asynccontextmanager
async def _on_stage(
    script: Script, author: str, settings: Settings, cast: Cast
) -> AsyncIterator[Stage]:
    """Set a server up with a forum and its people in it."""
    maker = BotMaker(settings)
    env = Env(maker(), settle_timeout=PATIENT_SECONDS)
    await env.start()
    try:
        with env.time_context(), gaps(env) as filled:
            make_channel = _text_channel if script.is_under_text else _forum_channel
            world = await with_forum(World(env, filled, maker), make_channel)
            moderates = cast is Cast.WITH_MODERATOR
            dora = world.join(PLANTED_NAME, moderates=moderates)
            suspects = {"alice": world.alice, "dora": dora}
            stage = Stage(world, dora, suspects[author], moderates)
            await stage.alice_is_known()
            if not script.appears_late:
                await stage.posts_appear_at_once()
            try:
                yield stage
            finally:
                maker.has_killed = filled.has_killed
    finally:
        await maker.close()
        await env.shutdown()


def _forum_channel(guild: GuildHandle) -> ChannelHandle:
    return guild.create_forum_channel("questions")


def _text_channel(guild: GuildHandle) -> ChannelHandle:
    return guild.create_text_channel("questions")
