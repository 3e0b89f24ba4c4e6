"""What comes back after its message was deleted in Discord is what it was before, links and all."""

import discord
import pytest

from data.tables import Post
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    answered,
    asked,
    cards,
    link_of,
    post_of,
    rows,
    waiting,
)
from tests.acceptance.test_hiding import hide, more, unhide
from tests.support.calls import on
from tests.support.moderators import delete_messages, new_post, rename
from tests.support.people import press, submit
from tests.support.reading import reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
ANOTHER = "How can I sleep before my exam?"
OTHERS = "What helps to fall asleep at night?"


async def lost_and_back(world: ForumWorld, number: int = QUESTION) -> None:
    """Let a moderator delete the message of a post, and show the post again."""
    (card,) = cards(world, number)
    place = world.channel if card.channel.id == world.channel.id else world.thread
    await delete_messages(world.mod, place, [card])
    await world.pass_time(5)
    await unhide(world, str(number))
    await world.pass_time(10)
    assert len(cards(world, number)) == 1


async def commented(world: ForumWorld, number: int) -> int:
    """Let Carol comment on a post, and return the comment's number."""
    form = await world.carol.slash(world.lobby, "comment", question=str(number))
    await submit(world.carol, form, body=f"What did you try for #{number}?")
    await world.pass_time(5)
    return max(each.number for each in await rows(world, Post))


def is_on(world: ForumWorld, comment: int, message: discord.Message) -> bool:
    """Tell whether a comment's card links to a message."""
    (card,) = cards(world, comment)
    first = text_of(card).splitlines()[0]
    assert first.startswith("-# 💬 Comment on ")
    return first.endswith(f"/{message.id})")


def is_covered(world: ForumWorld, comment: int) -> bool:
    """Tell whether a comment's card says that it is hidden with its answer, and links to none."""
    (card,) = cards(world, comment)
    return text_of(card) == f"Hidden with its answer\n-# #{comment}"


async def retitled(world: ForumWorld) -> None:
    """Let Alice change the title of her question."""
    form = await press(world.alice, reply_of(await more(world, world.alice)), "Edit")
    await submit(world.alice, form, title=ANOTHER)
    await world.pass_time(10)


async def test_a_thread_of_ours_follows_its_question_as_before(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    await answered(world)
    await lost_and_back(world)
    assert not (await link_of(world)).is_adopted
    (card,) = cards(world, QUESTION)
    assert text_of(card).startswith("###") != world.is_forum_channel, "the thread is named so"
    await retitled(world)
    assert world.thread._channel.name == ANOTHER
    await rename(world.mod, world.thread, OTHERS)
    await world.pass_time(10)
    assert (await post_of(world)).title == OTHERS
    assert await waiting(world) == []


async def test_a_thread_of_somebodys_own_keeps_its_name_as_before(forum_world: ForumWorld) -> None:
    world = forum_world
    await new_post(world.alice, world.channel, "help", "Since March.")
    await world.pass_time(2)
    form = await press(world.alice, world.thread.history()[-1], "Make it a question")
    await submit(world.alice, form, title=TITLE)
    await world.pass_time(3)
    (card,) = cards(world, QUESTION)
    form = await press(world.bob, card, "Answer")
    await submit(world.bob, form, body="A walk in the evening helped me.")
    await world.pass_time(3)
    await lost_and_back(world)
    assert (await link_of(world)).is_adopted
    assert world.fresh(starter_of(world.thread)).content == "Since March."
    await retitled(world)
    assert text_of(cards(world, QUESTION)[0]).startswith(f"### {ANOTHER}")
    await rename(world.mod, world.thread, OTHERS)
    await world.pass_time(10)
    assert (await post_of(world)).title == ANOTHER


async def test_comments_link_to_what_came_back(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    await answered(world)
    comments = {post: await commented(world, post) for post in (QUESTION, ANSWER)}
    before = {post: cards(world, post)[0] for post in comments}
    for post, comment in comments.items():
        assert is_on(world, comment, before[post])
        await lost_and_back(world, post)
        assert cards(world, post)[0].id != before[post].id
        assert is_on(world, comment, cards(world, post)[0])
    assert is_on(world, comments[QUESTION], cards(world, QUESTION)[0])
    assert await waiting(world) == []


@pytest.mark.parametrize("is_hidden", [False, True], ids=["visible", "hidden before"])
async def test_comments_go_with_what_is_gone(forum_world: ForumWorld, *, is_hidden: bool) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    comment = await commented(world, ANSWER)
    assert is_on(world, comment, card)
    if is_hidden:
        await hide(world, str(ANSWER))
    await delete_messages(world.mod, world.thread, [card])
    await world.pass_time(5)
    assert is_covered(world, comment)


async def test_comments_go_with_what_is_found_gone(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    comment = await commented(world, ANSWER)
    world.gaps.refuse(on("PATCH", f"/channels/*/messages/{card.id}"), 404, 10008)
    menu = reply_of(await more(world, world.carol, ANSWER))
    await press(world.carol, menu, "Vote up")
    await world.pass_time(5)
    assert (await link_of(world, ANSWER)).message_id == card.id
    assert (await link_of(world, ANSWER)).gone_at is not None
    assert is_covered(world, comment)
