"""A thread is changed and changed back before the first is heard of: it shows what is so now."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from unittest import mock

import discord
import pytest

from bot.forum import closing, moderation
from bot.forum.summaries import Actor
from bot.publishing import arranging
from bot.publishing.context import Context
from data.tables import AuditEntry, Category
from tests.acceptance.facts import answered, asked, post_of, rows, waiting
from tests.acceptance.test_beneath_hidden import acting
from tests.acceptance.test_hiding import TITLE, hide, is_asleep, unhide
from tests.support.calls import EDIT_CHANNEL
from tests.support.moderators import fall_asleep, rename, retag
from tests.support.news import news_held_back
from tests.support.worlds import ForumWorld

HIDDEN = "Hidden question"


def name_of(world: ForumWorld) -> str:
    """Return what the question's thread is called in Discord."""
    return str(world.env.backend.get_channel(world.thread.id).name)


def tags_of(world: ForumWorld) -> list[str]:
    """Return the names of the tags that stand on the thread in Discord."""
    backend = world.env.backend
    given = {str(each) for each in backend.get_channel(world.thread.id).applied_tags}
    there = backend.get_channel(world.channel.id).available_tags
    return [each["name"] for each in there if str(each["id"]) in given]


@contextmanager
def overtaken(
    act: Callable[[], Awaitable[object]], *, at: str = ""
) -> Iterator[list[dict[str, object]]]:
    """Have something done just before a thread is edited for the first time, or what is `at`.

    Gives what that edit was to change.
    """
    change = arranging._edit
    edits: list[dict[str, object]] = []

    async def slowly(context: Context, thread: discord.Thread, what: dict[str, object]) -> None:
        if not edits and (not at or at in what):
            edits.append(what)
            await act()
        await change(context, thread, what)

    with mock.patch.object(arranging, "_edit", slowly):
        yield edits


async def close(world: ForumWorld) -> None:
    await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")


@pytest.mark.parametrize("never", [False, True])
async def test_what_is_shown_and_hidden_again_shows_no_title(
    either_world: ForumWorld, *, never: bool
) -> None:
    world = either_world
    await asked(world)
    await hide(world)
    await world.carol.send(world.thread, "What was here?")
    assert not is_asleep(world)
    with news_held_back(world, for_good=never):
        await unhide(world)
        assert name_of(world) == TITLE
        await hide(world)
        await world.pass_time(8)
    if never:
        await world.restart()
    await world.pass_time(120)
    assert (name_of(world), is_asleep(world)) == (HIDDEN, True)
    assert await waiting(world) == []


@pytest.mark.parametrize("never", [False, True])
async def test_what_is_hidden_and_shown_again_has_its_title(
    either_world: ForumWorld, *, never: bool
) -> None:
    world = either_world
    await asked(world)
    with news_held_back(world, for_good=never):
        await hide(world)
        await world.pass_time(8)
        await unhide(world)
        await world.pass_time(20)
    if never:
        await world.restart()
    await world.pass_time(60)
    assert (name_of(world), is_asleep(world)) == (TITLE, False)
    assert await waiting(world) == []


async def test_what_is_closed_and_reopened_has_no_tag(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    with news_held_back(world):
        await close(world)
        await world.pass_time(3)
        assert tags_of(world) == ["Closed"]
        await world.mod.slash(world.lobby, "mod reopen", question="1")
        await world.pass_time(8)
    await world.pass_time(60)
    assert (await post_of(world)).closed_at is None
    assert tags_of(world) == []
    assert await waiting(world) == []


@pytest.mark.parametrize("seconds", [8, 75])
async def test_what_is_moved_and_back_is_where_it_was(
    forum_world: ForumWorld, seconds: float
) -> None:
    world = forum_world
    for name in ("Sleep", "Work"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await world.pass_time(3)
    await asked(world)
    numbers = {each.name: each.id for each in await rows(world, Category)}

    async def move(where: str) -> None:
        there = str(numbers[where])
        await world.mod.slash(world.lobby, "mod category", question="1", category=there)
        await world.pass_time(3)

    await move("Sleep")
    with news_held_back(world):
        await move("Work")
        assert tags_of(world) == ["Work"]
        await move("Sleep")
        await world.pass_time(seconds)
    await world.pass_time(60)
    assert (await post_of(world)).category_id == numbers["Sleep"]
    assert tags_of(world) == ["Sleep"]
    assert "tagged in Discord" not in [each.detail for each in await rows(world, AuditEntry)]
    assert await waiting(world) == []


async def test_what_is_reopened_while_it_gets_its_tag_has_none(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)

    async def reopen() -> None:
        actor = Actor(world.mod.id, "mod", is_moderator=True)
        database, now = world.bot.database, world.bot.now()
        await closing.reopen(database, forum_id=1, post_id=1, actor=actor, now=now)
        world.bot.outbox.kick()

    with overtaken(reopen) as edits, news_held_back(world):
        await close(world)
        await world.pass_time(2)
    await world.pass_time(60)
    assert len(edits) == 1
    assert (await post_of(world)).closed_at is None
    assert tags_of(world) == []
    assert await waiting(world) == []


async def test_what_is_shown_while_it_gets_the_name_of_a_hidden_one_has_its_title(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await asked(world)
    unhiding = partial(acting, world, moderation.unhide, world.mod)
    with overtaken(unhiding, at="name") as edits, news_held_back(world):
        await hide(world)
    await world.pass_time(60)
    assert [what["name"] for what in edits] == [HIDDEN]
    assert (name_of(world), is_asleep(world)) == (TITLE, False)
    assert await waiting(world) == []


async def test_what_was_refused_before_does_not_keep_the_name_of_a_hidden_one(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    world.gaps.refuse(EDIT_CHANNEL, 400, 50035)
    await close(world)
    await world.pass_time(3)
    world.gaps.heal()
    with news_held_back(world):
        await hide(world)
        await world.pass_time(8)
        await unhide(world)
        await world.pass_time(20)
    await world.pass_time(60)
    assert name_of(world) == TITLE


async def test_a_title_that_must_wait_to_go_is_not_shown_for_nothing(
    either_world: ForumWorld,
) -> None:
    """Two names in ten minutes are all that Discord takes."""
    world = either_world
    await asked(world)
    await answered(world)
    await fall_asleep(world.thread)
    real, clock = arranging._edit, world.env.backend.clock
    until = clock.now().timestamp() + 500
    tries: list[dict[str, object]] = []

    async def limited(context: Context, thread: discord.Thread, what: dict[str, object]) -> None:
        tries.append(what)
        left = until - clock.now().timestamp()
        if "name" in what and left > 30:
            raise discord.RateLimited(left)
        await real(context, thread, what)

    with mock.patch.object(arranging, "_edit", limited):
        await hide(world)
        for _ in range(40):
            await world.pass_time(20)
    assert (name_of(world), is_asleep(world)) == (HIDDEN, True)
    assert {"archived": False} not in tries
    assert await waiting(world) == []


@pytest.mark.parametrize("never", [False, True])
async def test_what_a_moderator_does_meanwhile_is_taken_over(
    forum_world: ForumWorld, *, never: bool
) -> None:
    world, title = forum_world, "How can I sleep before an exam, says the moderator?"
    for name in ("Sleep", "Work"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await world.pass_time(3)
    await asked(world)
    places = {each.name: each for each in await rows(world, Category)}
    there = str(places["Sleep"].id)
    await world.mod.slash(world.lobby, "mod category", question="1", category=there)
    await world.pass_time(3)
    with news_held_back(world, for_good=never):
        await rename(world.mod, world.thread, title)
        await retag(world.mod, world.thread, [places["Work"].discord_tag_id or 0])
        await close(world)
        await world.pass_time(3)
    if never:
        await world.restart()
    await world.pass_time(120)
    question = await post_of(world)
    assert (question.title, question.category_id) == (title, places["Work"].id)
    assert (name_of(world), sorted(tags_of(world))) == (title, ["Closed", "Work"])
    assert await waiting(world) == []
