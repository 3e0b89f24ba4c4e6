"""`/forum setup`: where questions go, what is missing, what to do next."""

import discord
import pytest
from simcord import SetupError
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType
from sqlmodel import select

from bot.forum.health import health
from data.tables import ChannelKind, Forum
from tests.acceptance.seen import public_button, refusal
from tests.support.calls import SEND, on
from tests.support.moderators import allow_again, delete_channel, deny, invite_with
from tests.support.people import ask, press
from tests.support.reading import buttons_of, private_text, reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld, World

NEXT = ["Add a category", "Post the welcome here", "Check health"]
NEW_CHANNEL = on("POST", "/guilds/*/channels")


async def new_server(world: World) -> tuple[MemberActor, ChannelHandle]:
    """Make a server without a forum; return its owner and a channel to type in."""
    guild = world.env.create_guild("Calm Waters")
    lobby = guild.create_text_channel("lobby")
    await world.env.settle()
    world.gaps.forget()
    return MemberActor(world.env, guild, guild.owner), lobby


async def forums(world: World) -> list[Forum]:
    async with world.bot.database.read() as session:
        return list((await session.exec(select(Forum))).all())


async def test_a_channel_that_is_named_becomes_the_forum(forum_world: ForumWorld) -> None:
    said = private_text(forum_world.setup)
    assert f"questions become threads in <#{forum_world.channel.id}>" in said
    assert "What to do next:" in said
    assert buttons_of(reply_of(forum_world.setup)) == NEXT
    (forum,) = await forums(forum_world)
    assert (forum.channel_id, forum.channel_kind) == (forum_world.channel.id, ChannelKind.FORUM)


async def test_a_text_channel_serves_as_well(text_world: ForumWorld) -> None:
    assert buttons_of(reply_of(text_world.setup)) == NEXT
    (forum,) = await forums(text_world)
    assert (forum.channel_id, forum.channel_kind) == (text_world.channel.id, ChannelKind.TEXT)
    await ask(text_world.alice, text_world.lobby)
    assert "How can I sleep before an exam?" in text_of(starter_of(text_world.thread))


async def test_without_a_channel_one_is_made(world: World) -> None:
    owner, lobby = await new_server(world)
    said = private_text(await owner.slash(lobby, "forum setup"))
    (forum,) = await forums(world)
    made = world.bot.get_channel(forum.channel_id or 0)
    assert isinstance(made, discord.ForumChannel)
    assert made.name == "questions"
    assert made.mention in said
    assert sorted(tag.name for tag in made.available_tags) == ["Answered", "Closed"]


async def test_a_second_run_without_a_channel_keeps_the_first_one(forum_world: ForumWorld) -> None:
    shown = await forum_world.owner.slash(forum_world.lobby, "forum setup")
    assert f"<#{forum_world.channel.id}>" in private_text(shown)
    assert not forum_world.gaps.tried(NEW_CHANNEL)
    (forum,) = await forums(forum_world)
    assert forum.channel_id == forum_world.channel.id


async def test_a_channel_that_is_gone_is_made_anew(forum_world: ForumWorld) -> None:
    await delete_channel(forum_world.channel)
    private_text(await forum_world.owner.slash(forum_world.lobby, "forum setup"))
    (forum,) = await forums(forum_world)
    assert forum.channel_id != forum_world.channel.id
    assert isinstance(forum_world.bot.get_channel(forum.channel_id or 0), discord.ForumChannel)


async def test_where_discord_has_no_forum_channels_a_text_channel_is_made(world: World) -> None:
    owner, lobby = await new_server(world)
    world.gaps.refuse(NEW_CHANNEL, 400, 50024)
    private_text(await owner.slash(lobby, "forum setup"))
    (forum,) = await forums(world)
    assert forum.channel_kind is ChannelKind.TEXT
    assert isinstance(world.bot.get_channel(forum.channel_id or 0), discord.TextChannel)


async def test_where_discord_takes_no_channel_at_all_one_has_to_be_named(world: World) -> None:
    owner, lobby = await new_server(world)
    world.gaps.refuse(NEW_CHANNEL, 400, 30013, times=2)
    said = refusal(world, await owner.slash(lobby, "forum setup"))
    assert said.startswith("Discord doesn't let me make another channel here.")
    assert await forums(world) == []


async def test_a_channel_whose_answer_was_lost_is_not_made_twice(world: World) -> None:
    owner, lobby = await new_server(world)
    world.gaps.lose_answer(NEW_CHANNEL)
    assert "The forum is set up" in private_text(await owner.slash(lobby, "forum setup"))
    assert world.gaps.count(NEW_CHANNEL) == 1


async def test_a_fault_of_discord_makes_no_channel_of_another_kind(world: World) -> None:
    owner, lobby = await new_server(world)
    world.gaps.break_server(NEW_CHANNEL)
    said = private_text(await owner.slash(lobby, "forum setup"))
    assert said == "Discord didn't take that just now. Please try again in a minute."
    assert not world.gaps.done(NEW_CHANNEL)
    assert "The forum is set up" in private_text(await owner.slash(lobby, "forum setup"))


async def test_no_channel_is_made_that_the_bot_could_not_use(world: World) -> None:
    owner, lobby = await new_server(world)
    permissions = discord.Permissions.text()
    permissions.manage_channels = True
    permissions.manage_threads = False
    await invite_with(owner.guild, permissions)
    said = private_text(await owner.slash(lobby, "forum setup"))
    assert "I lack **Manage Threads**. Open Server Settings › Roles" in said
    assert "Nothing was changed." in said
    assert not world.gaps.tried(NEW_CHANNEL)
    assert await forums(world) == []


async def test_missing_permissions_are_named_and_nothing_is_changed(
    forum_world: ForumWorld,
) -> None:
    other = forum_world.guild.create_forum_channel("elsewhere")
    await deny(forum_world.env, other, "add_reactions", "send_messages_in_threads")
    shown = await forum_world.owner.slash(forum_world.lobby, "forum setup", channel=other)
    said = private_text(shown)
    assert "**Send Messages in Threads**, **Add Reactions**" in said
    assert f"<#{other.id}>" in said
    assert "Permissions" in said
    assert "Nothing was changed." in said
    assert "**View Channel**" not in said
    assert buttons_of(reply_of(shown)) == []
    (forum,) = await forums(forum_world)
    assert forum.channel_id == forum_world.channel.id


async def test_once_allowed_the_second_run_succeeds(forum_world: ForumWorld) -> None:
    other = forum_world.guild.create_text_channel("elsewhere")
    await deny(forum_world.env, other, "send_messages")
    await forum_world.owner.slash(forum_world.lobby, "forum setup", channel=other)
    await allow_again(forum_world.env, other)
    shown = await forum_world.owner.slash(forum_world.lobby, "forum setup", channel=other)
    assert buttons_of(reply_of(shown)) == NEXT
    (forum,) = await forums(forum_world)
    assert (forum.channel_id, forum.channel_kind) == (other.id, ChannelKind.TEXT)


async def test_a_hidden_channel_is_said_to_be_hidden(forum_world: ForumWorld) -> None:
    hidden = forum_world.guild.create_forum_channel("hidden")
    await deny(forum_world.env, hidden, "view_channel")
    shown = await forum_world.owner.slash(forum_world.lobby, "forum setup", channel=hidden)
    said = private_text(shown)
    assert "**View Channel**" in said
    (forum,) = await forums(forum_world)
    assert forum.channel_id == forum_world.channel.id


async def test_making_a_channel_needs_a_permission(world: World) -> None:
    owner, lobby = await new_server(world)
    permissions = discord.Permissions.text()
    permissions.manage_threads = True
    await invite_with(owner.guild, permissions)
    said = refusal(world, await owner.slash(lobby, "forum setup"))
    assert "**Manage Channels**" in said
    assert not world.gaps.tried(NEW_CHANNEL)


async def test_a_forum_channels_own_name_for_a_permission_is_said(forum_world: ForumWorld) -> None:
    other = forum_world.guild.create_forum_channel("elsewhere")
    await deny(forum_world.env, other, "send_messages", "manage_channels")
    said = private_text(
        await forum_world.owner.slash(forum_world.lobby, "forum setup", channel=other)
    )
    assert "**Send Messages**, **Manage Channels**" in said
    assert "**Create Posts**" in said


async def test_members_who_may_not_write_in_threads_are_noticed(forum_world: ForumWorld) -> None:
    backend, everyone = forum_world.env.backend, forum_world.guild.id
    denied = discord.Permissions(send_messages_in_threads=True).value
    backend.set_overwrite(
        forum_world.channel.id, Overwrite(everyone, OverwriteType.ROLE, deny=denied)
    )
    allowed = Overwrite(backend.bot_user.id, OverwriteType.MEMBER, allow=denied)
    backend.set_overwrite(forum_world.channel.id, allowed)
    await forum_world.env.settle()
    said = private_text(await forum_world.owner.slash(forum_world.lobby, "forum setup"))
    assert "The forum is set up" in said
    assert "Members can't write in threads there" in said
    assert "Allow **Send Messages in Threads** for @everyone." in said


async def test_only_those_who_manage_the_server_have_the_command(forum_world: ForumWorld) -> None:
    with pytest.raises(SetupError):
        await forum_world.alice.slash(forum_world.lobby, "forum setup")


async def test_a_bot_that_was_removed_breaks_nothing(
    forum_world: ForumWorld, caplog: pytest.LogCaptureFixture
) -> None:
    await ask(forum_world.alice, forum_world.lobby)
    await deny(forum_world.env, forum_world.channel, "send_messages")
    await ask(forum_world.bob, forum_world.lobby, "Does a walk in the evening help?")
    forum_world.env.backend.remove_guild(forum_world.guild.id)
    await forum_world.env.settle()
    await forum_world.restart()
    await forum_world.pass_time(630)
    assert forum_world.env.errors == []
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []
    (forum,) = await forums(forum_world)
    (trouble,) = (await health(forum_world.bot.database, forum.id or 0)).troubles
    assert (trouble.reason, trouble.is_final) == ("UnknownChannel", True)


async def test_without_manage_channels_categories_work_and_setup_says_what_lacks(
    forum_world: ForumWorld,
) -> None:
    await deny(forum_world.env, forum_world.channel, "manage_channels")
    shown = await forum_world.owner.slash(
        forum_world.lobby, "forum setup", channel=forum_world.channel
    )
    said = private_text(shown)
    assert "**Manage Channels**" in said
    assert "aren't shown as tags" in said
    assert buttons_of(reply_of(shown)) == NEXT


async def test_a_second_run_keeps_the_questions(forum_world: ForumWorld) -> None:
    await ask(forum_world.alice, forum_world.lobby)
    other = forum_world.guild.create_forum_channel("elsewhere")
    await forum_world.owner.slash(forum_world.lobby, "forum setup", channel=other)
    assert len(await forums(forum_world)) == 1
    await ask(forum_world.bob, forum_world.lobby, "Does a walk in the evening help?")
    assert len(other.threads) == len(forum_world.channel.threads) == 1
    card = private_text(await forum_world.carol.slash(forum_world.lobby, "show", question="1"))
    assert "How can I sleep before an exam?" in card


async def test_what_failed_for_want_of_a_channel_goes_on_after_setup(
    forum_world: ForumWorld,
) -> None:
    await delete_channel(forum_world.channel)
    said = private_text(await ask(forum_world.alice, forum_world.lobby))
    assert "saved as #1" in said
    other = forum_world.guild.create_forum_channel("elsewhere")
    await forum_world.owner.slash(forum_world.lobby, "forum setup", channel=other)
    await forum_world.pass_time(2)
    assert [thread.name for thread in other.threads] == ["How can I sleep before an exam?"]


@pytest.mark.parametrize("custom_id", ["category:0", "welcome:0", "health:0", "retry:1"])
async def test_only_those_who_manage_the_server_press_the_buttons(
    forum_world: ForumWorld, custom_id: str
) -> None:
    copied = await public_button(forum_world, "Copied", custom_id)
    forum_world.gaps.forget()
    said = private_text(await press(forum_world.alice, copied, "Copied"))
    assert said == "You don't have permission to do that here."
    assert not forum_world.gaps.done(SEND)


async def test_the_buttons_work_after_a_restart(forum_world: ForumWorld) -> None:
    await forum_world.restart()
    shown = await press(forum_world.owner, reply_of(forum_world.setup), "Check health")
    assert "Health of the forum" in private_text(shown)


@pytest.mark.parametrize(
    ("command", "option"),
    [("hide", "post"), ("unhide", "post"), ("close", "question"), ("reopen", "question")],
)
async def test_moderators_are_told_that_there_is_no_forum_yet(
    world: World, command: str, option: str
) -> None:
    owner, lobby = await new_server(world)
    said = private_text(await owner.slash(lobby, f"mod {command}", **{option: "1"}))
    assert said == "This server has no forum yet. Someone with Manage Server can run /forum setup."
    assert not world.env.errors
