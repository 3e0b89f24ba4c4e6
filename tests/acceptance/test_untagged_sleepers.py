"""A sleeping thread's card says what its tags do not."""

from data.forums import update_forum
from tests.acceptance.facts import tags_of, waiting
from tests.acceptance.test_woken_for_tags import asleep, card, mod
from tests.support.calls import EDIT_CHANNEL, in_channel
from tests.support.moderators import fall_asleep
from tests.support.worlds import ForumWorld


async def test_a_card_says_it_is_closed_though_no_tag_does(forum_world: ForumWorld) -> None:
    world = forum_world
    await asleep(world)
    async with world.bot.database.write() as session:
        await update_forum(session, 1, closed_tag_id=None)
    await mod(world, "close", reason="Asked before")
    await world.pass_time(5)
    assert "Closed: Asked before" in card(world)
    await fall_asleep(world.thread)
    await mod(world, "reopen")
    await world.pass_time(5)
    assert "Closed" not in card(world)
    assert world.gaps.count(in_channel(EDIT_CHANNEL, world.thread.id)) == 2
    assert await waiting(world) == []


async def test_a_card_says_its_category_though_the_tag_is_the_same(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asleep(world)
    await world.owner.slash(world.lobby, "forum category add", name="Sleep", parent="Family")
    await world.pass_time(5)
    await mod(world, "category", category="Family › Sleep")
    await world.pass_time(5)
    assert "in Family › Sleep" in card(world)
    assert tags_of(world) == ["Sleep"]
    assert await waiting(world) == []
