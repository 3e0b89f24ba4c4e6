"""**Post as answer**: what somebody wrote in a thread becomes their answer, by name."""

import discord
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from tests.acceptance.facts import post_of
from tests.acceptance.seen import refusal
from tests.support.people import answer, ask, submit
from tests.support.reading import fields_of, private_text, starter_of, text_of
from tests.support.worlds import ForumWorld

SAID = "A walk in the evening helped me a lot."


async def said(world: ForumWorld, text: str = SAID) -> discord.Message:
    await ask(world.alice, world.lobby)
    await world.pass_time(2)
    await world.bob.send(world.thread, text)
    await world.pass_time(1)
    return world.thread.history()[-1]


async def choose(
    world: ForumWorld, person: MemberActor, message: discord.Message
) -> InteractionResult:
    result: InteractionResult = await person.context_menu(world.thread, "Post as answer", message)
    return result


async def test_a_message_becomes_an_answer_and_stays(forum_world: ForumWorld) -> None:
    world = forum_world
    message = await said(world)
    shown = await choose(world, world.bob, message)
    assert "can't be anonymous" in str(shown.modal)
    fields = fields_of(shown)
    assert fields["body"]["value"] == SAID
    assert [o["value"] for o in fields["options"]["options"]] == ["notify", "spoiler"]
    assert "Your answer is posted" in private_text(await submit(world.bob, shown))
    await world.pass_time(2)
    *_, kept, card = world.thread.history()
    assert kept.id == message.id
    assert text_of(card).startswith(SAID)
    assert f"by <@{world.bob.id}>" in text_of(card)


async def test_a_message_of_any_length_becomes_an_answer_whole(forum_world: ForumWorld) -> None:
    world = forum_world
    message = await said(world)
    # The simulated Discord knows no longer ones, as some accounts may write.
    long = " ".join([SAID] * 120)[:3990] + " THE END."
    world.env.backend.messages[world.thread.id][message.id].content = long
    shown = await choose(world, world.bob, message)
    assert fields_of(shown)["body"]["value"] == long
    assert "Your answer is posted" in private_text(await submit(world.bob, shown))
    assert (await post_of(world, 2)).body == long


async def test_only_ones_own_and_only_beneath_a_question(forum_world: ForumWorld) -> None:
    world = forum_world
    message = await said(world)
    refused = await choose(world, world.carol, message)
    assert "Only a message of your own" in refusal(world, refused)
    await world.bob.send(world.lobby, SAID)
    outside = world.lobby.history()[-1]
    result = await world.bob.context_menu(world.lobby, "Post as answer", outside)
    assert "question" in refusal(world, result)


async def test_whoever_is_anonymous_there_is_kept_from_it(forum_world: ForumWorld) -> None:
    world = forum_world
    message = await said(world)
    await answer(world.bob, starter_of(world.thread), "Mine, anonymously.", options=["anonymous"])
    refused = await choose(world, world.bob, message)
    assert "would tell who" in refusal(world, refused)
