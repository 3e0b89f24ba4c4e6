"""What is written beneath a question that waits for Discord, while the question is hidden."""

from data.tables import Post
from tests.acceptance.facts import ANSWER, QUESTION, asked, cards, deleted, rows, waiting
from tests.acceptance.test_hiding import hide, unhide
from tests.acceptance.test_lost_cards import settled
from tests.support.calls import FORUM_POST, NEW_THREAD, SEND, THREAD_FROM_MESSAGE, either
from tests.support.moderators import delete_thread
from tests.support.people import answer, ask, press, submit
from tests.support.reading import private_text, reply_of, text_of
from tests.support.worlds import ForumWorld

EVERYTHING_DONE = "✅ Everything is delivered."
SAID = {
    ANSWER: "A walk in the evening helped me.",
    3: "Which way did you go?",
    4: "Since when do you not?",
}
LATER = 60.0  # seconds after which everything that backs off was tried again


async def asked_in_trouble(world: ForumWorld) -> None:
    """Let Alice ask while Discord makes no thread, with an answer and comments beneath."""
    world.gaps.break_server(either(FORUM_POST, NEW_THREAD, SEND), times=None)
    await ask(world.alice, world.lobby)
    await world.carol.slash(world.lobby, "follow", question=str(QUESTION))
    await written(world)


async def written(world: ForumWorld) -> None:
    """Let Bob answer the question, and Carol comment on the answer and on the question."""
    said = await answer(world.bob, world.lobby, SAID[ANSWER], question=str(QUESTION))
    assert "it will appear by itself" in private_text(said)
    for number, on in ((3, ANSWER), (4, QUESTION)):
        form = await world.carol.slash(world.lobby, "comment", question=str(on))
        await submit(world.carol, form, body=SAID[number])


async def healed(world: ForumWorld) -> None:
    world.gaps.heal()
    await world.pass_time(LATER)
    assert await waiting(world) == []
    said = private_text(await world.owner.slash(world.lobby, "forum health"))
    assert EVERYTHING_DONE in said


def stands(world: ForumWorld) -> None:
    """Assert that everything stands once, in its thread, in the order written."""
    assert len(world.threads) == 1
    for number in (QUESTION, *SAID):
        assert len(cards(world, number)) == 1
    texts = [text_of(message) for message in world.thread.history()]
    at = [next(i for i, text in enumerate(texts) if said in text) for said in SAID.values()]
    assert at == sorted(at)


async def news_of_carol(world: ForumWorld) -> int:
    inbox = private_text(await world.carol.slash(world.lobby, "inbox"))
    return inbox.count(SAID[ANSWER])


async def test_it_appears_once_the_question_is_shown_again(either_world: ForumWorld) -> None:
    world = either_world
    await asked_in_trouble(world)
    await hide(world)
    await healed(world)
    assert world.threads == []
    await unhide(world)
    await settled(world)
    stands(world)
    assert await news_of_carol(world) == 1


async def test_it_appears_once_where_the_question_is_shown_in_between(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked_in_trouble(world)
    for _ in range(2):
        await hide(world)
        await unhide(world)
    await healed(world)
    stands(world)
    assert await news_of_carol(world) == 1


async def test_it_appears_where_the_card_had_no_thread_yet(text_world: ForumWorld) -> None:
    world = text_world
    world.gaps.break_server(THREAD_FROM_MESSAGE, times=None)
    await ask(world.alice, world.lobby)
    await written(world)
    await hide(world)
    await healed(world)
    assert world.threads == []
    await unhide(world)
    await settled(world)
    stands(world)


async def test_it_appears_in_place_of_a_thread_that_is_gone(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    world.gaps.break_server(SEND, times=None)
    await written(world)
    await delete_thread(world.mod, world.thread)
    await healed(world)
    assert world.threads == []
    await unhide(world)
    await settled(world)
    stands(world)


async def test_it_can_be_published_after_its_question_was_hidden_with_it(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked_in_trouble(world)
    await hide(world)
    await hide(world, str(ANSWER))
    await healed(world)
    await unhide(world, str(ANSWER))
    await settled(world)
    assert world.threads == []
    await unhide(world)
    await settled(world)
    stands(world)


async def test_nothing_is_left_to_mend_beneath_a_deleted_question(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked_in_trouble(world)
    shown = reply_of(await world.alice.slash(world.lobby, "show", question=str(QUESTION)))
    await deleted(world, world.alice, shown)
    await healed(world)
    assert world.threads == []
    said = private_text(await world.bob.slash(world.lobby, "show", question=str(ANSWER)))
    assert SAID[ANSWER] in said


async def test_what_failed_for_good_is_done_with_a_press(either_world: ForumWorld) -> None:
    """A question that Discord refuses is mended first; what is beneath it follows it."""
    world = either_world
    world.gaps.refuse(either(FORUM_POST, SEND), 400, 50035)
    await ask(world.alice, world.lobby)
    await answer(world.bob, world.lobby, SAID[ANSWER], question=str(QUESTION))
    await world.pass_time(5)
    panel = await world.owner.slash(world.lobby, "forum health")
    assert "Its question isn't published. Mend that one first." in private_text(panel)
    await press(world.owner, reply_of(panel), "Try again now")
    await settled(world)
    assert len(cards(world, QUESTION)) == len(cards(world, ANSWER)) == 1
    assert len(await rows(world, Post)) == ANSWER
