"""The form of a New Post thread: its text is its own, and it makes one question at most."""

import discord
import pytest

from tests.acceptance.facts import cards
from tests.acceptance.seen import drafts_in, posts_in
from tests.support.calls import SEND, in_channel
from tests.support.moderators import new_post
from tests.support.people import ask, press, submit
from tests.support.reading import fields_of, private_text
from tests.support.worlds import ForumWorld

MAKE = "Make it a question"
NAME = "I can't sleep at all"
TOO_SHORT = " " * 20 + "."


@pytest.fixture
async def offer(forum_world: ForumWorld) -> discord.Message:
    """Give what the bot replied to Alice's New Post."""
    thread = await new_post(forum_world.alice, forum_world.channel, NAME, "Since March.")
    await forum_world.pass_time(2)
    return thread.history()[-1]


async def test_asking_elsewhere_and_here_keep_their_texts_apart(
    forum_world: ForumWorld, offer: discord.Message
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby, TOO_SHORT, "for another question")
    form = await press(world.alice, offer, MAKE)
    assert fields_of(form)["title"]["value"] == NAME
    assert "value" not in fields_of(form)["details"]
    await submit(world.alice, form, title=TOO_SHORT, details="about my nights")
    assert len(await drafts_in(world)) == 2
    form = await press(world.alice, offer, MAKE)
    assert fields_of(form)["details"]["value"] == "about my nights"
    await submit(world.alice, form, title=NAME)
    assert len(await posts_in(world)) == len(await drafts_in(world)) == 1
    form = await world.alice.slash(world.lobby, "ask")
    assert fields_of(form)["details"]["value"] == "for another question"


async def test_two_open_forms_make_one_question_while_discord_is_broken(
    forum_world: ForumWorld, offer: discord.Message
) -> None:
    world = forum_world
    forms = [await press(world.alice, offer, MAKE) for _ in range(2)]
    world.gaps.break_server(in_channel(SEND, offer.channel.id), times=2)
    first = await submit(world.alice, forms[0], title="Why do I wake up at night?")
    assert "saved as #1" in private_text(first)
    second = await submit(world.alice, forms[1], title="How do I fall asleep early?")
    assert "You already posted this: #1" in private_text(second)
    await world.pass_time(30)
    assert len(await posts_in(world)) == len(cards(world, 1)) == 1
