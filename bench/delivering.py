"""Direct messages at a pace, over real sockets, past a Discord that enforces its limits."""

import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from sqlalchemy import delete, insert

from bench.beginnings import asked_in, forum_in
from bench.described import CHANNEL, FIRST_MEMBER, GUILD, dm_channel_of
from bench.elsewhere import Elsewhere, Seen, elsewhere
from bench.report import Row, milliseconds, percentile
from bench.settings import settings_for
from bot.client import ForumBot, create_bot
from bot.forum import answers
from bot.forum.summaries import Actor
from data.columns import table_of
from data.links import set_link
from data.members import member_of_discord
from data.migrate import migrate
from data.tables import (
    Account,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Notification,
    NotificationKind,
)

DRAINED = ((1_000, 20.0), (10_000, 45.0))
"""How many messages are sent, and at which pace a second."""
CROWD = 600, 20.0
REPLY_SECONDS = 0.1
"""How long Discord takes to take a reply to a command meanwhile."""
OFF_AIM = 0.02
RATIO_AIM = 1.5
NAMES, COMMANDS = ("help", "browse"), 500
"""What somebody uses in turn, and how often each while the bot is idle."""
COMMAND_EVERY_SECONDS = 0.1
LOOK_SECONDS = 0.01
ASKER, ANSWERER = Actor(FIRST_MEMBER, "Anna"), Actor(FIRST_MEMBER + 1, "Ben")


async def measure() -> list[Row]:
    """Measure the pace that is kept, refusals, and what somebody waits for meanwhile."""
    rows = []
    for count, pace in DRAINED:
        rows += await _drain(count, pace)
    return [*rows, *await _in_a_crowd(*CROWD)]


async def _drain(count: int, pace: float) -> list[Row]:
    async with _town(pace) as (place, bot):
        told = await _answered(bot)
        idle = await _use(place, count=COMMANDS)
        await _enqueue(bot, told, count)
        busy = await _use(place, sent=count)
        seen = await place.seen()
    return [
        _kept(f"{count:,} DMs at {pace:g} a second", seen, pace),
        Row("  refused as too many", str(seen.refused), aim="0", is_met=seen.refused == 0),
        Row("  members asked for", f"{seen.asked} times"),
        *(_meanwhile(name, busy[name], idle[name]) for name in NAMES),
    ]


def _meanwhile(name: str, busy: list[float], idle: list[float]) -> Row:
    ratio = percentile(busy, 99) / percentile(idle, 99)
    return Row(
        f"  /{name} meanwhile, p99 of {len(busy)}",
        milliseconds(percentile(busy, 99)),
        floor=f"{milliseconds(percentile(idle, 99))} idle",
        ratio=f"{ratio:.2f}",
        aim=f"{RATIO_AIM}",
        is_met=ratio <= RATIO_AIM,
    )


async def _in_a_crowd(count: int, pace: float) -> list[Row]:
    async with _town(pace, REPLY_SECONDS) as (place, bot):
        await _enqueue(bot, await _answered(bot), count)
        await _use(place, sent=count)
        seen = await place.seen()
        # The last reply is still being taken: a bot that closes now would lose it.
        await asyncio.sleep(2 * REPLY_SECONDS)
    return [_kept(f"{count:,} beside {1 / COMMAND_EVERY_SECONDS:g} commands a second", seen, pace)]


def _kept(what: str, seen: Seen, pace: float) -> Row:
    kept = (seen.sent - 1) / seen.seconds
    return Row(
        what,
        f"{kept:.2f}/s",
        aim=f"within {OFF_AIM:.0%}",
        ratio=f"{kept / pace:.4f}",
        is_met=abs(kept - pace) / pace <= OFF_AIM,
    )


async def _use(place: Elsewhere, *, count: int = 0, sent: int = 0) -> dict[str, list[float]]:
    every = COMMAND_EVERY_SECONDS
    return await place.commands(NAMES, FIRST_MEMBER, every=every, count=count, sent=sent)


@dataclass(frozen=True, slots=True)
class Answered:
    """What people are told of: an answer, and in which forum."""

    forum_id: int
    answer_id: int


async def _answered(bot: ForumBot) -> Answered:
    database, now = bot.database, datetime.now(UTC)
    forum = await forum_in(database, now, guild_id=GUILD, channel_id=CHANNEL)
    question_id = await asked_in(database, forum.id, ASKER, now, notify=True)
    answered = await answers.answer(
        database,
        forum_id=forum.id,
        question_id=question_id,
        actor=ANSWERER,
        body="A walk in the evening helped me a lot.",
        now=now,
    )
    # Nothing is to be done yet: the posts stand already.
    async with database.write() as session:
        connection = await session.connection()
        await connection.execute(delete(table_of(Delivery)))
        for post_id in (question_id, answered.post_id):
            await set_link(session, post_id, channel_id=CHANNEL, thread_id=None, message_id=post_id)
    return Answered(forum.id, answered.post_id)


async def _enqueue(bot: ForumBot, told: Answered, count: int) -> None:
    """Have so many people told of one answer, whose channels are known."""
    now = datetime.now(UTC)
    people = [FIRST_MEMBER + 2 + number for number in range(count)]
    async with bot.database.write() as session:
        connection = await session.connection()
        asker = await member_of_discord(session, told.forum_id, ASKER.discord_id)
        member_id = (asker.id if asker else None) or 0
        accounts = [
            {"discord_id": each, "dm_channel_id": dm_channel_of(each), "discreet": False}
            for each in people
        ]
        await connection.execute(insert(table_of(Account)), accounts)
        notices = [
            _notice(number, told.forum_id, member_id, told.answer_id, now) for number in people
        ]
        await connection.execute(insert(table_of(Notification)), notices)
        mail = [_mail(number, told.forum_id, now) for number in people]
        await connection.execute(insert(table_of(Delivery)), mail)


def _notice(
    number: int, forum_id: int, member_id: int, post_id: int, now: datetime
) -> dict[str, object]:
    what = {"id": number, "forum_id": forum_id, "recipient_id": member_id, "post_id": post_id}
    return what | {"kind": NotificationKind.ANSWER, "created_at": now}


def _mail(number: int, forum_id: int, now: datetime) -> dict[str, object]:
    return {
        "forum_id": forum_id,
        "kind": DeliveryKind.DIRECT_MESSAGE,
        "lane": f"dm:{number}",
        "payload": {"notification": number, "user": number},
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "is_uncertain": False,
        "created_at": now,
        "due_at": now,
    }


@asynccontextmanager
async def _town(
    pace: float, reply_seconds: float = 0.0
) -> AsyncIterator[tuple[Elsewhere, ForumBot]]:
    """Run a bot with this pace, and a Discord that takes so long to take a reply."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(Path(folder)).model_copy(update={"dms_a_second": pace})
        migrate(settings.database_url)
        async with (
            elsewhere(reply_seconds) as place,
            _running(create_bot(settings), place) as bot,
        ):
            yield place, bot


@asynccontextmanager
async def _running(bot: ForumBot, place: Elsewhere) -> AsyncIterator[ForumBot]:
    """Run a bot that finds Discord at this place, until left."""
    gateway = yarl.URL(f"ws://{place.url}/gateway/")
    state: Any = bot._connection  # noqa: SLF001  # how long it waits for another server
    state.guild_ready_timeout = 0.1
    gc.collect()
    gc.freeze()  # as `bot run` does
    with (
        mock.patch.object(Route, "BASE", f"http://{place.url}/api/v10"),
        mock.patch.object(DiscordWebSocket, "DEFAULT_GATEWAY", gateway),
    ):
        task = asyncio.create_task(bot.start("bench"))
        try:
            while not bot.is_ready():
                if task.done():
                    await task
                await asyncio.sleep(LOOK_SECONDS)
            yield bot
        finally:
            await bot.close()
            with suppress(asyncio.CancelledError, discord.ConnectionClosed):
                await task
