"""What is beneath a hidden question stays hidden, whatever happens at the same time or later."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import discord
import pytest
from simcord.actors import MemberActor

from bot.forum import edits, moderation
from bot.forum.anonymous import posts
from bot.forum.summaries import Actor
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    answered,
    asked,
    cards,
    counts_are_right,
    edited,
    post_of,
    votes_on,
    waiting,
)
from tests.acceptance.masked import WHILE
from tests.acceptance.test_erasing import confirmed, days_later
from tests.acceptance.test_hiding import hide, is_asleep, unhide
from tests.support.calls import SEND
from tests.support.moderators import delete_thread
from tests.support.people import answer, press, submit, vote
from tests.support.reading import buttons_of, dm_texts, private_text, starter_of, text_of
from tests.support.worlds import ForumWorld

SAID = "A walk in the evening"
Act = Callable[..., Awaitable[object]]


def texts(world: ForumWorld) -> list[str]:
    return [text_of(message) for message in world.thread.history()]


async def hours_later(world: ForumWorld) -> None:
    """Let two hours pass in which the bot is away: cards are old then."""
    await world.bot.close()
    world.env.backend.advance_clock(2 * 3600)
    await world.come_back()
    await world.pass_time(3)


async def answered_anonymously(world: ForumWorld) -> None:
    form = await press(world.bob, starter_of(world.thread), "Answer")
    await submit(world.bob, form, body=f"{SAID} helps a lot.", options=["anonymous"])


async def acting(world: ForumWorld, act: Act, who: MemberActor) -> None:
    """Do something to the question the way its command does, in the middle of something else."""
    more = {"reason": ""} if act is moderation.hide else {}
    is_moderator = who is world.mod
    actor, now = Actor(who.id, who.name, is_moderator=is_moderator), world.bot.now()
    await act(world.bot.database, forum_id=1, post_id=QUESTION, actor=actor, now=now, **more)
    world.bot.outbox.kick()


@contextmanager
def while_sending(world: ForumWorld, act: Act, who: MemberActor) -> Iterator[None]:
    """Have something done to the question once a card is sent, before that is written down."""
    send = discord.Thread.send
    done: list[discord.Message] = []

    async def sent(thread: discord.Thread, **what: object) -> discord.Message:
        message = await send(thread, **what)  # type: ignore[call-overload]  # handed on as it is
        if not done:
            done.append(message)
            await acting(world, act, who)
        return message  # type: ignore[no-any-return]  # the overloads hide what it is

    with mock.patch.object(discord.Thread, "send", sent):
        yield
    assert done, "nothing was sent"


async def test_inboxes_tell_of_it_without_its_text(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await press(world.carol, card, "Notify me")
    await answered(world)
    await hide(world)
    for person in (world.alice, world.carol):
        assert SAID not in private_text(await person.slash(world.lobby, "inbox"))
    await unhide(world)
    for person in (world.alice, world.carol):
        assert SAID in private_text(await person.slash(world.lobby, "inbox"))


async def test_what_appears_later_is_covered_and_told_of_once_it_is_shown(
    either_world: ForumWorld,
) -> None:
    world = either_world
    card = await asked(world, "notify")
    await press(world.carol, card, "Notify me")
    await answered_anonymously(world)
    await hide(world)
    await world.pass_time(WHILE)
    assert is_asleep(world)
    assert not any(SAID in each for each in [*texts(world), *dm_texts(world.alice)])
    assert SAID not in private_text(await world.carol.slash(world.lobby, "inbox"))
    await unhide(world)
    await world.pass_time(5)
    assert SAID in texts(world)[-1]
    for person in (world.alice, world.carol):
        assert SAID in private_text(await person.slash(world.lobby, "inbox"))


@pytest.mark.parametrize("what", ["Answer", "Comment"])
async def test_hidden_while_a_card_is_on_its_way(forum_world: ForumWorld, what: str) -> None:
    world = forum_world
    card = await asked(world)
    with while_sending(world, moderation.hide, world.mod):
        form = await press(world.bob, card, what)
        await submit(world.bob, form, body=f"{SAID} helped me.")
        await world.pass_time(2)
    await world.pass_time(20)
    assert texts(world)[-1].startswith("Hidden with its question")
    assert is_asleep(world)
    assert await waiting(world) == []


async def test_shown_again_while_a_covered_card_is_on_its_way(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    with mock.patch.object(posts.RANDOM, "uniform", lambda _, longest: longest):
        await answered_anonymously(world)
    await hide(world)
    with while_sending(world, moderation.unhide, world.mod):
        await world.pass_time(WHILE)
    await world.pass_time(20)
    assert SAID in texts(world)[-1]
    assert not is_asleep(world)


async def test_removed_while_a_card_is_on_its_way(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    with while_sending(world, edits.delete, world.alice):
        await answer(world.bob, card)
    await world.pass_time(20)
    assert SAID in texts(world)[-1]
    assert buttons_of(world.thread.history()[-1]) == ["More"]
    assert is_asleep(world)


async def test_a_thumb_under_it_is_no_vote(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    await hide(world)
    await world.carol.send(world.thread, "What was here?")
    await world.carol.react(world.fresh(card), "👍")
    await world.pass_time(5)
    assert await votes_on(world, ANSWER) == []
    assert await counts_are_right(world)


async def test_a_thread_that_somebody_opens_goes_to_sleep_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    await hide(world)
    await world.carol.send(world.thread, "What was here?")
    assert not is_asleep(world)
    await world.pass_time(15)
    assert is_asleep(world)


@pytest.mark.parametrize("act", ["hide the question", "hide the answer", "edit"])
async def test_a_vote_on_an_old_card_delays_nothing(forum_world: ForumWorld, act: str) -> None:
    world = forum_world
    question, card = await asked(world), await answered(world)
    await hours_later(world)
    for each in (question, card):
        await vote(world.carol, each)
    if act == "edit":
        await edited(world, "How can I rest before an exam?", "Nothing more in here.")
        await world.pass_time(3)
        assert "Nothing more in here." in text_of(world.fresh(question))
    else:
        await hide(world, "1" if act == "hide the question" else "2")
        assert text_of(world.fresh(card)).startswith("Hidden")
    await world.pass_time(70)
    assert await waiting(world) == []


async def test_its_author_erases_it_and_what_is_beneath_stays_hidden(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    await hide(world)
    await confirmed(world, world.alice, question="remove")
    await days_later(world, 7.2)
    await world.pass_time(30)
    assert not any(SAID in each for each in texts(world))
    for person in (world.carol, world.bob):
        assert SAID not in private_text(await person.slash(world.lobby, "show", question="2"))
    assert is_asleep(world)


async def test_a_thread_that_is_gone_takes_no_answer_with_it_for_good(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    card = await answered(world)
    await hours_later(world)
    await vote(world.carol, card)
    await world.bot.close()
    await delete_thread(world.mod, world.thread)
    world.env.backend.advance_clock(120)
    await world.come_back()
    await world.pass_time(30)
    await unhide(world)
    await world.pass_time(10)
    assert len(cards(world, QUESTION)) == len(cards(world, ANSWER)) == 1
    assert SAID in text_of(cards(world, ANSWER)[0])
    assert (await post_of(world, ANSWER)).state_reason is None


async def test_an_outage_uncovers_nothing(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    world.gaps.break_server(SEND, times=4)
    await answer(world.bob, card)
    await hide(world)
    world.gaps.heal()
    await world.pass_time(700)
    assert texts(world)[-1].startswith("Hidden with its question")
    assert is_asleep(world)
