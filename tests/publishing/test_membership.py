"""Members that were asked for: how many are remembered, and what ends it."""

from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.publishing import membership
from bot.publishing.membership import Members, sees
from tests.support.calls import on
from tests.support.worlds import ForumWorld

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MEMBER = on("GET", "/guilds/*/members/*")


@pytest.fixture
def guild(forum_world: ForumWorld) -> discord.Guild:
    found = forum_world.bot.get_guild(forum_world.guild.id)
    assert found is not None
    return found


def asked_for(world: ForumWorld) -> int:
    return len(world.gaps.tried(MEMBER))


async def test_a_member_is_asked_for_once_a_day(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    members = Members()
    for hours, asked in ((0, 1), (1, 1), (23, 1), (24, 2), (25, 2)):
        now = NOW + timedelta(hours=hours)
        assert await members.find(guild, forum_world.alice.id, now=now) is not None
        assert asked_for(forum_world) == asked


async def test_only_so_many_are_remembered_the_last_asked_for(
    forum_world: ForumWorld, guild: discord.Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "MOST_KNOWN", 2)
    members = Members()
    world = forum_world
    for member in (world.alice, world.bob, world.carol, world.bob, world.carol):
        assert await members.find(guild, member.id, now=NOW) is not None
    assert asked_for(world) == 3
    await members.find(guild, world.alice.id, now=NOW)
    assert asked_for(forum_world) == 4
    assert len(members._known._said) == 2


async def test_who_was_asked_for_a_day_ago_is_forgotten_with_the_next(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    members = Members()
    await members.find(guild, forum_world.alice.id, now=NOW)
    await members.find(guild, forum_world.bob.id, now=NOW + timedelta(days=1))
    assert [user_id for _, user_id in members._known._said] == [forum_world.bob.id]


async def test_who_is_not_there_is_asked_for_each_time(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    members = Members()
    for _ in range(2):
        assert await members.find(guild, 4711, now=NOW) is None
    assert asked_for(forum_world) == 2


async def test_who_is_not_there_is_passed_over_for_a_minute_by_those_who_look_around(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    members, dora = Members(), forum_world.env.create_user("dora")
    assert not members.missed(guild, dora.id, now=NOW)
    assert await members.find(guild, dora.id, now=NOW) is None
    assert members.missed(guild, dora.id, now=NOW + timedelta(seconds=59))
    assert not members.missed(guild, dora.id, now=NOW + timedelta(seconds=60))
    forum_world.guild.add_member(dora)
    assert await members.find(guild, dora.id, now=NOW) is not None
    assert not members.missed(guild, dora.id, now=NOW)


async def test_only_so_many_who_are_not_there_are_remembered(
    guild: discord.Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "MOST_KNOWN", 2)
    members = Members()
    for stranger in (1, 2, 3):
        assert await members.find(guild, stranger, now=NOW) is None
    assert [user_id for _, user_id in members._missed._said] == [2, 3]
    assert await members.find(guild, 4, now=NOW + timedelta(minutes=1)) is None
    assert [user_id for _, user_id in members._missed._said] == [4]


async def test_who_used_the_bot_is_met_for_a_day_and_asked_for_before_a_message(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    members, alice = Members(), await guild.fetch_member(forum_world.alice.id)
    members.miss(guild, alice.id, now=NOW)
    members.meet(alice, now=NOW)
    assert members.met(guild, alice.id, now=NOW + timedelta(hours=23)) is alice
    assert members.met(guild, alice.id, now=NOW + timedelta(hours=24)) is None
    assert not members.missed(guild, alice.id, now=NOW)
    assert not members.knows(guild, alice.id, now=NOW)
    asked = asked_for(forum_world)
    assert await members.find(guild, alice.id, now=NOW) is not None
    assert asked_for(forum_world) == asked + 1


async def test_what_discord_says_later_counts_instead(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    members, alice = Members(), await guild.fetch_member(forum_world.alice.id)
    for later in ("find", "forget", "miss"):
        members.meet(alice, now=NOW)
        if later == "find":
            await members.find(guild, alice.id, now=NOW)
        elif later == "forget":
            members.forget(guild.id, alice.id)
        else:
            members.miss(guild, alice.id, now=NOW)
        assert members.met(guild, alice.id, now=NOW) is None


async def test_a_refusal_that_says_nothing_of_the_member_is_passed_on(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    forum_world.gaps.refuse(MEMBER, 404, 10004)
    with pytest.raises(discord.NotFound):
        await Members().find(guild, forum_world.alice.id, now=NOW)


async def test_what_a_bot_knows_stays_with_it(forum_world: ForumWorld) -> None:
    bot = forum_world.bot
    known = bot.context.members
    assert (await forum_world.restart()).context.members is not known


async def test_of_several_places_the_first_that_is_there_counts(
    forum_world: ForumWorld, guild: discord.Guild
) -> None:
    member = await guild.fetch_member(forum_world.alice.id)
    assert sees(member, guild, [None, 4711, forum_world.channel.id])
    assert not sees(member, guild, [None, 4711])
