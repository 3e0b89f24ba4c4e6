import asyncio

import pytest

from bot.forum import categories, forums
from bot.forum.errors import NoForum
from bot.forum.health import health, retry
from bot.forum.summaries import ForumSummary
from data import deliveries
from data.categories import update_category
from data.claiming import Queue, claim
from data.database import Database
from data.forums import update_forum
from data.tables import ChannelKind, DeliveryKind, Forum
from tests.forum.world import CHANNEL, GUILD, MODERATOR, NOW, World


async def set_up(
    database: Database,
    *,
    guild_id: int = GUILD,
    channel_id: int = CHANNEL,
    channel_kind: ChannelKind = ChannelKind.FORUM,
) -> ForumSummary:
    return await forums.set_up(
        database,
        guild_id=guild_id,
        channel_id=channel_id,
        channel_kind=channel_kind,
        name="Mindwell",
        locale="de",
        now=NOW,
    )


async def give_state_tags(database: Database, forum_id: int) -> None:
    async with database.write() as session:
        await update_forum(session, forum_id, answered_tag_id=71, closed_tag_id=72)


async def test_a_forum_is_found_again(database: Database) -> None:
    made = await set_up(database)
    assert (made.name, made.locale, made.channel_kind) == ("Mindwell", "de", ChannelKind.FORUM)
    assert await forums.forum_for(database, GUILD) == made
    assert await forums.find(database, GUILD) == made
    assert await forums.all_of(database) == (made,)


async def test_a_server_without_one_is_told_so(database: Database) -> None:
    with pytest.raises(NoForum):
        await forums.forum_for(database, GUILD)
    assert await forums.find(database, GUILD) is None
    assert await forums.all_of(database) == ()


async def test_setting_up_again_changes_nothing(database: Database) -> None:
    first = await set_up(database)
    await give_state_tags(database, first.id)
    again = await set_up(database)
    assert (again.id, again.answered_tag_id, again.closed_tag_id) == (first.id, 71, 72)


async def test_setting_up_twice_at_once_makes_one_forum(database: Database) -> None:
    one, other = await asyncio.gather(set_up(database), set_up(database))
    assert one == other


async def test_another_channel_has_other_tags(world: World) -> None:
    category = await categories.add(
        world.database, forum_id=world.forum_id, actor=MODERATOR, name="Family", now=NOW
    )
    await give_state_tags(world.database, world.forum_id)
    async with world.database.write() as session:
        await update_category(session, category, discord_tag_id=73)
    moved = await set_up(world.database, channel_id=5)
    assert (moved.id, moved.channel_id) == (world.forum_id, 5)
    assert (moved.answered_tag_id, moved.closed_tag_id) == (None, None)
    (line,) = await categories.listed(world.database, world.forum_id)
    assert line.discord_tag_id is None


@pytest.mark.parametrize(("kind", "count"), [(ChannelKind.FORUM, 1), (ChannelKind.TEXT, 0)])
async def test_only_a_forum_channel_mirrors_categories(
    database: Database, kind: ChannelKind, count: int
) -> None:
    forum = await set_up(database, channel_kind=kind)
    world = World(database, forum.id)
    assert len(await world.deliveries(DeliveryKind.MIRROR_CATEGORIES)) == count


async def test_a_websites_forum_is_not_in_discord(database: Database) -> None:
    async with database.write() as session:
        session.add(Forum(name="Website", created_at=NOW))
    assert await forums.all_of(database) == ()


async def test_forums_of_two_servers_are_apart(database: Database) -> None:
    first = await set_up(database)
    second = await set_up(database, guild_id=5, channel_id=6)
    assert first.id != second.id
    assert await forums.all_of(database) == (first, second)


async def test_health_shows_what_waits_and_what_failed(world: World) -> None:
    await world.drop_deliveries()
    first, second = await world.ask(), await world.ask()
    async with world.database.write() as session:
        failed, delayed = await claim(session, Queue.WORK, now=world.now, limit=10)
        await deliveries.give_up(session, failed, reason="Forbidden")
        due = world.now.replace(hour=13)
        await deliveries.put_back(
            session, delayed, due_at=due, reason="HTTPException", is_uncertain=True
        )
    stand = await health(world.database, world.forum_id)
    assert stand.waiting == 1
    found = [(each.subject, each.reason, each.is_final) for each in stand.troubles]
    assert found == [(first, "Forbidden", True), (second, "HTTPException", False)]
    assert stand.troubles[1].due_at == due
    assert await retry(world.database, world.forum_id, world.now) == 2
    async with world.database.write() as session:
        assert len(await claim(session, Queue.WORK, now=world.now, limit=10)) == 2


async def test_a_healthy_forum_has_no_troubles(world: World) -> None:
    stand = await health(world.database, world.forum_id)
    assert stand.troubles == ()
