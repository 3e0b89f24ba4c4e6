"""Ten thousand reactions through the bot's own listener and batches, while people wait for cards.

Floors in the same run: the very statements that the bot's batches came to, through `sqlite3`
alone on a copy of the file; and discord.py parsing and dispatching the events to nobody.
"""

import asyncio
import itertools
import random
import statistics
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import discord
from discord.ext import commands
from simcord.actors import MemberActor
from sqlmodel import select

from bench.recording import Recording, open_raw, recorded, run_raw
from bench.report import Row, milliseconds, percentile
from bench.town import Payload, Town, town
from data.migrate import copy
from data.tables import DiscordLink, Reaction

EVENTS = 10_000
PEOPLE = 500
POSTS = 20
ROUNDS = 3
RATE_AIM = 5000
RATE_LEAST = 3000
WAIT_AIM_SECONDS = 0.3
# The socket hands over what has arrived; other work gets its turn in between.
A_GULP = 20
BETWEEN_COMMANDS_SECONDS = 0.02
THUMBS = ("👍", "👎")
EDITS = "PATCH channels"
ADD, REMOVE = "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"

Event = tuple[str, Payload]


@dataclass
class Round:
    """What one round of ten thousand took."""

    seconds: float
    cpu_seconds: float
    waits: list[float]
    recording: Recording
    edits: int
    sqlite_seconds: float
    dispatch_seconds: float


async def measure() -> list[Row]:
    """Measure rounds on one file; each begins with what the last one left standing."""
    async with town(people=PEOPLE) as place:
        half = range(POSTS // 2)
        posts = [
            await place.ask(f"How can I sleep before exam {n}?", place.people[n]) for n in half
        ]
        posts += [await place.answer(posts[n], place.people[-1 - n]) for n in half]
        await place.rest()
        crowd = Crowd(place, [await place.link(post) for post in posts])
        rounds = [await _round(place, crowd, posts) for _ in range(ROUNDS)]
        is_right = await _is_right(place, crowd)
    return [*_rows(rounds), Row("all reactions stand as they should", "yes" if is_right else "NO")]


class Crowd:
    """People who put thumbs on, take them off and change their minds; the same in every run."""

    def __init__(self, place: Town, links: list[DiscordLink]) -> None:
        """Let these people react to these posts."""
        self._place = place
        self._links = links
        self._dice = random.Random(7)  # chance, not secrecy
        self.stands: set[tuple[int, int, str]] = set()

    def events(self, most: int) -> list[Event]:
        """Return that many events, such as Discord sends them."""
        found: list[Event] = []
        while len(found) < most:
            link = self._dice.choice(self._links)
            person = self._dice.choice(self._place.people)
            thumb, other = self._dice.sample(THUMBS, 2)
            if (link.message_id, person.id, thumb) in self.stands:
                found.append(self._take_off(link, person, thumb))
                continue
            if (link.message_id, person.id, other) in self.stands and self._dice.random() < 1 / 2:
                found.append(self._take_off(link, person, other))
            found.append(self._put_on(link, person, thumb))
        return found

    def _put_on(self, link: DiscordLink, person: MemberActor, thumb: str) -> Event:
        self.stands.add((link.message_id, person.id, thumb))
        name = person.user.name
        user = {"id": str(person.id), "username": name, "discriminator": "0", "avatar": None}
        payload = self._payload(link, person, thumb)
        payload["message_author_id"] = str(self._place.env.backend.bot_user.id)
        payload["member"] = {
            "user": user,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        return ADD, payload

    def _take_off(self, link: DiscordLink, person: MemberActor, thumb: str) -> Event:
        self.stands.remove((link.message_id, person.id, thumb))
        return REMOVE, self._payload(link, person, thumb)

    def _payload(self, link: DiscordLink, person: MemberActor, thumb: str) -> Payload:
        return {
            "user_id": str(person.id),
            "channel_id": str(link.channel_id),
            "message_id": str(link.message_id),
            "guild_id": str(self._place.guild_id),
            "emoji": {"id": None, "name": thumb},
            "burst": False,
            "type": 0,
        }


async def _round(place: Town, crowd: Crowd, posts: list[int]) -> Round:
    file = place.bot.database.file
    before = file.with_name("before.db")
    before.unlink(missing_ok=True)
    copy(file, before)
    events = crowd.events(EVENTS)
    dispatch_seconds = await _dispatch_to_nobody(place, events)
    edits = place.requests.counts.get(EDITS, 0)
    waits: list[float] = []
    is_over = asyncio.Event()
    asking = asyncio.create_task(_keep_asking(place, posts, waits, is_over))
    with recorded(place.bot.database.engine) as recording:
        began, cpu_began = perf_counter(), process_time()
        for number, (event, payload) in enumerate(events):
            place.feed(event, payload)
            if number % A_GULP == 0:
                await asyncio.sleep(0)
        await place.bot.intake.settled()
        seconds, cpu_seconds = perf_counter() - began, process_time() - cpu_began
    is_over.set()
    await asking  # whoever still waits is counted too
    await place.rest()
    edits = place.requests.counts.get(EDITS, 0) - edits
    raw_seconds = _raw(before, recording)
    return Round(seconds, cpu_seconds, waits, recording, edits, raw_seconds, dispatch_seconds)


async def _keep_asking(
    place: Town, posts: list[int], waits: list[float], is_over: asyncio.Event
) -> None:
    """Have people ask for cards and forms all the while."""
    for number in itertools.count():
        if is_over.is_set():
            return
        person, post = place.people[number % PEOPLE], posts[number % (POSTS // 2)]
        waits.append(await place.command(person, "show", question=str(post)))
        waits.append(await place.command(person, "ask"))
        await asyncio.sleep(BETWEEN_COMMANDS_SECONDS)


def _raw(file: Path, recording: Recording) -> float:
    """Return the seconds of the recorded transactions through `sqlite3` alone."""
    connection = open_raw(file)
    try:
        began = perf_counter()
        for transaction in recording.writes():
            run_raw(connection, transaction)
        return perf_counter() - began
    finally:
        connection.close()


async def _dispatch_to_nobody(place: Town, events: list[Event]) -> float:
    """Return the seconds of parsing the events and dispatching them to empty listeners."""
    bare = commands.Bot("!", intents=place.bot.intents, max_messages=None)
    bare.loop = asyncio.get_running_loop()
    state = bare._connection  # noqa: SLF001  # the socket's own door
    guild = place.bot.get_guild(place.guild_id)
    if guild is not None:
        state._add_guild(guild)  # noqa: SLF001  # so that members are made, as in the bot
    heard, all_heard = 0, asyncio.Event()

    async def listen(_payload: discord.RawReactionActionEvent) -> None:
        nonlocal heard
        heard += 1
        if heard == len(events):
            all_heard.set()

    bare.add_listener(listen, "on_raw_reaction_add")
    bare.add_listener(listen, "on_raw_reaction_remove")
    began = perf_counter()
    for number, (event, payload) in enumerate(events):
        state.parsers[event](payload)
        if number % A_GULP == 0:
            await asyncio.sleep(0)
    await all_heard.wait()
    return perf_counter() - began


async def _is_right(place: Town, crowd: Crowd) -> bool:
    """Tell whether the file holds exactly the thumbs that stand, seeds left out."""
    async with place.bot.database.read() as session:
        rows = (await session.exec(select(Reaction))).all()
    known = {(r.message_id, r.discord_id, "👍") for r in rows if r.up}
    known |= {(r.message_id, r.discord_id, "👎") for r in rows if r.down}
    return known == crowd.stands


def _rows(rounds: list[Round]) -> list[Row]:
    rate = EVENTS / statistics.median(each.seconds for each in rounds)
    dispatch = EVENTS / statistics.median(each.dispatch_seconds for each in rounds)
    sqlite = EVENTS / statistics.median(each.sqlite_seconds for each in rounds)
    own = EVENTS / statistics.median(each.cpu_seconds for each in rounds)
    waits = [wait for each in rounds for wait in each.waits]
    commits = statistics.median(each.recording.commits for each in rounds)
    edits = statistics.median(each.edits for each in rounds)
    p99, p50 = percentile(waits, 99), percentile(waits, 50)
    return [
        Row(
            f"reactions a second until committed (median of {ROUNDS} × {EVENTS:,})",
            f"{rate:,.0f}/s",
            f"{dispatch:,.0f}/s (empty listener)",
            f"1/{dispatch / rate:.1f}",
            f"≥ {RATE_AIM:,} ({RATE_LEAST:,})",
            rate >= RATE_AIM,
        ),
        Row(
            "the same statements alone", "", f"{sqlite:,.0f}/s (sqlite3)", f"1/{sqlite / rate:.1f}"
        ),
        Row("the same by the process’s own CPU time", f"{own:,.0f}/s"),
        Row(f"/show and /ask meanwhile, p50 of {len(waits)}", milliseconds(p50)),
        Row(
            f"/show and /ask meanwhile, p99 of {len(waits)}",
            milliseconds(p99),
            "",
            "",
            f"< {WAIT_AIM_SECONDS * 1000:.0f} ms",
            p99 < WAIT_AIM_SECONDS,
        ),
        Row(f"transactions for {EVENTS:,} reactions", f"{commits:.0f}"),
        Row(f"edits of the {POSTS} cards", f"{edits:.0f}"),
    ]
