"""Who moderates: whoever may manage messages in the forum's channel, wherever they press."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType

from data.database import Database
from data.tables import AuditEntry, Block
from tests.acceptance.facts import asked, rows
from tests.acceptance.masked import ask_masked
from tests.acceptance.seen import public_button, refusal
from tests.support.moderators import lock
from tests.support.people import press
from tests.support.reading import buttons_of, private_text, reply_of, starter_of, text_of
from tests.support.worlds import MODERATOR, ForumWorld, World

MANAGE = discord.Permissions(manage_messages=True).value


@pytest.fixture
async def club(forum_world: ForumWorld) -> ChannelHandle:
    """Give a channel that Bob looks after, and nothing else."""
    made = forum_world.guild.create_text_channel("bobs-club")
    await let(forum_world, made, forum_world.bob)
    return made


async def let(world: ForumWorld, channel: ChannelHandle, who: MemberActor) -> None:
    """Let somebody manage messages in a channel."""
    overwrite = Overwrite(who.id, OverwriteType.MEMBER, allow=MANAGE)
    world.env.backend.set_overwrite(channel.id, overwrite)
    await world.env.settle()


async def more(who: MemberActor, where: ChannelHandle) -> list[str]:
    shown = reply_of(await who.slash(where, "show", question="1"))
    return buttons_of(reply_of(await press(who, shown, "More")))


async def test_who_looks_after_another_channel_has_no_powers(
    forum_world: ForumWorld, club: ChannelHandle
) -> None:
    world = forum_world
    await asked(world)
    assert await more(world.bob, club) == await more(world.bob, world.lobby)
    assert "Hide" not in await more(world.bob, club)
    said = await world.bob.slash(club, "mod block", member=world.carol)
    assert refusal(world, said) == "You don't have permission to do that here."
    assert await rows(world, Block) == []
    assert [each.action for each in await rows(world, AuditEntry)] == ["set up"]


async def test_a_moderator_has_theirs_in_every_channel(
    forum_world: ForumWorld, club: ChannelHandle
) -> None:
    await asked(forum_world)
    assert "Hide" in await more(forum_world.mod, club)
    await let(forum_world, forum_world.channel, forum_world.carol)
    assert "Hide" in await more(forum_world.carol, club)


async def test_a_moderator_edits_an_anonymous_question_of_their_own_as_its_author_only(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask_masked(world, world.mod)
    assert "Edit" in await more(world.mod, world.lobby)
    await lock(world.owner, world.thread)
    await world.pass_time(3)
    assert "Edit" not in await more(world.mod, world.lobby)
    assert "closed" in text_of(starter_of(world.thread))


async def test_where_there_is_no_forum_moderators_hear_that(world: World) -> None:
    guild = world.env.create_guild("No forum here")
    role = guild.create_role("Moderator", permissions=MODERATOR)
    mo = guild.add_member(world.env.create_user("mo", global_name="Mo"), roles=[role])
    lobby = guild.create_text_channel("lobby")
    said = await mo.slash(lobby, "mod log", member=mo)
    assert "/forum setup" in refusal(world, said)


async def test_a_busy_database_is_said_to_moderators_too(
    forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = forum_world
    whole = world.bot.database
    monkeypatch.setattr(world.bot, "database", Database("sqlite:////nowhere/forum.db"))
    said = private_text(await world.mod.slash(world.lobby, "mod log", member=world.bob))
    assert said.startswith("I can't save anything right now.")
    assert not world.env.errors, "trouble is no fault of the command"
    monkeypatch.setattr(world.bot, "database", whole)


async def test_who_moderates_hears_what_they_can_do_instead_of_deleting(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    button = await public_button(world, "Delete", "delete:1")
    really = reply_of(await press(world.mod, button, "Delete"))
    said = private_text(await press(world.mod, really, "Delete"))
    assert "Only the person who wrote it can delete it." in said
    assert "**Hide** in More" in said
    assert "Hide" in await more(world.mod, world.lobby)
