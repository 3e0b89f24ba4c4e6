"""A question from the website is answered in Discord, where nobody has seen it yet."""

from tests.acceptance.facts import waiting
from tests.acceptance.seen import brought_in
from tests.support.people import submit
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld


async def test_its_thread_is_made_and_the_answer_stands_in_it(either_world: ForumWorld) -> None:
    world = either_world
    number = await brought_in(world)
    form = await world.bob.slash(world.lobby, "answer", question=str(number))
    await submit(world.bob, form, body="With a walk every evening.")
    await world.pass_time(5)
    assert "As on the website" in text_of(starter_of(world.thread))
    assert "With a walk every evening." in text_of(world.thread.history()[-1])
    assert {kind for kind, _ in await waiting(world)} <= {"seed_reactions"}
