"""What changes while a card is on its way shows in it as soon as it is known where it stands."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import discord
import pytest
from simcord.actors import MemberActor

from bot.forum import (
    best_answers,
    closing,
    converting,
    edits,
    moderation,
    moving,
    retagging,
)
from bot.forum.summaries import Actor
from tests.acceptance.facts import ANSWER, QUESTION, answered, asked, cards, waiting
from tests.acceptance.test_categories import add
from tests.acceptance.test_lost_cards import HARMLESS, PRIVATE, TITLE, everything, settled
from tests.support.calls import EDIT, EDIT_CHANNEL, either
from tests.support.people import ask, press, submit
from tests.support.reading import is_spoiler, reactions_of, starter_of, text_of
from tests.support.worlds import ForumWorld

FORUM = 1
WORK = 2  # the second category
Change = Callable[[ForumWorld, int], Awaitable[None]]


def by(who: MemberActor, *, is_moderator: bool = False) -> Actor:
    return Actor(who.id, who.name, is_moderator=is_moderator)


def author(world: ForumWorld, post: int) -> Actor:
    return by(world.alice if post == QUESTION else world.bob)


async def hide(world: ForumWorld, post: int) -> None:
    database, now, mod = world.bot.database, world.bot.now(), by(world.mod, is_moderator=True)
    await moderation.hide(database, forum_id=FORUM, post_id=post, reason="", actor=mod, now=now)


async def delete(world: ForumWorld, post: int) -> None:
    database, now = world.bot.database, world.bot.now()
    await edits.delete(database, forum_id=FORUM, post_id=post, actor=author(world, post), now=now)


async def edit(world: ForumWorld, post: int) -> None:
    await edit_to(world, post, HARMLESS)


async def note(world: ForumWorld, post: int) -> None:
    await edit_to(world, post, PRIVATE, is_spoiler=True)


async def edit_to(
    world: ForumWorld, post: int, body: str, *, is_spoiler: bool | None = None
) -> None:
    await edits.edit(
        world.bot.database,
        forum_id=FORUM,
        post_id=post,
        revision=1,
        actor=author(world, post),
        title=TITLE if post == QUESTION else None,
        body=body,
        now=world.bot.now(),
        is_spoiler=is_spoiler,
    )


async def close(world: ForumWorld, post: int) -> None:
    database, now, alice = world.bot.database, world.bot.now(), by(world.alice)
    await closing.close(
        database, forum_id=FORUM, post_id=post, actor=alice, reason="Found it", now=now
    )


async def move(world: ForumWorld, post: int) -> None:
    database, now, mod = world.bot.database, world.bot.now(), by(world.mod, is_moderator=True)
    await moving.move(database, forum_id=FORUM, post_id=post, category_id=WORK, actor=mod, now=now)


async def retag(world: ForumWorld, post: int) -> None:
    database, now, alice = world.bot.database, world.bot.now(), by(world.alice)
    await retagging.retag(
        database, forum_id=FORUM, post_id=post, revision=1, actor=alice, tags="okapi", now=now
    )


async def convert(world: ForumWorld, post: int) -> None:
    database, now, mod = world.bot.database, world.bot.now(), by(world.mod, is_moderator=True)
    await converting.turn_into_comment(database, forum_id=FORUM, post_id=post, actor=mod, now=now)


async def choose(world: ForumWorld, post: int) -> None:
    database, now = world.bot.database, world.bot.now()
    await best_answers.choose(database, answer_id=post, actor=by(world.alice), now=now)


@contextmanager
def once_sent(
    world: ForumWorld, place: type, name: str, change: Change, post: int
) -> Iterator[None]:
    """Have something changed once a card is made, before it is written down where it stands.

    Everything else that is due is carried out in between.
    """
    make = getattr(place, name)
    done: list[object] = []

    async def made(channel: object, **what: object) -> object:
        sent = await make(channel, **what)
        if not done:
            done.append(sent)
            await change(world, post)
            await others_carried_out(world)
        return sent

    with mock.patch.object(place, name, made):
        yield
    assert done, "nothing was made"


async def others_carried_out(world: ForumWorld) -> None:
    world.bot.outbox.kick()
    for _ in range(100):
        await asyncio.sleep(0.02)
        if not any(kind == "refresh_card" for kind, _ in await waiting(world)):
            return
    raise AssertionError(await waiting(world))


def tags(world: ForumWorld) -> set[str]:
    """Return the tags of the last question's thread, also when it is archived."""
    backend = world.env.backend
    named = {
        int(tag["id"]): tag["name"] for tag in backend.get_channel(world.channel.id).available_tags
    }
    return {named[int(each)] for each in backend.get_channel(world.thread.id).applied_tags}


QUESTIONS: dict[Change, str] = {
    hide: "Hidden by a moderator",
    edit: HARMLESS,
    close: "🔒 Closed: Found it",
    note: PRIVATE,
    move: "in Work",
    retag: "okapi",
}


@pytest.mark.parametrize("change", QUESTIONS, ids=lambda each: each.__name__)
async def test_of_a_question_in_a_forum(forum_world: ForumWorld, change: Change) -> None:
    world = forum_world
    await add(world, "Sleep", "Work")
    with once_sent(world, discord.ForumChannel, "create_thread", change, QUESTION):
        await ask(world.alice, world.lobby, TITLE, PRIVATE, category="Sleep")
    await settled(world)
    card = starter_of(world.thread)
    assert QUESTIONS[change] in text_of(card)
    assert is_spoiler(card) == (change is note)
    expected: dict[Change, set[str]] = {
        hide: set(),
        close: {"Closed", "Sleep"},
        move: {"Work"},
    }
    assert tags(world) == expected.get(change, {"Sleep"})
    assert (world.thread._channel.name == "Hidden question") == (change is hide)


@pytest.mark.parametrize("change", [hide, edit, close, note], ids=lambda each: each.__name__)
@pytest.mark.parametrize(
    ("place", "name"), [(discord.TextChannel, "send"), (discord.PartialMessage, "create_thread")]
)
async def test_of_a_question_under_a_text_channel(
    text_world: ForumWorld, place: type, name: str, change: Change
) -> None:
    world = text_world
    with once_sent(world, place, name, change, QUESTION):
        await ask(world.alice, world.lobby, TITLE, PRIVATE)
    await settled(world)
    (card,) = cards(world, QUESTION)
    assert QUESTIONS[change] in text_of(card)
    assert is_spoiler(card) == (change is note)
    assert (PRIVATE in everything(world)) == (change in {close, note})
    assert (TITLE in everything(world)) == (change is not hide)


async def test_of_a_question_that_is_deleted(either_world: ForumWorld) -> None:
    world = either_world
    places: dict[bool, tuple[type, str]] = {
        True: (discord.ForumChannel, "create_thread"),
        False: (discord.TextChannel, "send"),
    }
    with once_sent(world, *places[world.is_forum_channel], delete, QUESTION):
        await ask(world.alice, world.lobby, TITLE, PRIVATE)
    await settled(world)
    assert everything(world) == ""


ANSWERS: dict[Change, str] = {
    hide: "Hidden by a moderator",
    edit: HARMLESS,
    note: PRIVATE,
    convert: "💬 Comment on",
    choose: "✅ Best answer",
}


@pytest.mark.parametrize("change", ANSWERS, ids=lambda each: each.__name__)
async def test_of_an_answer(forum_world: ForumWorld, change: Change) -> None:
    world = forum_world
    form = await press(world.bob, await asked(world), "Answer")
    with once_sent(world, discord.Thread, "send", change, ANSWER):
        await submit(world.bob, form, body=PRIVATE)
    await settled(world)
    (card,) = cards(world, ANSWER)
    assert ANSWERS[change] in text_of(card)
    assert is_spoiler(card) == (change is note)
    assert (PRIVATE in text_of(card)) == (change not in {hide, edit})
    thumbs = {} if change is convert else {"👍": 1, "👎": 1}
    assert reactions_of(world.env, card) == thumbs


async def test_nothing_is_drawn_twice_where_nothing_changed(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    assert world.gaps.tried(either(EDIT, EDIT_CHANNEL)) == []
    await answered(world)
    await settled(world)
    # The question's card, which counts its answers and links to the best.
    card = starter_of(world.thread)
    edited = {call.path for call in world.gaps.tried(either(EDIT, EDIT_CHANNEL))}
    assert edited == {f"/channels/{card.channel.id}/messages/{card.id}"}
