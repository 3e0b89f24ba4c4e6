"""The real bot in a simulated Discord, driven by gateway events without simcord's settling.

simcord waits after each act until the bot rests, and keeps books on everything the bot does. Here
events go straight into discord.py's own parsers, outside those books, and every request of the
bot is timed on its way in. What this needs of private names is in this file (simcord is pinned).
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, cast
from unittest import mock

import simcord
from simcord.actors import MemberActor
from simcord.backend import Backend
from simcord.env import Env
from simcord.http import router
from simcord.interactions import base_payload

from bench.settings import settings_for
from bot.client import ForumBot, create_bot
from bot.forum import answers, forums, questions
from bot.forum.summaries import Actor
from data.deliveries import count_waiting
from data.links import link_of
from data.tables import ChannelKind, DiscordLink

Payload = dict[str, Any]

MESSAGE, EDIT, FORM = 4, 7, 9
LOOK_SECONDS = 0.02
LONGEST_SECONDS = 60.0


@dataclass
class Requests:
    """What the bot asked of Discord: counted, and timed where a person waits for it."""

    counts: dict[str, int] = field(default_factory=dict)
    _awaited: dict[str, asyncio.Future[float]] = field(default_factory=dict)

    def expect(self, token: str) -> asyncio.Future[float]:
        """Return what becomes the moment at which an interaction's content is sent."""
        self._awaited[token] = asyncio.get_running_loop().create_future()
        return self._awaited[token]

    def note(self, method: str, path: str, body: object) -> None:
        """Note a request that begins; an acknowledgement ("thinking") is no content."""
        moment = perf_counter()
        parts = path.strip("/").split("/")
        self.counts[f"{method} {parts[0]}"] = self.counts.get(f"{method} {parts[0]}", 0) + 1
        kind = body.get("type") if isinstance(body, dict) else None
        is_answer = parts[-1] == "callback" and kind in {MESSAGE, EDIT, FORM}
        if not is_answer and not (parts[0] == "webhooks" and method in {"POST", "PATCH"}):
            return
        awaited = self._awaited.pop(parts[2], None)
        if awaited is not None and not awaited.done():
            awaited.set_result(moment)


@dataclass
class Town:
    """A server with a forum and people in it."""

    env: Env
    bot: ForumBot
    guild_id: int
    channel_id: int
    lobby_id: int
    people: list[MemberActor]
    forum_id: int
    requests: Requests

    def feed(self, event: str, payload: Payload) -> None:
        """Let discord.py parse a gateway event, as its socket does."""
        self.bot._connection.parsers[event](payload)  # noqa: SLF001  # the socket's own door

    async def answered(self, kind: int, user: MemberActor, data: Payload) -> float:
        """Let somebody interact; return the seconds until the request that carries the content."""
        _, payload = base_payload(
            self.env.backend,
            type=kind,
            channel_id=self.lobby_id,
            guild_id=self.guild_id,
            user_id=user.id,
            data=data,
        )
        content = self.requests.expect(payload["token"])
        _catch_up(self.env)
        began = perf_counter()
        self.feed("INTERACTION_CREATE", payload)
        return await asyncio.wait_for(content, LONGEST_SECONDS) - began

    async def command(self, user: MemberActor, name: str, **options: str) -> float:
        """Let somebody run a command; return the seconds until its content."""
        root = self.env.backend.find_command(name, self.guild_id, type=1)
        if root is None:
            raise LookupError(name)
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = {"id": root["id"], "name": name, "type": 1, "options": given}
        return await self.answered(2, user, data)

    async def submit(self, user: MemberActor, custom_id: str, **texts: str) -> float:
        """Let somebody submit a form; return the seconds until the reply to it."""
        fields = [
            {"type": 18, "id": place, "component": {"type": 4, "custom_id": name, "value": value}}
            for place, (name, value) in enumerate(texts.items(), 1)
        ]
        return await self.answered(5, user, {"custom_id": custom_id, "components": fields})

    async def ask(self, title: str, by: MemberActor) -> int:
        """Ask a question through the use case and publish it."""
        made = await questions.ask(
            self.bot.database,
            forum_id=self.forum_id,
            actor=actor(by),
            title=title,
            details="I lie awake for hours before every exam, and then I am too tired to think.",
            category_id=None,
            now=self.bot.now(),
        )
        await self.bot.outbox.carry_out(made.delivery_id)
        return made.post_id

    async def answer(self, question_id: int, by: MemberActor) -> int:
        """Answer a question through the use case and publish it."""
        made = await answers.answer(
            self.bot.database,
            forum_id=self.forum_id,
            question_id=question_id,
            actor=actor(by),
            body=f"A walk in the evening helped me a lot, and a list; so says {by.name}.",
            now=self.bot.now(),
        )
        await self.bot.outbox.carry_out(made.delivery_id)
        return made.post_id

    async def link(self, post_id: int) -> DiscordLink:
        """Return where a post stands."""
        async with self.bot.database.read() as session:
            found = await link_of(session, post_id)
        if found is None:
            raise LookupError(post_id)
        return found

    async def rest(self) -> None:
        """Wait until nothing is left to deliver; be the outbox's poll, which simcord holds back."""
        deadline = perf_counter() + LONGEST_SECONDS
        while perf_counter() < deadline:
            async with self.bot.database.read() as session:
                if not await count_waiting(session, self.forum_id):
                    return
            _catch_up(self.env)
            self.bot.outbox.kick()
            await asyncio.sleep(LOOK_SECONDS)
        raise TimeoutError("the outbox does not come to rest")


def actor(member: MemberActor) -> Actor:
    """Return a member as the use cases know them."""
    return Actor(member.id, member.user.name.title())


@asynccontextmanager
async def town(*, people: int) -> AsyncIterator[Town]:
    """Start the bot on a new file, in a server with that many people and a forum."""
    with tempfile.TemporaryDirectory(prefix="mindwell-bench-") as folder:
        bot = create_bot(settings_for(Path(folder)))
        attached = simcord.run(bot, check_errors=False)
        env = attached._env  # noqa: SLF001  # it is there before it is entered
        _catch_up(env)
        async with attached:
            try:
                with _requests() as requests:
                    yield await _build(env, bot, requests, people)
            finally:
                await bot.close()


def _catch_up(env: Env) -> None:
    """Set the simulated clock, which stands still by itself, to the real time."""
    behind = (datetime.now(UTC) - env.backend.clock.now()).total_seconds()
    env.backend.clock.advance(max(behind, 0.0))


async def _build(env: Env, bot: ForumBot, requests: Requests, people: int) -> Town:
    guild = env.create_guild("Calm Waters")
    lobby = guild.create_text_channel("lobby")
    channel = guild.create_forum_channel("questions")
    members = [
        guild.add_member(env.create_user(f"person{n}", global_name=f"Person{n}"))
        for n in range(people)
    ]
    await env.settle()
    forum = await forums.set_up(
        bot.database,
        guild_id=guild.id,
        channel_id=channel.id,
        channel_kind=ChannelKind.FORUM,
        name="Calm Waters",
        locale="en",
        now=bot.now(),
    )
    built = Town(env, bot, guild.id, channel.id, lobby.id, members, forum.id, requests)
    await built.rest()
    return built


@contextmanager
def _requests() -> Iterator[Requests]:
    """Have every request of the bot noted as it begins."""
    noted, carry_out = Requests(), router.dispatch

    def dispatch(
        backend: Backend, method: str, path: str, *, json: object = None, **rest: object
    ) -> object:
        noted.note(method, path, json)
        # simcord's log of requests only grows; nobody reads it here.
        backend.http_requests.clear()
        backend.transcript.clear()
        answer: object = carry_out(backend, method, path, json=json, **cast("Payload", rest))
        return answer

    with mock.patch.object(router, "dispatch", dispatch):
        yield noted
