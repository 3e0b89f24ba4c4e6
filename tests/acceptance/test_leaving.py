"""Who leaves, and servers that remove the bot, are forgotten in time; those who stay are not."""

from datetime import timedelta

from data.accounts import set_dm_refused
from data.tables import Account, Departure, Forum, Identity, Removal
from tests.acceptance.facts import rows
from tests.support.people import answer, ask
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld

DAY = timedelta(days=1).total_seconds()


async def days_later(world: ForumWorld, days: float) -> None:
    """Let days pass while the bot is away; then it asks who is there."""
    await world.bot.close()
    world.env.backend.advance_clock(days * DAY)
    await world.come_back()
    await world.pass_time(130)


async def has_settings(world: ForumWorld) -> list[int]:
    """Return whose account has settings that hold everywhere."""
    return [each.discord_id for each in await rows(world, Account)]


async def refuse_dms(world: ForumWorld) -> None:
    """Note that Alice refuses DMs."""
    async with world.bot.database.write() as session:
        await set_dm_refused(session, world.alice.id, world.bot.now())


async def ids(world: ForumWorld) -> set[str]:
    return {each.external_id for each in await rows(world, Identity)}


async def test_a_member_who_left_is_erased_after_a_month(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, details="I lie awake for hours.")
    await answer(world.bob, world.thread)
    await refuse_dms(world)
    world.guild.remove_member(world.alice)
    await days_later(world, 1)
    assert len(await rows(world, Departure)) == 1
    await days_later(world, 29)
    assert await ids(world) == {str(world.alice.id), str(world.bob.id)}
    await days_later(world, 1.1)
    assert await ids(world) == {str(world.bob.id)}
    assert await has_settings(world) == []
    card = text_of(starter_of(world.thread))
    assert "asked by someone" in card
    assert "I lie awake for hours." in card


async def test_who_comes_back_is_kept(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    await refuse_dms(world)
    world.guild.remove_member(world.alice)
    await days_later(world, 20)
    world.guild.add_member(world.alice.user)
    await days_later(world, 20)
    assert await ids(world) == {str(world.alice.id)}
    assert await rows(world, Departure) == []
    assert await has_settings(world) == [world.alice.id]


async def test_a_server_that_removed_the_bot_is_deleted_after_a_month(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    await refuse_dms(world)
    await days_later(world, 1)
    assert await rows(world, Removal) == []
    world.env.backend.remove_guild(world.guild.id)
    await days_later(world, 1)
    assert len(await rows(world, Removal)) == 1
    await days_later(world, 29)
    assert len(await rows(world, Forum)) == 1
    await days_later(world, 1.1)
    assert await rows(world, Forum) == []
    assert await ids(world) == set()
    assert await has_settings(world) == []
