"""The bot is killed before and after every call while somebody comments; it appears once."""

from collections import Counter

import pytest

from data.tables import Post
from tests.acceptance.facts import answered, asked, cards, counts_are_right, rows, waiting
from tests.acceptance.test_crashes import (
    CALLBACK,
    REFRESH,
    REPLY,
    SEND,
    nth,
    until,
)
from tests.acceptance.writers import Writer
from tests.support.people import press
from tests.support.reading import dm_texts, text_of
from tests.support.worlds import ForumWorld

COMMENT = 3
BODY = "Did you try to get up earlier?"
# The asker had a DM before: neither they nor their channel have to be asked for.
CALLS = Counter({CALLBACK: 2, REPLY: 1, SEND: 2, REFRESH: 1})
MOMENTS = [
    pytest.param(route, place, after, id=f"{'after' if after else 'before'} {route} {place}")
    for route, times in CALLS.items()
    for place in range(1, times + 1)
    for after in (False, True)
]


async def comments(world: ForumWorld, *, route: str = "", place: int = 0, after: bool) -> None:
    """Let Carol comment on the question, whose author wants to be told."""
    await asked(world, "notify")
    await answered(world)
    await world.pass_time(3)
    world.gaps.forget()
    if route:
        world.gaps.crash(nth(route, place), after=after)

    async def is_there() -> bool:
        return len(await rows(world, Post)) >= COMMENT and bool(cards(world, COMMENT))

    writer = Writer(
        world,
        world.carol,
        lambda: press(world.carol, cards(world, 1)[0], "Comment"),
        {"body": BODY},
    )
    await until(world, writer, is_there)
    await world.pass_time(15)


async def it_is_there_once(world: ForumWorld) -> None:
    (card,) = cards(world, COMMENT)
    assert BODY in text_of(card)
    assert f"💬 Comments: [#{COMMENT}]({card.jump_url})" in text_of(cards(world, 1)[0])
    told = [text for text in dm_texts(world.alice) if "commented" in text]
    assert len(told) == 1
    assert await waiting(world) == []
    assert await counts_are_right(world)


async def test_these_are_all_its_calls(forum_world: ForumWorld) -> None:
    await comments(forum_world, after=False)
    assert forum_world.gaps.routes() == CALLS
    await it_is_there_once(forum_world)


@pytest.mark.parametrize(("route", "place", "after"), MOMENTS)
async def test_a_kill_at_any_call_loses_and_doubles_nothing(
    forum_world: ForumWorld, route: str, place: int, *, after: bool
) -> None:
    killed = forum_world.bot
    await comments(forum_world, route=route, place=place, after=after)
    assert forum_world.bot is not killed
    await it_is_there_once(forum_world)
