"""What comes back after its message was deleted in Discord is what it was before, links and all."""

from tests.acceptance.facts import QUESTION, answered, asked, cards, link_of, post_of, waiting
from tests.acceptance.test_hiding import more, unhide
from tests.support.moderators import delete_messages, new_post, rename
from tests.support.people import press, submit
from tests.support.reading import reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
ANOTHER = "How can I sleep before my exam?"
OTHERS = "What helps to fall asleep at night?"


async def lost_and_back(world: ForumWorld, number: int = QUESTION) -> None:
    """Let a moderator delete the message of a post, and show the post again."""
    (card,) = cards(world, number)
    place = world.channel if card.channel.id == world.channel.id else world.thread
    await delete_messages(world.mod, place, [card])
    await world.pass_time(5)
    await unhide(world, str(number))
    await world.pass_time(10)
    assert len(cards(world, number)) == 1


async def retitled(world: ForumWorld) -> None:
    """Let Alice change the title of her question."""
    form = await press(world.alice, reply_of(await more(world, world.alice)), "Edit")
    await submit(world.alice, form, title=ANOTHER)
    await world.pass_time(10)


async def test_a_thread_of_ours_follows_its_question_as_before(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    await answered(world)
    await lost_and_back(world)
    assert not (await link_of(world)).is_adopted
    (card,) = cards(world, QUESTION)
    assert text_of(card).startswith("###") != world.is_forum_channel, "the thread is named so"
    await retitled(world)
    assert world.thread._channel.name == ANOTHER
    await rename(world.mod, world.thread, OTHERS)
    await world.pass_time(10)
    assert (await post_of(world)).title == OTHERS
    assert await waiting(world) == []


async def test_a_thread_of_somebodys_own_keeps_its_name_as_before(forum_world: ForumWorld) -> None:
    world = forum_world
    await new_post(world.alice, world.channel, "help", "Since March.")
    await world.pass_time(2)
    form = await press(world.alice, world.thread.history()[-1], "Make it a question")
    await submit(world.alice, form, title=TITLE)
    await world.pass_time(3)
    (card,) = cards(world, QUESTION)
    form = await press(world.bob, card, "Answer")
    await submit(world.bob, form, body="A walk in the evening helped me.")
    await world.pass_time(3)
    await lost_and_back(world)
    assert (await link_of(world)).is_adopted
    assert world.fresh(starter_of(world.thread)).content == "Since March."
    await retitled(world)
    assert text_of(cards(world, QUESTION)[0]).startswith(f"### {ANOTHER}")
    await rename(world.mod, world.thread, OTHERS)
    await world.pass_time(10)
    assert (await post_of(world)).title == ANOTHER
