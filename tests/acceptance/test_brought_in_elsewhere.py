"""A newer file of the website: what a post is there, on what, and by whom."""

from typing import Any

import pytest

from bot.importing.carrying_out import Import
from data.tables import Delivery, Member, Post
from tests.acceptance.brought import ANSWER, TITLE, bring_in, bring_in_and_answer, card
from tests.acceptance.facts import link_of, rows, waiting
from tests.importing.sites import read, small_site
from tests.support.people import press, submit
from tests.support.reading import reply_of, text_of
from tests.support.worlds import ForumWorld

MANY = 30
NAMES = {"Alice", "Bob", "Carol"}


async def number_of(world: ForumWorld, website_number: int) -> int:
    found = [each for each in await rows(world, Post) if each.website_number == website_number]
    return found[0].number


async def shown(world: ForumWorld, post_id: int) -> str:
    link = await link_of(world, post_id)
    return next(text_of(each) for each in world.thread.history() if each.id == link.message_id)


async def comment_on(world: ForumWorld, post_id: int) -> None:
    """Comment on a website's answer, which gets a card so."""
    page = reply_of(await world.carol.slash(world.lobby, "show", question=str(post_id)))
    form = await press(world.carol, page, "Comment")
    await submit(world.carol, form, body="What kind of den?")
    await world.pass_time(20)


@pytest.fixture
async def commented(forum_world: ForumWorld) -> tuple[ForumWorld, int, int]:
    """Give a forum, the number of a website's answer with a card, and of the comment on it."""
    world = forum_world
    await bring_in_and_answer(world)
    await bring_in(world, ANSWER)
    answer = await number_of(world, 2)
    await comment_on(world, answer)
    return world, answer, max(each.number for each in await rows(world, Post))


async def test_an_answer_that_was_turned_into_a_comment_there_is_one_here(
    commented: tuple[ForumWorld, int, int],
) -> None:
    world, answer, comment = commented
    link = await link_of(world, answer)
    assert "2 answers" in card(world)
    await bring_in(world, ANSWER | {"type": "C"})
    assert f"[#{answer}]" not in await shown(world, comment)
    assert "Comment on [the question]" in await shown(world, answer)
    assert "Comment on [the question]" in await shown(world, comment)
    assert "1 answer\n" in card(world)
    message = next(each for each in world.thread.history() if each.id == link.message_id)
    assert message.reactions == []
    assert await waiting(world) == []


async def test_what_follows_on_there_is_listed_on_what_it_came_from(
    commented: tuple[ForumWorld, int, int],
) -> None:
    world, answer, _ = commented
    asked = {"postid": 7, "title": "And my goat, please?", "content": "x"}
    await bring_in(world, ANSWER, asked | {"parentid": 2})
    number = await number_of(world, 7)
    assert f"#{number}" in await shown(world, answer)
    await bring_in(world, ANSWER, asked)
    assert f"#{number}" not in await shown(world, answer)
    assert await waiting(world) == []


async def test_a_visitor_s_name_goes_when_they_claim_their_post_there(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await bring_in_and_answer(world)
    await bring_in(world, ANSWER | {"userid": None, "name": "Visitor Vera"})
    number = await number_of(world, 2)
    await comment_on(world, number)
    assert "Vera" in await shown(world, number)
    assert "Vera" in card(world)
    await bring_in(world, ANSWER)
    assert "Vera" not in await shown(world, number)
    assert "Vera" not in card(world)
    assert await waiting(world) == []


async def test_a_name_goes_of_whom_the_website_deleted(forum_world: ForumWorld) -> None:
    world = forum_world
    await bring_in_and_answer(world)
    await bring_in(world, ANSWER)
    number = await number_of(world, 2)
    await comment_on(world, number)
    (name,) = {each.name for each in await rows(world, Member) if each.aposts and each.name} - NAMES
    assert name in await shown(world, number)
    await bring_in(world, ANSWER | {"userid": None})
    assert name not in await shown(world, number)
    assert name not in card(world)
    assert await waiting(world) == []


@pytest.mark.parametrize("changed", ["comments", "original", "question"])
async def test_nothing_is_sent_for_what_has_no_card(forum_world: ForumWorld, changed: str) -> None:
    world = forum_world
    answers = [_beneath(100 + at, "A", 1, f"Idea {at}.") for at in range(MANY)]
    comments = [_beneath(1000 + at, "C", 100 + at, f"Remark {at}.") for at in range(MANY)]
    original = {"postid": 2999, "title": "Which is the original?", "content": "This one."}
    duplicates = [
        {"postid": 3000 + at, "title": f"Asked again {at}?", "content": "x", "closedbyid": 2999}
        for at in range(MANY)
    ]
    await bring_in_and_answer(world)
    await bring_in(world, original, *answers, *comments, *duplicates)
    before = len(await rows(world, Delivery))
    question: dict[str, Any] = {}
    if changed == "comments":
        comments = [each | {"type": "C_HIDDEN"} for each in comments]
    elif changed == "original":
        original["title"] = "Which was the original?"
    else:
        question["type"] = "Q_HIDDEN"
    text = {"postid": 1, "title": TITLE, "content": "He hides for days."} | question
    site = read(small_site(text, original, *answers, *comments, *duplicates))
    async for _ in Import(world.bot.database, site, 1, world.bot.now()).steps():
        pass
    assert len(await rows(world, Delivery)) - before < 8


def _beneath(number: int, kind: str, parent: int, text: str) -> dict[str, Any]:
    return {
        "postid": number,
        "type": kind,
        "parentid": parent,
        "userid": 2,
        "title": None,
        "content": text,
    }
