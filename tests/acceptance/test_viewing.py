"""Views, as people make them: with /show and Read all."""

from tests.acceptance.facts import asked, post_of
from tests.support.people import ask, press
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
    await ask(world.alice, world.lobby, details="_" * 3_500)
    await world.pass_time(2)
    await press(world.bob, starter_of(world.thread), "Read all")
    await world.bot.close()
    await world.come_back()
    assert (await post_of(world)).views == 1
