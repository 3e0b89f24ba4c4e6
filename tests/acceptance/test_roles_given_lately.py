"""Who is given the role that shows them the forum, after the bot was told that they have none."""

from collections.abc import Awaitable, Callable

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.acceptance.test_direct_messages import hide_from
from tests.acceptance.test_looking_at_many_servers import asked_about, shown
from tests.acceptance.test_showing_in_dms import NOTHING_SHARED, second_home
from tests.acceptance.town import Town
from tests.support.people import answer, ask, press
from tests.support.reading import dms, starter_of, text_of

TITLE = "How can I sleep before an exam?"


@pytest.fixture
async def closed(town: Town) -> Town:
    """A forum that nobody sees but by a role, which Bob has."""
    await town.ask(TITLE, by=town.bob)
    await close(town)
    give(town, town.bob)
    return town


async def close(town: Town) -> None:
    """Let nobody but the bot see the forum without the role."""
    await hide_from(town.channel, town.guild.id, OverwriteType.ROLE)
    role, backend = town.guild.create_role("Verified"), town.env.backend
    allowed = discord.Permissions(view_channel=True).value
    who = (role.id, OverwriteType.ROLE), (backend.bot_user.id, OverwriteType.MEMBER)
    for one, kind in who:
        backend.set_overwrite(town.channel.id, Overwrite(one, kind, allow=allowed))
    await town.env.settle()


def give(town: Town, who: MemberActor) -> None:
    """Give somebody the role."""
    member = town.env.backend.get_member(town.guild.id, who.id)
    member.role_ids.append(town.guild.roles["Verified"].id)


async def test_they_see_it_a_minute_later(closed: Town) -> None:
    alice = closed.alice
    assert NOTHING_SHARED in text_of(await shown(alice, "browse"))
    give(closed, alice)
    await closed.pass_time(61)
    for options in ({"command": "browse"}, {"command": "show", "question": "1"}):
        assert TITLE in text_of(await shown(alice, **options))


async def test_a_post_is_shown_to_them_first(closed: Town) -> None:
    alice = closed.alice
    await shown(alice, "show", question="1")
    give(closed, alice)
    await closed.pass_time(61)
    assert TITLE in text_of(await shown(alice, "show", question="1"))


async def test_who_still_sees_nothing_is_asked_about_once_a_minute(closed: Town) -> None:
    for minute in range(3):
        for _ in range(3):
            assert NOTHING_SHARED in text_of(await shown(closed.alice, "browse"))
        assert len(asked_about(closed, closed.alice)) == minute + 1
        await closed.pass_time(61)


async def test_the_message_that_they_asked_for_comes(closed: Town) -> None:
    alice = closed.alice
    await shown(alice, "browse")
    give(closed, alice)
    await ask(alice, closed.lobby, "What helps against a night before an exam?", options=["notify"])
    await closed.pass_time(5)
    await answer(closed.bob, closed.lobby, "A walk helps me, every time.", question="2")
    await closed.pass_time(10)
    told = [text_of(each) for each in dms(alice)]
    assert sum("Bob answered your question" in each for each in told) == 1


async def test_of_ones_own_server_with_an_outage_it_is_said(town: Town) -> None:
    other = await second_home(town)
    await other.ask(TITLE)
    await town.ask("Which tea helps you?")
    assert "Discord said" not in text_of(await shown(town.alice, "browse"))
    guild = town.bot.get_guild(other.guild.id)
    assert guild is not None
    guild.unavailable = True
    assert "Discord said nothing about 1 more" in text_of(await shown(town.alice, "browse"))
    for number in ("1", "99"):
        said = text_of(await shown(town.alice, "show", question=number))
        assert "try again" in said.lower()
    dora = town.guild.add_member(town.env.create_user("dora"))
    await town.env.settle()
    assert "Discord said" not in text_of(await shown(dora, "browse"))


async def test_a_crowd_that_sees_nothing_is_asked_for_together(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, env = await town.ask(), town.env
    crowd = [town.guild.add_member(env.create_user(f"c{number}")) for number in range(12)]
    await env.settle()
    for each in crowd:
        await press(each, starter_of(town.channel.threads[0]), "Notify me")
    await close(town)
    alone: list[int] = []
    once: Callable[..., Awaitable[discord.Member]] = discord.Guild.fetch_member

    async def fetch(guild: discord.Guild, user_id: int) -> discord.Member:
        alone.append(user_id)
        return await once(guild, user_id)

    monkeypatch.setattr(discord.Guild, "fetch_member", fetch)
    for number in range(2):
        await town.pass_time(61)
        await town.answer(question, f"Another thing that helped me: {number}.", by=town.bob)
        await town.pass_time(10)
    assert not any(dms(each) for each in crowd)
    assert not {each.id for each in crowd} & {*alone}
