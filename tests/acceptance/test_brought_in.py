"""A question from the website is answered in Discord, where nobody has seen it yet."""

from data.posts import insert_post
from data.tables import PostKind, PostOrigin
from tests.acceptance.facts import waiting
from tests.support.people import submit
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld


async def test_its_thread_is_made_and_the_answer_stands_in_it(either_world: ForumWorld) -> None:
    world = either_world
    async with world.bot.database.write() as session:
        number = await insert_post(
            session,
            forum_id=1,
            kind=PostKind.QUESTION,
            origin=PostOrigin.WEBSITE,
            title="How did you begin?",
            body="As on the website",
            alias="Visitor",
            created_at=world.bot.now(),
        )
    form = await world.bob.slash(world.lobby, "answer", question=str(number))
    await submit(world.bob, form, body="With a walk every evening.")
    await world.pass_time(5)
    assert "As on the website" in text_of(starter_of(world.thread))
    assert "With a walk every evening." in text_of(world.thread.history()[-1])
    assert {kind for kind, _ in await waiting(world)} <= {"seed_reactions"}
