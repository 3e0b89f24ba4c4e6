"""Closed and Answered say what is so, also where a thread slept when they were changed."""

import pytest

from bot.forum import closing
from bot.forum.summaries import Actor
from data.tables import AuditEntry, Delivery, DeliveryState
from tests.acceptance.facts import QUESTION, answered, asked, post_of, rows, tags_of, waiting
from tests.acceptance.test_tags_in_discord import Act, tag, unheard
from tests.support.calls import EDIT_CHANNEL, in_channel
from tests.support.moderators import fall_asleep, retag, unarchive
from tests.support.people import press
from tests.support.worlds import ForumWorld

CLOSED, ANSWERED = "Closed", "Answered"


async def asleep(world: ForumWorld, *true: str) -> None:
    """Have a question of which this is so in a thread that has slept for long."""
    await asked(world)
    card = await answered(world)
    if CLOSED in true:
        await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")
    if ANSWERED in true:
        await press(world.alice, card, "Best answer")
    await world.pass_time(10)
    assert sorted(tags_of(world)) == sorted(true)
    await fall_asleep(world.thread)
    await world.pass_time(100)
    world.gaps.forget()


async def put(world: ForumWorld, *names: str) -> None:
    """Let a moderator replace the tags, which opens the thread."""
    await retag(world.mod, world.thread, [await tag(world, name) for name in names])


def edits(world: ForumWorld) -> int:
    """Return how often the bot changed the thread, or tried to."""
    return len(world.gaps.tried(in_channel(EDIT_CHANNEL, world.thread.id)))


async def nothing_was_taken_over(world: ForumWorld) -> bool:
    """Tell whether the tags moved, closed and chose nothing, and nothing is left to do."""
    acts = [each.detail for each in await rows(world, AuditEntry) if "Discord" in each.detail]
    return acts == [] and await waiting(world) == []


async def _close(world: ForumWorld) -> None:
    await closing.close(
        world.bot.database,
        forum_id=1,
        post_id=QUESTION,
        actor=Actor(world.mod.id, "Mod", is_moderator=True),
        reason="Solved",
        now=world.bot.now(),
    )


async def _reopen(world: ForumWorld) -> None:
    by = Actor(world.mod.id, "Mod", is_moderator=True)
    await closing.reopen(
        world.bot.database, forum_id=1, post_id=QUESTION, actor=by, now=world.bot.now()
    )


@pytest.mark.parametrize(
    ("true", "hand"),
    [
        ([], [CLOSED]),
        ([], [ANSWERED]),
        ([], [CLOSED, ANSWERED]),
        ([CLOSED], []),
        ([ANSWERED], []),
        ([ANSWERED, CLOSED], []),
        ([CLOSED], [ANSWERED]),
        ([ANSWERED], [CLOSED]),
    ],
)
async def test_what_wakes_a_thread_does_not_change_what_is_so(
    forum_world: ForumWorld, true: list[str], hand: list[str]
) -> None:
    world = forum_world
    await asleep(world, *true)
    await put(world, *hand)
    await world.pass_time(30)
    assert sorted(tags_of(world)) == sorted(true)
    assert edits(world) == 1
    post = await post_of(world)
    assert (post.closed_at is not None) == (CLOSED in true)
    assert (post.best_answer_id is not None) == (ANSWERED in true)
    assert await nothing_was_taken_over(world)


async def test_what_stood_there_a_moment_ago_is_no_excuse(forum_world: ForumWorld) -> None:
    """The bot put the tag there itself within a minute, and took it off again."""
    world = forum_world
    await asleep(world)
    await put(world)
    for act in (_close, _reopen):
        await act(world)
        await world.pass_time(3)
    await fall_asleep(world.thread)
    await put(world, CLOSED)
    await world.pass_time(30)
    assert tags_of(world) == []


async def closed_while_the_bot_is_away(world: ForumWorld) -> None:
    """Have a sleeping, answered question's thread tagged as closed while nobody hears of it."""
    await asleep(world, ANSWERED)
    closed = await tag(world, CLOSED)
    await world.bot.close()
    await retag(world.mod, world.thread, [closed])


async def test_what_was_changed_while_the_bot_was_away_is_set_right(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await closed_while_the_bot_is_away(world)
    await world.come_back()
    await world.pass_time(60)
    assert tags_of(world) == [ANSWERED]
    assert edits(world) == 1


async def test_what_sleeps_with_wrong_tags_sleeps_on_until_it_is_opened(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await closed_while_the_bot_is_away(world)
    await fall_asleep(world.thread)
    await world.come_back()
    await world.pass_time(60)
    assert edits(world) == 0
    await unarchive(world.alice, world.thread)
    await world.pass_time(30)
    assert tags_of(world) == [ANSWERED]
    assert edits(world) == 1


async def test_tags_that_are_right_cost_nothing(forum_world: ForumWorld) -> None:
    world = forum_world
    await asleep(world, ANSWERED)
    await put(world, ANSWERED)
    await world.pass_time(30)
    await fall_asleep(world.thread)
    await unarchive(world.alice, world.thread)
    await world.restart()
    await world.pass_time(60)
    assert tags_of(world) == [ANSWERED]
    assert edits(world) == 0


@pytest.mark.parametrize("acts", [[_close], [_close, _reopen]])
async def test_what_the_bot_puts_on_a_sleeper_is_arranged_once(
    forum_world: ForumWorld, acts: list[Act]
) -> None:
    """Whatever the bot hears of its own tags, and however late, leads to no more requests."""
    world = forum_world
    await asleep(world, ANSWERED)
    with unheard(world) as events:
        for act in acts:
            await act(world)
            await world.pass_time(5)
    made = edits(world)
    for event in events:
        world.env._gateway_feed(*event)
        await world.pass_time(2)
    await world.pass_time(60)
    true = [ANSWERED, CLOSED] if acts == [_close] else [ANSWERED]
    assert sorted(tags_of(world)) == sorted(true)
    assert edits(world) - made <= len(acts) - 1, "a stale one is looked into, once"
    assert await waiting(world) == []
    made = edits(world)
    await world.restart()
    await world.pass_time(60)
    assert edits(world) == made


async def test_what_discord_refused_for_good_is_not_tried_at_each_start(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asleep(world)
    world.gaps.refuse(in_channel(EDIT_CHANNEL, world.thread.id), 400, 50035, times=None)
    await put(world, CLOSED)
    await world.pass_time(30)
    for _ in range(2):
        await world.restart()
        await world.pass_time(30)
    assert edits(world) == 1
    (failed,) = await rows(world, Delivery)
    assert failed.state is DeliveryState.FAILED
