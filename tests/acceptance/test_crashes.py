"""The bot is killed before and after every call it makes; each thing still happens once."""

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from data.tables import Post, PostState
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    cards,
    counts_are_right,
    dm_count,
    post_of,
    rows,
    votes_on,
    waiting,
)
from tests.acceptance.writers import Writer
from tests.support.calls import Call, When
from tests.support.people import press, vote
from tests.support.reading import reactions_of, starter_of, text_of
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
DETAILS = "I lie awake for hours."
BODY = "A walk in the evening helped me a lot."
CALLBACK = "POST /interactions/*/*/callback"
REPLY = "POST /webhooks/*/*"
SEED = "PUT /channels/*/messages/*/reactions/*/@me"
REFRESH = "PATCH /channels/*/messages/*"
SEND = "POST /channels/*/messages"
MEMBER = "GET /guilds/*/members/*"
OPEN_DM = "POST /users/@me/channels"
IS_FIRST = "GET /channels/*/messages"
FORUM_POST = "POST /channels/*/threads"
START_THREAD = "POST /channels/*/messages/*/threads"

COMMON = Counter({CALLBACK: 4, REPLY: 2, SEED: 4, REFRESH: 3, MEMBER: 1, OPEN_DM: 1, IS_FIRST: 1})
IN_FORUM = COMMON + Counter({FORUM_POST: 1, SEND: 2})
UNDER_TEXT = COMMON + Counter({START_THREAD: 1, SEND: 3})
MOMENTS = [
    pytest.param(route, place, after, id=f"{'after' if after else 'before'} {route} {place}")
    for route, times in IN_FORUM.items()
    for place in range(1, times + 1)
    for after in (False, True)
]
# What is alike everywhere, what people press and direct messages, is not tried twice.
MOMENTS_UNDER_TEXT = [
    pytest.param(route, place, after, id=f"{'after' if after else 'before'} {route} {place}")
    for route, times in UNDER_TEXT.items()
    if route not in {CALLBACK, REPLY, MEMBER, OPEN_DM, IS_FIRST}
    for place in range(1, times + 1)
    for after in (False, True)
]


def nth(route: str, place: int) -> When:
    """Match the call that is the nth of its route."""
    seen = 0

    def when(method: str, path: str) -> bool:
        nonlocal seen
        seen += Call(method, path).route == route
        return seen == place and Call(method, path).route == route

    return when


async def until(
    world: ForumWorld, act: Callable[[], Awaitable[object]], done: Callable[[], Awaitable[bool]]
) -> None:
    """Let people try until it is saved, starting the bot again when it was killed.

    Nobody types a text a second time: see `Writer`.
    """
    for _ in range(3):
        if await done():
            return
        try:
            await act()
            await world.pass_time(3)
        except AssertionError:
            # Whoever pressed saw that nothing came.
            assert world.gaps.is_dead
        if world.gaps.is_dead:
            await world.come_back()
            await world.pass_time(5)
    assert await done()


async def main_path(world: ForumWorld) -> None:
    """Ask with a DM wished for, answer, vote on both."""

    async def posts() -> int:
        return len(await rows(world, Post))

    async def is_asked() -> bool:
        return await posts() >= QUESTION and bool(world.threads)

    async def is_answered() -> bool:
        return await posts() >= ANSWER and bool(cards(world, ANSWER))

    async def is_voted() -> bool:
        return await votes_on(world, QUESTION) == [1] and await votes_on(world, ANSWER) == [-1]

    async def votes() -> None:
        await vote(world.carol, starter_of(world.thread), "👍")
        await vote(world.carol, cards(world, ANSWER)[0], "👎")

    asking = Writer(
        world,
        world.alice,
        lambda: world.alice.slash(world.lobby, "ask"),
        {"title": TITLE, "details": DETAILS, "options": ["notify"]},
    )
    answering = Writer(
        world,
        world.bob,
        lambda: press(world.bob, starter_of(world.thread), "Answer"),
        {"body": BODY},
    )
    await until(world, asking, is_asked)
    await until(world, answering, is_answered)
    await until(world, votes, is_voted)
    await world.pass_time(5)


async def everything_happened_once(world: ForumWorld) -> None:
    """Look at the threads, the direct messages and the database."""
    assert [thread.name for thread in world.threads] == [TITLE]
    (question,), (answer_card,) = cards(world, QUESTION), cards(world, ANSWER)
    assert DETAILS in text_of(question)
    assert BODY in text_of(answer_card)
    assert question.id == starter_of(world.thread).id
    assert reactions_of(world.env, question) == {"👍": 2, "👎": 1}
    assert reactions_of(world.env, answer_card) == {"👍": 1, "👎": 2}
    assert "+1 vote" in text_of(question)
    assert "1 answer" in text_of(question)
    assert f"[−1](https://discord.com/channels/{world.guild.id}/" in text_of(question)
    assert "−1 vote" in text_of(answer_card)
    assert dm_count(world) == 1
    assert await waiting(world) == []
    assert [post.state for post in await rows(world, Post)] == [PostState.VISIBLE] * 2
    assert (await post_of(world)).answers == 1
    assert await counts_are_right(world)


async def test_these_are_all_calls_of_the_main_path_in_a_forum(forum_world: ForumWorld) -> None:
    await main_path(forum_world)
    assert forum_world.gaps.routes() == IN_FORUM
    await everything_happened_once(forum_world)


async def test_these_are_all_calls_of_the_main_path_under_a_text_channel(
    text_world: ForumWorld,
) -> None:
    await main_path(text_world)
    assert text_world.gaps.routes() == UNDER_TEXT
    await everything_happened_once(text_world)


@pytest.mark.parametrize(("route", "place", "after"), MOMENTS)
async def test_a_kill_at_any_call_loses_and_doubles_nothing_in_a_forum(
    forum_world: ForumWorld, route: str, place: int, *, after: bool
) -> None:
    killed = forum_world.bot
    forum_world.gaps.crash(nth(route, place), after=after)
    await main_path(forum_world)
    assert forum_world.bot is not killed
    await everything_happened_once(forum_world)


@pytest.mark.parametrize(("route", "place", "after"), MOMENTS_UNDER_TEXT)
async def test_a_kill_at_any_call_loses_and_doubles_nothing_under_a_text_channel(
    text_world: ForumWorld, route: str, place: int, *, after: bool
) -> None:
    killed = text_world.bot
    text_world.gaps.crash(nth(route, place), after=after)
    await main_path(text_world)
    assert text_world.bot is not killed
    await everything_happened_once(text_world)
