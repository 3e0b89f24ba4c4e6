"""What a moderator does to a thread just as something else becomes of its question."""

import discord
import pytest

from data.tables import Category
from tests.acceptance.facts import asked, edited, post_of, rows, waiting
from tests.acceptance.test_changed_and_back import name_of, tags_of
from tests.acceptance.test_hiding import TITLE, hide, unhide
from tests.support.moderators import rename, retag
from tests.support.news import news_held_back
from tests.support.worlds import ForumWorld

DETAILS = "I lie awake for hours."


async def own_tag(world: ForumWorld) -> int:
    """Return a tag that is no category's."""
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.ForumChannel)
    tag = await channel.create_tag(name="Gem")
    await world.pass_time(1)
    return tag.id


async def asked_in(world: ForumWorld, *names: str) -> dict[str, Category]:
    """Have a question in the first of these categories, and return all by their names."""
    for name in names:
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await world.pass_time(3)
    await asked(world)
    places = {each.name: each for each in await rows(world, Category)}
    await move(world, places[names[0]])
    await world.pass_time(3)
    assert tags_of(world) == [names[0]]
    return places


async def move(world: ForumWorld, place: Category) -> None:
    await world.mod.slash(world.lobby, "mod category", question="1", category=str(place.id))


@pytest.mark.parametrize("is_heard_of", [True, False])
async def test_a_tag_that_says_nothing_delays_no_category(
    forum_world: ForumWorld, *, is_heard_of: bool
) -> None:
    world = forum_world
    gem = await own_tag(world)
    places = await asked_in(world, "Sleep", "Work")
    with news_held_back(world, for_good=not is_heard_of):
        await retag(world.mod, world.thread, [places["Sleep"].discord_tag_id or 0, gem])
        await move(world, places["Work"])
        await world.pass_time(2)
        if not is_heard_of:
            await world.bot.close()
    if not is_heard_of:
        await world.come_back()
    await world.pass_time(120)
    assert sorted(tags_of(world)) == ["Gem", "Work"]
    assert (await post_of(world)).category_id == places["Work"].id
    assert await waiting(world) == []


@pytest.mark.parametrize(
    ("given", "holds"), [(None, "Work"), ("Rest", "Rest")], ids=["taken off", "another"]
)
async def test_a_category_that_somebody_chose_at_that_moment_holds(
    forum_world: ForumWorld, given: str | None, holds: str
) -> None:
    world = forum_world
    places = await asked_in(world, "Sleep", "Work", "Rest")
    with news_held_back(world):
        await retag(world.mod, world.thread, [places[given].discord_tag_id or 0] if given else [])
        await move(world, places["Work"])
        await world.pass_time(2)
        assert tags_of(world) == ([given] if given else [])
    await world.pass_time(120)
    assert tags_of(world) == [holds]
    assert (await post_of(world)).category_id == places[holds].id


async def test_what_is_shown_again_gets_its_category_beside_a_tag_of_that_moment(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    gem = await own_tag(world)
    await asked_in(world, "Sleep")
    await hide(world)
    await world.pass_time(10)
    await world.carol.send(world.thread, "What was here?")
    with news_held_back(world):
        await retag(world.mod, world.thread, [gem])
        await unhide(world)
    await world.pass_time(120)
    assert sorted(tags_of(world)) == ["Gem", "Sleep"]


async def test_a_hidden_name_of_which_nothing_is_heard_is_nobodys_title(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    with news_held_back(world):
        await hide(world)
        await world.pass_time(75)
        await unhide(world)
        await world.pass_time(20)
    await world.pass_time(120)
    assert name_of(world) == TITLE
    assert await waiting(world) == []


async def test_a_former_title_of_which_nothing_was_heard_gives_way_after_a_start(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    await edited(world, "How can I sleep before the exam?", DETAILS)
    await world.pass_time(130)
    with news_held_back(world, for_good=True):
        await rename(world.mod, world.thread, TITLE)
        await edited(world, "How can I sleep before my exam?", DETAILS)
        await world.pass_time(2)
        await world.bot.close()
    await world.come_back()
    await world.pass_time(120)
    assert name_of(world) == (await post_of(world)).title == "How can I sleep before my exam?"
    assert await waiting(world) == []
