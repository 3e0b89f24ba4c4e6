"""A thread's tags: a person's change moves the question, the bot's own never does."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import discord
import pytest

from bot.forum import edits, moving
from bot.forum.categories import add
from bot.forum.summaries import Actor
from data.tables import AuditEntry, Category
from tests.acceptance.facts import answered, post_of, rows, tags_of
from tests.acceptance.test_hiding import hide, unhide
from tests.support.moderators import fall_asleep, new_post, retag, unarchive
from tests.support.people import ask, press, submit
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld

Act = Callable[[ForumWorld], Awaitable[object]]
# By their names, or by what fits into a tag of theirs, the last two share one.
SHARING = [
    ("Family", "Work", "Sleep", "Sleep"),
    ("Family", "Work", "Sleeping badly at night", "Sleeping badly at noon"),
    ("Family", "Work", "Sleep", "sLEEP"),
]


async def made(world: ForumWorld, *names: str, under: tuple[int, ...] = ()) -> list[int]:
    """Add categories, at the top or one beneath each of others; return their numbers."""
    found = []
    for place, name in enumerate(names):
        number = await add(
            world.bot.database,
            forum_id=1,
            actor=Actor(world.owner.id, "Owner"),
            name=name,
            parent_id=under[place] if under else None,
            now=world.bot.now(),
        )
        found.append(number)
    await world.pass_time(5)
    return found


async def asked_in(world: ForumWorld, category_id: int) -> None:
    await ask(world.alice, world.lobby, command={"category": str(category_id)})
    await world.pass_time(5)


async def moves(world: ForumWorld) -> list[str]:
    """Return how questions were moved, as it is logged."""
    return [entry.detail for entry in await rows(world, AuditEntry) if entry.action == "move"]


async def tag(world: ForumWorld, name: str) -> int:
    """Return the number of a tag of the forum's channel."""
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.ForumChannel)
    return next(each.id for each in channel.available_tags if each.name == name)


async def retagged(world: ForumWorld, *names: str) -> None:
    await retag(world.mod, world.thread, [await tag(world, name) for name in names])
    await world.pass_time(30)


async def _close(world: ForumWorld) -> None:
    await world.mod.slash(world.lobby, "mod close", question="1", reason="Solved")


async def _choose(world: ForumWorld) -> None:
    await press(world.alice, await answered(world), "Best answer")


async def _hide_and_show(world: ForumWorld) -> None:
    await hide(world)
    await world.pass_time(10)
    await unhide(world)


async def _add_a_tag(world: ForumWorld) -> None:
    await retag(world.mod, world.thread, [await tag(world, "Closed"), *_applied(world)])


def _applied(world: ForumWorld) -> list[int]:
    return list(world.env.backend.get_channel(world.thread.id).applied_tags)


@pytest.mark.parametrize("act", [_close, _choose, _hide_and_show, _add_a_tag])
@pytest.mark.parametrize("names", SHARING)
@pytest.mark.parametrize("place", [0, 1])
async def test_categories_that_share_a_tag_keep_their_questions(
    forum_world: ForumWorld, names: tuple[str, ...], act: Act, place: int
) -> None:
    world = forum_world
    tops = await made(world, *names[:2])
    beneath = await made(world, *names[2:], under=tuple(tops))
    await asked_in(world, beneath[place])
    await act(world)
    await world.pass_time(30)
    assert (await post_of(world)).category_id == beneath[place]
    assert f"in {names[place]} › {names[2 + place]}" in text_of(starter_of(world.thread))
    assert await moves(world) == []


async def test_a_shared_tag_means_the_nearest_category(forum_world: ForumWorld) -> None:
    world = forum_world
    family, work = await made(world, "Family", "Work")
    await made(world, "Sleep", "Sleep", under=(family, work))
    (stress,) = await made(world, "Stress", under=(work,))
    await asked_in(world, stress)
    await retagged(world, "Sleep")
    assert "in Work › Sleep" in text_of(starter_of(world.thread))
    assert await moves(world) == ["tagged in Discord"]


async def test_a_shared_tag_means_the_first_one_where_none_is_near(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    family, work, love = await made(world, "Family", "Work", "Love")
    await made(world, "Sleep", "Sleep", under=(work, family))
    await asked_in(world, love)
    await retagged(world, "Sleep")
    assert "in Family › Sleep" in text_of(starter_of(world.thread))


async def test_another_tag_beside_its_own_moves_nothing_until_its_own_is_taken_off(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    sleep, work = await made(world, "Sleep", "Work")
    await asked_in(world, sleep)
    await retagged(world, "Sleep", "Work")
    assert (await post_of(world)).category_id == sleep
    await retagged(world, "Work")
    assert (await post_of(world)).category_id == work
    assert tags_of(world) == ["Work"]


async def test_the_tag_of_a_move_that_another_overtook_is_no_act(forum_world: ForumWorld) -> None:
    """The second moderator is quicker than Discord's answer to the first one's move."""
    world = forum_world
    sleep, work, love = await made(world, "Sleep", "Work", "Love")
    await asked_in(world, sleep)
    by = Actor(world.mod.id, "Mod", is_moderator=True)
    overtaken: list[discord.Thread] = []
    edit: Callable[..., Awaitable[object]] = discord.Thread.edit

    async def overtake(thread: discord.Thread, **what: object) -> object:
        if "applied_tags" in what and not overtaken:
            overtaken.append(thread)
            now = world.bot.now()
            await moving.move(
                world.bot.database, forum_id=1, post_id=1, category_id=love, actor=by, now=now
            )
        return await edit(thread, **what)

    with mock.patch.object(discord.Thread, "edit", overtake):
        await world.mod.slash(world.lobby, "mod category", category=str(work), question="1")
        await world.pass_time(30)
    assert overtaken
    assert (await post_of(world)).category_id == love
    assert tags_of(world) == ["Love"]
    assert await moves(world) == ["", ""]


async def test_what_the_bot_did_is_no_act_however_late_it_is_heard(
    forum_world: ForumWorld,
) -> None:
    """Discord tells of two moves and two titles only after both were made."""
    world = forum_world
    sleep, work, love = await made(world, "Sleep", "Work", "Love")
    await asked_in(world, sleep)
    with unheard(world) as events:
        for category in (work, love):
            await _moved(world, category)
    for event in events:
        world.env._gateway_feed(*event)
        await world.pass_time(2)
    assert (await post_of(world)).category_id == love
    assert await moves(world) == ["", ""]


@contextmanager
def unheard(world: ForumWorld) -> Iterator[list[tuple[object, ...]]]:
    """Hold back what Discord tells the bot; it is collected."""
    held: list[tuple[object, ...]] = []
    subscribers, feed = world.env.backend.subscribers, world.env._gateway_feed

    def hold(*event: object) -> None:
        held.append(event)

    subscribers[subscribers.index(feed)] = hold
    yield held
    subscribers[subscribers.index(hold)] = feed
    assert held


async def _moved(world: ForumWorld, category_id: int) -> None:
    by = Actor(world.mod.id, "Mod", is_moderator=True)
    await moving.move(
        world.bot.database,
        forum_id=1,
        post_id=1,
        category_id=category_id,
        actor=by,
        now=world.bot.now(),
    )
    await world.pass_time(5)


async def test_a_moderators_tag_counts_just_after_the_bots_own(forum_world: ForumWorld) -> None:
    world = forum_world
    sleep, work, _ = await made(world, "Sleep", "Work", "Love")
    await asked_in(world, sleep)
    await _moved(world, work)
    for name in ("Love", "Work", "Sleep"):
        await retag(world.mod, world.thread, [await tag(world, name)])
        await world.pass_time(1)
        assert f"in {name}" in text_of(starter_of(world.thread))
    assert await moves(world) == ["", *["tagged in Discord"] * 3]


@pytest.mark.parametrize(("does", "label"), [(_close, "Closed"), (_choose, "Answered")])
async def test_retagging_leaves_what_says_closed_or_answered(
    forum_world: ForumWorld, does: Act, label: str
) -> None:
    family, *_ = await made(forum_world, "Family", "Work")
    await asked_in(forum_world, family)
    await does(forum_world)
    await forum_world.pass_time(10)
    await retagged(forum_world, "Work")
    assert sorted(tags_of(forum_world)) == sorted([label, "Work"])
    await retagged(forum_world, "Work", "Closed", "Answered")
    assert sorted(tags_of(forum_world)) == sorted([label, "Work"])


async def test_a_tag_that_discord_refused_to_change_moves_nothing_back(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    sleep, work = await made(world, "Sleep", "Work")
    await asked_in(world, sleep)
    world.gaps.refuse(
        lambda method, path: method == "PATCH" and path == f"/channels/{world.thread.id}",
        400,
        50035,
        times=None,
    )
    await _moved(world, work)
    assert tags_of(world) == ["Sleep"]
    await world.restart()
    await world.pass_time(30)
    assert (await post_of(world)).category_id == work


async def test_a_thread_that_slept_while_its_category_went_stays_with_its_question(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    family, work, love = await made(world, "Family", "Work", "Love")
    first, _ = await made(world, "Sleep", "Sleep", under=(family, work))
    await asked_in(world, first)
    await fall_asleep(world.thread)
    await world.owner.slash(
        world.lobby, "forum category remove", category=str(first), move_to=str(love)
    )
    await world.pass_time(120)
    await unarchive(world.alice, world.thread)
    await world.pass_time(30)
    assert (await post_of(world)).category_id == love
    assert tags_of(world) == ["Love"]
    assert len(await rows(world, Category)) == 4


async def test_titles_that_are_heard_late_are_no_acts(forum_world: ForumWorld) -> None:
    """A former title stands for a moment: its author's edit of before, not a moderator's."""
    world = forum_world
    await ask(world.alice, world.lobby)
    await world.pass_time(5)
    with unheard(world) as events:
        for title in ("The second title of them all?", "The third title of them all?"):
            await edits.edit(
                world.bot.database,
                forum_id=1,
                post_id=1,
                revision=(await post_of(world)).revision,
                actor=Actor(world.alice.id, "Alice"),
                title=title,
                body="",
                now=world.bot.now(),
            )
            await world.pass_time(5)
    for event in events:
        world.env._gateway_feed(*event)
        await world.pass_time(2)
    post = await post_of(world)
    assert (post.title, post.revision) == ("The third title of them all?", 3)


async def test_a_new_post_gets_the_tag_of_the_category_that_was_chosen(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    sleep, _ = await made(world, "Sleep", "Work")
    tags = [await tag(world, "Work")]
    thread = await new_post(world.alice, world.channel, "I can't sleep", "At all.", tags=tags)
    await world.pass_time(3)
    form = await press(world.alice, thread.history()[-1], "Make it a question")
    await submit(world.alice, form, details="Since March.", category=[str(sleep)])
    await world.pass_time(5)
    assert tags_of(world) == ["Sleep"]
    await world.restart()
    await world.pass_time(10)
    assert (await post_of(world)).category_id == sleep
    assert await moves(world) == []
