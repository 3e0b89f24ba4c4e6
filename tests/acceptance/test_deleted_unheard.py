"""A thread was deleted in Discord, and what is done then hears of it by Discord's refusal."""

import pytest

from data.tables import Post, PostState
from tests.acceptance.facts import answered, asked, link_of, rows, waiting
from tests.acceptance.test_hiding import hide, more
from tests.support.calls import on
from tests.support.moderators import fall_asleep
from tests.support.news import news_held_back
from tests.support.people import press
from tests.support.reading import reply_of, text_of
from tests.support.worlds import ForumWorld


def delete_unheard(world: ForumWorld) -> None:
    world.env.backend.delete_channel(world.thread.id)


async def test_a_question_is_hidden(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    await answered(world)
    with news_held_back(world, "THREAD_DELETE"):
        delete_unheard(world)
        await hide(world)
        await world.pass_time(20)
    await world.pass_time(60)
    assert await waiting(world) == []


async def test_a_question_is_closed(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    with news_held_back(world, "THREAD_DELETE"):
        delete_unheard(world)
        await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")
        await world.pass_time(20)
    await world.pass_time(60)
    assert await waiting(world) == []


async def test_its_author_deletes_a_question(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    with news_held_back(world, "THREAD_DELETE"):
        delete_unheard(world)
        menu = await more(world, world.alice, 1)
        really = await press(world.alice, reply_of(menu), "Delete")
        await press(world.alice, reply_of(really), "Delete")
        await world.pass_time(20)
    await world.pass_time(60)
    assert (await link_of(world)).gone_at is not None
    assert "exam" not in "".join(text_of(each) for each in world.channel.history())
    assert await waiting(world) == []


@pytest.mark.parametrize("hidden", ["1", "2"])
@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_it_is_deleted_between_two_requests(
    either_world: ForumWorld, method: str, hidden: str
) -> None:
    world = either_world
    await asked(world)
    await answered(world)
    await fall_asleep(world.thread)
    path = f"/channels/{world.thread.id}"
    done: list[str] = []

    def delete_it(asked_by: str, where: str) -> bool:
        if not done and (asked_by, where) == (method, path):
            done.append(where)
            delete_unheard(world)
        return False

    world.gaps.fail(delete_it, RuntimeError)
    await hide(world, hidden)
    await world.pass_time(60)
    assert done
    assert await waiting(world) == []


async def test_a_404_without_a_code_is_no_deleting(either_world: ForumWorld) -> None:
    """Something on the way to Discord may know nothing of it."""
    world = either_world
    await asked(world)
    world.gaps.refuse(on("GET", f"/channels/{world.thread.id}"), 404, 0, times=None)
    await hide(world)
    await world.pass_time(60)
    world.gaps.heal()
    await world.pass_time(120)
    assert world.env.backend.get_channel(world.thread.id).name == "Hidden question"
    assert await waiting(world) == []


@pytest.mark.parametrize("method", ["GET", "DELETE", "GET messages"])
async def test_a_404_without_a_code_leaves_nothing_of_what_its_author_deletes(
    either_world: ForumWorld, method: str
) -> None:
    world = either_world
    await asked(world)
    menu = await more(world, world.alice, 1)
    really = await press(world.alice, reply_of(menu), "Delete")
    said, _, inside = method.partition(" ")
    path = f"/channels/{world.thread.id}" + (f"/{inside}" if inside else "")
    world.gaps.refuse(on(said, path), 404, 0, times=1)
    await press(world.alice, reply_of(really), "Delete")
    await world.pass_time(120)
    assert world.threads == []
    assert "exam" not in "".join(text_of(each) for each in world.channel.history())
    assert await waiting(world) == []


async def test_a_404_without_a_code_at_a_start_is_no_deleting(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    await answered(world)
    await world.bot.close()
    world.gaps.refuse(on("GET", f"/channels/{world.thread.id}/messages/*"), 404, 0, times=2)
    await world.restart()
    await world.pass_time(300)
    assert {each.state for each in await rows(world, Post)} == {PostState.VISIBLE}
