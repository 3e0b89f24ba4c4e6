"""Who gets a direct message about an answer, and what it gives away."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType

from bot.forum.privacy.erasing import erase
from data.tables import Account
from tests.acceptance.facts import answered, asked, dm_count, rows, waiting
from tests.acceptance.town import Town
from tests.support.calls import OPEN_DM, SEND, in_channel, on
from tests.support.people import answer, press, submit
from tests.support.reading import buttons_of, components_of, dms, private_text, starter_of, text_of
from tests.support.worlds import ForumWorld

MEMBER = on("GET", "/guilds/*/members/*")
HARSH = "They described it with a link: http://a.example/||and there it was."
CONTAINER = 17


async def hide_from(channel: ChannelHandle, target_id: int, kind: OverwriteType) -> None:
    """Let a person or a role not see a channel."""
    env = channel._env
    denied = discord.Permissions(view_channel=True).value
    env.backend.set_overwrite(channel.id, Overwrite(target_id, kind, deny=denied))
    await env.settle()


async def show_to(channel: ChannelHandle, target_id: int) -> None:
    channel._env.backend.delete_overwrite(channel.id, target_id)
    await channel._env.settle()


async def answer_by(world: ForumWorld, member: MemberActor, text: str = "") -> None:
    await answer(member, starter_of(world.thread), text or f"A walk helped, says {member.id}.")
    await world.pass_time(2)


async def test_a_text_under_a_content_note_is_hidden_until_tapped(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, "notify")
    await answer(world.bob, starter_of(world.thread), HARSH, options=["spoiler"])
    await world.pass_time(2)
    (message,) = dms(world.alice)
    containers = [part for part in components_of(message) if part["type"] == CONTAINER]
    said = {
        bool(part.get("spoiler")): " ".join(
            str(each.get("content", "")) for each in part["components"]
        )
        for part in containers
    }
    assert "there it was" in said[True]
    assert "there it was" not in said[False]
    assert "Bob answered your question" in said[False]
    assert buttons_of(message) == [
        "Open",
        "Best answer",
        "Reply",
        "Stop for this question",
        "Stop this kind",
        "Make these discreet",
    ]


async def test_a_text_without_a_content_note_is_there_to_read(forum_world: ForumWorld) -> None:
    await asked(forum_world, "notify")
    await answer_by(forum_world, forum_world.bob, "Breathe slowly, and count.")
    (message,) = dms(forum_world.alice)
    assert "> Breathe slowly, and count." in text_of(message)
    assert not any(part.get("spoiler") for part in components_of(message))


async def test_who_may_not_see_the_forum_channel_gets_no_dm(forum_world: ForumWorld) -> None:
    await none_for_who_may_not_see(forum_world)


async def test_who_may_not_see_the_text_channel_gets_no_dm(text_world: ForumWorld) -> None:
    await none_for_who_may_not_see(text_world)


async def none_for_who_may_not_see(world: ForumWorld) -> None:
    await asked(world, "notify")
    await hide_from(world.channel, world.alice.id, OverwriteType.MEMBER)
    await answered(world)
    assert world.gaps.tried(OPEN_DM) == []
    assert await waiting(world) == []
    assert "answered your question" in private_text(await world.alice.slash(world.lobby, "inbox"))


async def test_what_roles_may_see_counts_at_once(town: Town) -> None:
    friends = town.guild.create_role("Friends")
    dora = town.guild.add_member(town.env.create_user("dora"), roles=[friends])
    question = await town.ask(by=dora, notify=True)
    seen: list[int] = []
    for hidden in (None, friends.id, town.guild.id, None):
        if hidden is not None:
            await hide_from(town.channel, hidden, OverwriteType.ROLE)
        await town.answer(question, f"A walk helped, once in the morning, {'again ' * len(seen)}.")
        # A DM of what can't be published, since nobody sees the channel, waits for a while.
        await town.pass_time(10)
        seen.append(len(dms(dora)))
        if hidden is not None:
            await show_to(town.channel, hidden)
    assert seen == [1, 1, 1, 2]
    assert len(town.gaps.tried(MEMBER)) == 1


async def test_who_left_and_came_back_gets_dms_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, "notify")
    world.env.backend.remove_member(world.guild.id, world.alice.id)
    await answer_by(world, world.bob)
    assert dm_count(world) == 0
    world.guild.add_member(world.alice.user)
    await answer_by(world, world.carol)
    assert dm_count(world) == 1


async def test_who_left_within_the_day_is_not_noted_as_refusing_dms(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world, "notify")
    await answer_by(world, world.bob)
    world.env.backend.remove_member(world.guild.id, world.alice.id)
    world.gaps.refuse(in_channel(SEND, world.alice.user.dm_channel.id), 403, 50278)
    await answer_by(world, world.carol)
    assert [account.dm_refused_at for account in await rows(world, Account)] == [None]
    assert await waiting(world) == []
    world.guild.add_member(world.alice.user)
    await answer_by(world, world.mod)
    assert dm_count(world) == 2


async def test_during_an_outage_of_the_server_a_dm_waits(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, "notify")
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    guild.unavailable = True
    await answer_by(world, world.bob)
    assert await waiting(world) == [("direct_message", "ConnectionLost")]
    guild.unavailable = False
    await world.pass_time(30)
    assert dm_count(world) == 1
    assert await waiting(world) == []


@pytest.mark.parametrize("act", ["answer", "comment", "notify me"])
async def test_who_refused_a_dm_is_told_in_the_inbox_until_they_act_again(
    forum_world: ForumWorld, act: str
) -> None:
    world = forum_world
    await asked(world, "notify")
    world.gaps.refuse(OPEN_DM, 403, 50007)
    await answer_by(world, world.bob)
    inbox = private_text(await world.alice.slash(world.lobby, "inbox"))
    assert "Discord didn't let my last DM reach you" in inbox
    await answer_by(world, world.carol)
    assert len(world.gaps.tried(OPEN_DM)) == 1, "nobody is written to who refuses it"
    card = starter_of(world.thread)
    if act == "notify me":
        await press(world.alice, card, "Notify me")
    else:
        form = await press(world.alice, card, act.title())
        body = "A walk in the evening helped me, too."
        private_text(await submit(world.alice, form, body=body, options=["notify"]))
    assert "Discord didn't" not in private_text(await world.alice.slash(world.lobby, "inbox"))
    await answer_by(world, world.mod)
    assert dm_count(world) == 1


async def test_an_erased_account_that_refused_a_dm_on_its_way_stays_erased(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = forum_world
    await asked(world, "notify")
    send, sent = discord.PartialMessageable.send, set[int]()

    async def sending(
        channel: discord.PartialMessageable, view: discord.ui.LayoutView, nonce: str
    ) -> object:
        if not sent:
            sent.add(channel.id)
            world.gaps.refuse(in_channel(SEND, channel.id), 403, 50007)
            now = world.bot.now()
            await erase(world.bot.database, user_id=world.alice.id, removes=(), now=now)
        return await send(channel, view=view, nonce=nonce)

    monkeypatch.setattr(discord.PartialMessageable, "send", sending)
    await answer_by(world, world.bob)
    assert sent
    assert world.alice.id not in {each.discord_id for each in await rows(world, Account)}
