"""**Edit post** in a message's menu: the form of **Edit**, on whatever post the message shows."""

import discord
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from tests.acceptance.facts import answered, asked, post_of
from tests.acceptance.seen import refusal
from tests.acceptance.test_commenting import comment
from tests.support.moderators import new_post
from tests.support.people import press, submit
from tests.support.reading import fields_of, private_text, starter_of, text_of
from tests.support.worlds import ForumWorld


async def choose(
    world: ForumWorld, person: MemberActor, message: discord.Message
) -> InteractionResult:
    is_inside = message.channel.id == world.thread.id
    channel = world.thread if is_inside else world.channel
    result: InteractionResult = await person.context_menu(channel, "Edit post", message)
    return result


async def test_its_author_edits_a_question(either_world: ForumWorld) -> None:
    world = either_world
    card = await asked(world)
    form = await choose(world, world.alice, card)
    assert fields_of(form)["title"]["value"] == "How can I sleep before an exam?"
    saved = await submit(world.alice, form, details="Since Monday I lie awake.")
    assert "Your changes to #1 are saved" in private_text(saved)
    await world.pass_time(2)
    assert "Since Monday I lie awake." in text_of(world.fresh(card))


async def test_answers_and_comments_likewise_and_for_moderators(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    await comment(world.carol, card)
    await world.pass_time(2)
    *_, remark = world.thread.history()
    edited = await choose(world, world.mod, card)
    await submit(world.mod, edited, body="A walk in the evening helps.")
    await submit(world.carol, await choose(world, world.carol, remark), body="How soon?  Days?")
    assert [(await post_of(world, number)).body for number in (2, 3)] == [
        "A walk in the evening helps.",
        "How soon?  Days?",
    ]


async def test_others_are_told_who_may(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    assert "Only the person who wrote it" in refusal(world, await choose(world, world.carol, card))


async def test_what_shows_no_post_says_where_to_use_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await world.alice.send(world.thread, "Thank you all!")
    said = refusal(world, await choose(world, world.alice, world.thread.history()[-1]))
    assert said == "Use this on the card of a question, an answer or a comment."


async def test_the_message_that_began_its_thread_is_the_question_s(forum_world: ForumWorld) -> None:
    world = forum_world
    thread = await new_post(world.alice, world.channel, "I can't sleep at all", "Since March.")
    await world.pass_time(2)
    first, offer = thread.history()
    await submit(world.alice, await press(world.alice, offer, "Make it a question"))
    await world.pass_time(2)
    form = await choose(world, world.alice, first)
    assert "details" in fields_of(form)


async def test_its_anonymous_author_alone_gets_the_form(forum_world: ForumWorld) -> None:
    world = forum_world
    form = await world.alice.slash(world.lobby, "ask")
    await submit(world.alice, form, title="Am I alone with this?", options=["anonymous"])
    await world.pass_time(900)
    card = starter_of(world.thread)
    assert "details" in fields_of(await choose(world, world.alice, card))
    assert "Only the person who wrote it" in refusal(world, await choose(world, world.carol, card))
