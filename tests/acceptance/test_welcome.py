"""The welcome message, and its three buttons."""

import discord
import pytest

from tests.acceptance.seen import refusal
from tests.support.calls import SEND, in_channel
from tests.support.moderators import deny
from tests.support.people import press, submit
from tests.support.reading import buttons_of, fields_of, private_text, reply_of, text_of
from tests.support.worlds import ForumWorld


def welcome(world: ForumWorld) -> discord.Message:
    """Return the last message in the lobby."""
    return world.lobby.history()[-1]


async def test_it_names_the_server_and_leads_to_what_one_can_do(forum_world: ForumWorld) -> None:
    said = private_text(await forum_world.owner.slash(forum_world.lobby, "forum post-welcome"))
    shown = welcome(forum_world)
    assert said == f"The welcome is posted: {shown.jump_url}"
    text = text_of(shown)
    assert "Welcome to Calm Waters" in text
    assert "where you can ask questions about relationships and mental health" in text
    assert "not professional or emergency care" in text
    assert buttons_of(shown) == ["Ask a question", "Browse", "Help now"]


async def test_ask_a_question_opens_the_form_also_after_a_restart(forum_world: ForumWorld) -> None:
    await press(forum_world.owner, reply_of(forum_world.setup), "Post the welcome here")
    shown = welcome(forum_world)
    await forum_world.restart()
    form = await press(forum_world.alice, shown, "Ask a question")
    assert list(fields_of(form)) == ["title", "details", "display_name", "options"]
    said = private_text(await submit(forum_world.alice, form, title="How do I fall asleep early?"))
    assert "posted as [#1](" in said


@pytest.mark.parametrize("label", ["Browse", "Help now"])
async def test_the_other_buttons_answer_privately(forum_world: ForumWorld, label: str) -> None:
    await forum_world.owner.slash(forum_world.lobby, "forum post-welcome")
    assert private_text(await press(forum_world.bob, welcome(forum_world), label))


async def test_it_can_be_posted_elsewhere(forum_world: ForumWorld) -> None:
    other = forum_world.guild.create_text_channel("rules")
    await forum_world.owner.slash(forum_world.lobby, "forum post-welcome", channel=other)
    assert "Welcome to Calm Waters" in text_of(other.history()[-1])
    assert not forum_world.gaps.tried(in_channel(SEND, forum_world.lobby.id))


async def test_where_the_bot_may_not_write_it_says_so(forum_world: ForumWorld) -> None:
    quiet = forum_world.guild.create_text_channel("quiet")
    await deny(forum_world.env, quiet, "send_messages")
    shown = await forum_world.owner.slash(forum_world.lobby, "forum post-welcome", channel=quiet)
    said = refusal(forum_world, shown)
    assert "**Send Messages**" in said
    assert f"<#{quiet.id}>" in said
    assert not forum_world.gaps.tried(SEND)


async def test_in_a_channel_that_is_hidden_from_the_bot_it_says_so(forum_world: ForumWorld) -> None:
    hidden = forum_world.guild.create_text_channel("hidden")
    await forum_world.env.settle()
    guild = forum_world.bot.get_guild(forum_world.guild.id)
    assert guild is not None
    guild._channels.pop(hidden.id)  # Discord may leave channels out that a bot can't see
    shown = await forum_world.owner.slash(forum_world.lobby, "forum post-welcome", channel=hidden)
    assert "I can't see that channel." in refusal(forum_world, shown)


async def test_it_stands_there_once_when_discords_answer_is_lost(forum_world: ForumWorld) -> None:
    forum_world.gaps.lose_answer(SEND)
    said = private_text(await forum_world.owner.slash(forum_world.lobby, "forum post-welcome"))
    assert said == f"The welcome is posted: {welcome(forum_world).jump_url}"
    texts = [text_of(each) for each in forum_world.lobby.history()]
    assert sum("Welcome to Calm Waters" in each for each in texts) == 1


async def test_a_servers_name_is_shown_as_it_is_written(forum_world: ForumWorld) -> None:
    guild = forum_world.bot.get_guild(forum_world.guild.id)
    assert guild is not None
    guild.name = "*Calm* @everyone [x](https://example.com)"
    await forum_world.owner.slash(forum_world.lobby, "forum post-welcome")
    text = text_of(welcome(forum_world))
    assert "@everyone" not in text
    assert "](https://" not in text


async def test_without_a_forum_the_welcome_waits_for_setup(forum_world: ForumWorld) -> None:
    elsewhere = forum_world.env.create_guild("Elsewhere")
    lobby = elsewhere.create_text_channel("lobby")
    await forum_world.env.settle()
    owner = type(forum_world.owner)(forum_world.env, elsewhere, elsewhere.owner)
    said = refusal(forum_world, await owner.slash(lobby, "forum post-welcome"))
    assert "/forum setup" in said
    assert not forum_world.gaps.tried(SEND)
