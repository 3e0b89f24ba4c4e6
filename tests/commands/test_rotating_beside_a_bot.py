"""A bot runs in this process while `keys rotate` runs, and is killed, in processes of its own."""

import asyncio
import os
import random
import sys

import pytest

from bot.forum.anonymous.authors import own_in, own_posts
from bot.forum.identity import Sealer
from data.database import Database
from tests.commands.conftest import HERE, Host
from tests.forum.sealed_things import Sealed, ask_anonymously
from tests.forum.world import World

# As many transactions as there are rows, so that there is something to fall between.
ROTATE = """
import functools
import bot.commands.keys as keys
from bot.__main__ import app
keys.rotate = functools.partial(keys.rotate, limit=1)
keys.PAUSE_SECONDS = 0.02
app(["keys", "rotate"])
"""
KILLS = 3
# From when Python has begun to import until a rotation is about through.
FIRST, LAST = 0.8, 3.0


async def rotating() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        ROTATE,
        stdout=asyncio.subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(HERE)},
    )


async def act(world: World, made: list[Sealed]) -> None:
    """Find what is there, as a bot that is not told of the rotation; now and then ask."""
    for each in made:
        async with world.database.read() as session:
            own = await own_posts(session, world.forum_id, each.user_id)
            assert [post.post_id for post in own] == each.questions
            for number in each.questions:
                (post,) = await own_in(session, number, each.user_id)
                assert post.number == number
        await asyncio.sleep(0)
    each = min(made, key=lambda one: len(one.questions))
    if len(each.questions) < 12:
        each.questions.append(await ask_anonymously(world, each.user_id))


@pytest.mark.parametrize("seed", range(2))
def test_a_running_bot_finds_everything_whenever_a_rotation_is_killed(
    host: Host, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # about the same places at every run of the test
    made = host.fill()

    async def bot(database: Database, _sealer: Sealer) -> None:
        world = World(database, 1)
        for _ in range(KILLS):
            process = await rotating()
            ended = asyncio.create_task(process.wait())
            loop = asyncio.get_running_loop()
            until = loop.time() + chance.uniform(FIRST, LAST)
            while not ended.done() and loop.time() < until:
                await act(world, made)
            if not ended.done():
                process.kill()
            await ended
            await act(world, made)

    host.in_bot(bot)
    host.check(made)
    for _ in range(2):  # what was begun last, then one from begin to end
        assert host.run("keys", "rotate")[0] == 0
        assert host.run("keys", "destroy-old", "--yes")[0] == 0
    assert len(host.secrets()) == 1
    host.check(made)
