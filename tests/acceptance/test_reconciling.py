"""After a gap nothing is forgotten because one thing can't be read now."""

import discord
import pytest

from data.app_state import get_fact
from tests.acceptance.facts import asked, votes_on
from tests.support.calls import When, on
from tests.support.moderators import new_post
from tests.support.reading import buttons_of
from tests.support.worlds import ForumWorld

UP = "👍"
OTHER = "Why do I wake up at night?"


def reading(message: discord.Message) -> When:
    return on("GET", f"/channels/{message.channel.id}/messages/{message.id}")


async def heard_at(world: ForumWorld) -> str | None:
    """Return up to when everything is said to have been heard."""
    async with world.bot.database.read() as session:
        return await get_fact(session, "heard_at")


async def test_one_refused_message_holds_nothing_up_and_is_read_later(
    forum_world: ForumWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world = forum_world
    first = await asked(world)
    second = await asked(world, title=OTHER)
    await world.pass_time(40)
    before = await heard_at(world)
    await world.bot.close()
    for card in (first, second):
        await world.carol.react(card, UP)
    by_hand = await new_post(world.bob, world.channel, "By hand", "I used New Post.")
    world.env.backend.advance_clock(3600)
    world.gaps.refuse(reading(second), 403, 50001)
    await world.come_back()
    await world.pass_time(5)
    assert await votes_on(world, 1) == [1]
    assert [buttons_of(m) for m in by_hand.history()[1:]] == [["Make it a question"]]
    assert await votes_on(world, 2) == []
    assert "can't read message" in caplog.text
    assert await heard_at(world) == before
    await world.pass_time(30)
    assert await votes_on(world, 2) == [1]
    assert await heard_at(world) != before


async def test_a_resumed_session_does_not_forget_what_is_still_to_be_read(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    card = await asked(world)
    await world.pass_time(40)
    before = await heard_at(world)
    await world.bot.close()
    await world.carol.react(card, UP)
    world.env.backend.advance_clock(3600)
    world.gaps.break_server(reading(card), times=None)
    await world.come_back()
    for event in ("disconnect", "resumed"):
        world.bot.dispatch(event)
    await world.pass_time(120)
    assert await heard_at(world) == before
    world.gaps.heal()
    await world.restart()
    await world.pass_time(5)
    assert await votes_on(world) == [1]


async def test_a_forum_whose_archive_is_refused_is_read_otherwise(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await world.bot.close()
    await world.carol.react(card, UP)
    world.gaps.refuse(on("GET", "/channels/*/threads/archived/public"), 403, 50001, times=2)
    await world.come_back()
    await world.pass_time(5)
    assert await votes_on(world) == [1]
