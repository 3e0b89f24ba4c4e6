"""A website's question that somebody answered here, and newer files of the same website."""

from collections.abc import Sequence
from typing import Any

from bot.importing.carrying_out import Import
from tests.importing.sites import read, small_site
from tests.support.people import press, submit
from tests.support.reading import starter_of, text_of
from tests.support.worlds import ForumWorld

TITLE = "How do I calm my dog on New Year's Eve?"
ANSWER = {"postid": 2, "type": "A", "parentid": 1, "userid": 2, "title": None, "content": "A den."}


async def bring_in(
    world: ForumWorld,
    *others: dict[str, Any],
    votes: Sequence[dict[str, Any]] = (),
    **changes: object,
) -> None:
    """Bring in a site with one question, which is changed so far, and other posts."""
    question = {"postid": 1, "title": TITLE, "content": "He hides for days."} | changes
    site = read(small_site(question, *others, votes=list(votes)))
    async for _ in Import(world.bot.database, site, 1, world.bot.now()).steps():
        pass
    await world.pass_time(130)


def card(world: ForumWorld) -> str:
    return text_of(starter_of(world.thread))


async def bring_in_and_answer(world: ForumWorld) -> None:
    """Set up a forum with a website's question that Bob answered, and so has a thread."""
    await bring_in(world)
    form = await world.bob.slash(world.lobby, "answer", question="1")
    await submit(world.bob, form, body="With patience and a biscuit.")
    await world.pass_time(20)
    await press(world.bob, starter_of(world.thread), "Notify me")
    assert "He hides for days." in card(world)
