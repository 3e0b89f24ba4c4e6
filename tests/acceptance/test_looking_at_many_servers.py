"""Direct messages with a bot that is in very many servers, or in some that Discord is silent on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.enums import OverwriteType

from bot.publishing.membership import KNOWN_FOR
from cogs import looks, shared_forums
from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.test_searching_in_dms import numbers_on
from tests.acceptance.test_showing_in_dms import (
    MEMBERS,
    NOT_THERE,
    NOTHING_SHARED,
    TRY_AGAIN,
    second_home,
)
from tests.acceptance.town import Town, build
from tests.support.calls import on
from tests.support.people import ask
from tests.support.reading import Shown, buttons_of, private_text, reply_of, text_of
from tests.support.worlds import ForumWorld

TITLE, OTHER_TITLE = "How can I sleep before an exam?", "Who else feels lonely at night?"
SILENT = "-# Discord said nothing about 1 more server just now."
NEXT_TRY = timedelta(minutes=1)


async def shown(who: MemberActor | UserHandle, command: str, **options: str) -> Shown:
    """Return what a command shows somebody in their direct messages."""
    user = who.user if isinstance(who, MemberActor) else who
    return reply_of(await user.slash(command, **options))


async def in_many(town: Town, count: int) -> tuple[Town, MemberActor]:
    """Put the bot into so many more servers; return the last one, and who is in that alone."""
    for number in range(count):
        last = await build(town, f"Server {number}")
    dora = last.guild.add_member(town.env.create_user("dora"))
    await town.env.settle()
    return last, dora


def asked_about(town: Town, who: MemberActor | UserHandle) -> list[str]:
    """Return what Discord was asked for about somebody's memberships so far."""
    calls = town.gaps.tried(lambda method, path: method == "GET" and MEMBERS in path)
    return [each.path for each in calls if each.path.endswith(f"/{who.id}")]


@contextmanager
def slow_after(count: int) -> Iterator[None]:
    """Have Discord answer no more than so many questions after members."""
    once: Callable[..., Awaitable[discord.Member]] = discord.Guild.fetch_member
    asked: list[int] = []

    async def fetch(guild: discord.Guild, user_id: int) -> discord.Member:
        asked.append(guild.id)
        if len(asked) > count:
            await asyncio.sleep(60)
        return await once(guild, user_id)

    with mock.patch.object(discord.Guild, "fetch_member", fetch):
        yield


async def test_whoever_only_reads_in_the_22nd_server_finds_it_at_once(town: Town) -> None:
    last, dora = await in_many(town, 21)
    await last.ask(TITLE)
    page = await shown(dora, "browse")
    assert TITLE in text_of(page)
    assert "Discord said" not in text_of(page)
    assert len(asked_about(town, dora)) == 22


async def test_whoever_only_posts_anonymously_there_does_too(town: Town) -> None:
    last, dora = await in_many(town, 3)
    await ask(dora, last.lobby, OTHER_TITLE, options=["anonymous"])
    for _ in range(25):
        await town.pass_time(1)
    await town.restart()
    with (
        mock.patch.object(looks, "AT_ONCE", 2),
        mock.patch.object(shared_forums, "MOST_COVERED", 2),
    ):
        for options in ({"command": "browse"}, {"command": "search", "query": "lonely"}):
            assert numbers_on(await shown(dora, **options)) == [1]


async def test_asking_ends_once_enough_are_shared(town: Town) -> None:
    other, third = await second_home(town), await second_home(town)
    for each in (town, other, third):
        await each.ask(f"Which tea helps you in {each.guild.id}?")
    await town.restart()
    with (
        mock.patch.object(looks, "AT_ONCE", 1),
        mock.patch.object(shared_forums, "MOST_COVERED", 2),
    ):
        for _ in range(2):
            assert numbers_on(await shown(town.alice, "browse")) == [2, 1]
    assert len(asked_about(town, town.alice)) == 2


async def test_when_the_time_is_over_it_says_to_try_again_and_goes_on_from_there(
    town: Town,
) -> None:
    last, dora = await in_many(town, 4)
    await last.ask(TITLE)
    with mock.patch.object(looks, "AT_ONCE", 1):
        with mock.patch.object(looks, "LONGEST_LOOK_SECONDS", 0.05), slow_after(3):
            assert text_of(await shown(dora, "browse")) == TRY_AGAIN
        before = len(asked_about(town, dora))
        assert TITLE in text_of(await shown(dora, "browse"))
    assert len(asked_about(town, dora)) - before == 2
    stranger = town.env.create_user("emil")
    assert text_of(await shown(stranger, "browse")) == NOTHING_SHARED


async def test_a_list_says_of_how_many_there_was_no_time_to_ask(town: Town) -> None:
    await in_many(town, 3)
    await town.ask(TITLE)
    with (
        mock.patch.object(looks, "AT_ONCE", 1),
        mock.patch.object(looks, "LONGEST_LOOK_SECONDS", 0.05),
        slow_after(2),
    ):
        said = text_of(await shown(town.alice, "browse"))
    assert TITLE in said
    assert said.endswith("\n-# Discord said nothing about 2 more servers just now.")


async def test_whoever_used_the_bot_in_a_server_is_known_there_without_asking(town: Town) -> None:
    other = await second_home(town)
    await other.ask(TITLE, by=other.bob, tags=["nights"])
    await other.alice.slash(other.lobby, "browse")
    offered = await town.alice.user.autocomplete("browse", "tag", "n")
    assert [each["name"] for each in offered] == ["nights"]
    assert TITLE in text_of(await shown(town.alice, "show", question="1"))
    assert asked_about(town, town.alice) == []


async def test_being_known_lets_nobody_in_who_lost_the_channel(town: Town) -> None:
    await town.ask(TITLE, by=town.bob)
    await town.alice.slash(town.lobby, "browse")
    await hide_from(town.channel, town.alice.id, OverwriteType.MEMBER)
    assert text_of(await shown(town.alice, "show", question="1")) == NOT_THERE
    assert text_of(await shown(town.alice, "browse")) == NOTHING_SHARED


async def test_a_day_after_somebody_used_it_there_discord_is_asked_again(town: Town) -> None:
    await town.ask(TITLE, by=town.bob)
    await town.alice.slash(town.lobby, "browse")
    town.env.backend.remove_member(town.guild.id, town.alice.id)
    town.env.backend.clock.advance(KNOWN_FOR.total_seconds())
    assert text_of(await shown(town.alice, "browse")) == NOTHING_SHARED


async def test_whoever_no_longer_moderates_there_does_not_from_here(
    forum_world: ForumWorld,
) -> None:
    """What their roles were when they used the bot there is not taken for what they are."""
    world = forum_world
    await ask(world.alice, world.lobby, TITLE)
    await world.pass_time(2)
    card = reply_of(await world.mod.user.slash("show", question="1"))
    for is_moderator in (True, False):
        await world.restart()
        await world.mod.slash(world.lobby, "browse")
        if not is_moderator:
            world.env.backend.get_member(world.guild.id, world.mod.id).role_ids.clear()
        menu = reply_of(await world.mod.user.click(card, label="More"))
        assert ("Hide" in buttons_of(menu)) == is_moderator


async def test_a_number_or_link_costs_one_question_wherever_it_is(town: Town) -> None:
    last, dora = await in_many(town, 3)
    number = await last.ask(TITLE)
    link = last.channel.threads[0].history()[0].jump_url
    for reference in (str(number), f"#{number}", link):
        await town.restart()
        before = len(asked_about(town, dora))
        assert TITLE in text_of(await shown(dora, "show", question=reference))
        assert len(asked_about(town, dora)) - before == 1


async def test_how_often_discord_is_asked_does_not_tell_which_numbers_there_are(
    town: Town,
) -> None:
    """Of a post elsewhere and of none, also once Discord said who is where."""
    await in_many(town, 3)
    foreign = await build(town, "Theirs")
    here, there = await town.ask(TITLE), await foreign.ask(OTHER_TITLE)
    asked: dict[str, list[int]] = {}
    for reference in (str(there), "99"):
        await town.restart()
        asked[reference] = []
        for _ in range(7):
            before = len(asked_about(town, town.alice))
            said = text_of(await shown(town.alice, "show", question=reference))
            assert said == NOT_THERE
            asked[reference].append(len(asked_about(town, town.alice)) - before)
    assert asked["99"] == asked[str(there)] == [1, 1, 1, 1, 1, 0, 0]
    assert TITLE in text_of(await shown(town.alice, "show", question=str(here)))


async def test_what_waits_to_appear_is_as_if_it_were_not_there(town: Town) -> None:
    _, dora = await in_many(town, 1)
    await ask(town.alice, town.lobby, OTHER_TITLE, options=["anonymous"])
    for who in (town.alice, dora):
        assert text_of(await shown(who, "show", question="1")) == NOT_THERE


TROUBLE = {
    "no permission": (403, 50013),
    "rate limit": (429, 0),
    "server error": (503, 0),
    "out of nowhere": (404, 0),
}


@pytest.mark.parametrize("trouble", [*TROUBLE])
async def test_one_silent_server_leaves_the_others_to_be_shown(town: Town, trouble: str) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    await other.ask(OTHER_TITLE)
    status, code = TROUBLE[trouble]
    town.gaps.refuse(on("GET", f"/guilds/{other.guild.id}/members/*"), status, code, times=2)
    for command, options in (("browse", {}), ("search", {"query": "sleep"})):
        said = text_of(await shown(town.alice, command, **options))
        assert TITLE in said
        assert OTHER_TITLE not in said
        assert said.endswith(f"\n{SILENT}")
    assert numbers_on(await shown(town.alice, "browse")) == [2, 1]


async def test_a_broken_connection_to_one_is_said_too_wherever_something_is_listed(
    town: Town,
) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    town.gaps.disconnect(on("GET", f"/guilds/{other.guild.id}/members/*"), times=None)
    for command in ("profile", "leaderboard"):
        page = await shown(town.alice, command)
        assert text_of(page).endswith(f"\n{SILENT}")
    own = await shown(town.alice, "profile")
    mine = reply_of(await town.alice.user.click(own, custom_id="mine:0"))
    assert text_of(mine).endswith(f"\n{SILENT}")
    town.gaps.heal()
    assert SILENT not in text_of(await shown(town.alice, "profile"))


@pytest.mark.parametrize(("status", "code"), [(404, 10004), (403, 50001)])
async def test_a_server_that_the_bot_has_lost_is_passed_over_in_silence(
    town: Town, status: int, code: int
) -> None:
    other = await second_home(town)
    await town.ask(TITLE)
    town.gaps.refuse(on("GET", f"/guilds/{other.guild.id}/members/*"), status, code, times=None)
    for _ in range(2):
        said = text_of(await shown(town.alice, "browse"))
        assert TITLE in said
        assert "Discord said" not in said
    assert len(asked_about(town, town.alice)) == 2


async def test_where_none_is_shared_and_discord_was_silent_on_some_it_says_to_try_again(
    town: Town,
) -> None:
    """Never that something is missing in the server, which somebody in a DM can't see to."""
    await second_home(town)
    dora = town.env.create_user("dora")
    town.gaps.refuse(on("GET", f"/guilds/{town.guild.id}/members/*"), 403, 50013, times=2)
    assert text_of(await shown(dora, "show", question="1")) == TRY_AGAIN
    assert text_of(await shown(dora, "browse")) == TRY_AGAIN
    town.guild.add_member(dora)
    await town.ask(TITLE)
    assert TITLE in text_of(await shown(dora, "browse"))


async def test_a_button_there_says_the_same(town: Town) -> None:
    await town.ask(TITLE)
    card = await shown(town.alice, "show", question="1")
    for status, code, said in (
        (403, 50013, TRY_AGAIN),
        (
            403,
            50001,
            "You can't do that any more: you left that server, or can't see its questions.",
        ),
    ):
        await town.restart()
        town.gaps.refuse(on("GET", f"/guilds/{town.guild.id}/members/*"), status, code)
        assert private_text(await town.alice.user.click(card, label="More")) == said
