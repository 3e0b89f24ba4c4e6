"""Views, as people make them: with /show and Read all."""

from bot.forum.deliveries import refresh_card
from data.posts import get_post, update_post
from tests.acceptance.facts import asked, post_of
from tests.support.people import press
from tests.support.reading import reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld


async def test_who_opens_a_question_is_counted_once(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    for person in (world.alice, world.bob, world.bob, world.carol):
        await person.slash(world.lobby, "show", question="1")
    await world.pass_time(61)
    assert (await post_of(world)).views == 2
    shown = reply_of(await world.bob.slash(world.lobby, "browse", sort="views"))
    assert "2 views" in text_of(shown)


async def test_read_all_is_a_view_and_a_stop_forgets_none(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    async with world.bot.database.write() as session:
        question = await get_post(session, 1)
        assert question is not None
        await update_post(session, 1, body="As long as on the website. " * 300)
        await refresh_card(session, question, world.bot.now())
    await world.pass_time(2)
    await press(world.bob, starter_of(world.thread), "Read all")
    await world.bot.close()
    await world.come_back()
    assert (await post_of(world)).views == 1
