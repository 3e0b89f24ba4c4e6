"""A card went out, nobody heard that it did, and its post changed before it was looked for."""

from collections.abc import Awaitable, Callable

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from tests.acceptance.facts import ANSWER, QUESTION, asked, cards, tags_of, waiting
from tests.acceptance.test_choosing import NOW_BEST
from tests.acceptance.test_converting import TURN
from tests.acceptance.test_erasing import confirmed, days_later
from tests.acceptance.test_hiding import hide, more, unhide
from tests.support.calls import (
    EDIT,
    EDIT_CHANNEL,
    FORUM_POST,
    NEW_THREAD,
    SEND,
    THREAD_FROM_MESSAGE,
    When,
    either,
    in_channel,
    on,
)
from tests.support.moderators import archive, new_post
from tests.support.people import ask, press, submit
from tests.support.reading import (
    is_spoiler,
    private_text,
    reactions_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
PRIVATE = "Call me at 555-0123, please."
HARMLESS = "A walk in the evening helped me."
HISTORY = on("GET", "/channels/*/messages")
MOMENTS = pytest.mark.parametrize("is_killed", [False, True], ids=["answer lost", "killed"])
Act = Callable[[ForumWorld, int], Awaitable[None]]


def everything(world: ForumWorld) -> str:
    """Return what everybody can read in the forum, the names of threads too."""
    places: list[ChannelHandle] = [*world.threads]
    if not world.is_forum_channel:
        places.insert(0, world.channel)
    texts = [text_of(message) for place in places for message in place.history()]
    return "\n".join([*(thread._channel.name or "" for thread in world.threads), *texts])


def card_call(world: ForumWorld) -> When:
    return FORUM_POST if world.is_forum_channel else in_channel(SEND, world.channel.id)


async def settled(world: ForumWorld) -> None:
    """Let time pass until nothing is left to do."""
    for _ in range(30):
        await world.pass_time(2)
        if not await waiting(world):
            return
    raise AssertionError(await waiting(world))


async def lost(world: ForumWorld, when: When, *, is_killed: bool = False) -> None:
    """Have a call carried out without the bot hearing of it; it is away then, if it is killed."""
    if is_killed:
        world.gaps.crash(when, after=True)
    else:
        world.gaps.lose_answer(when)


async def back(world: ForumWorld, *, is_killed: bool) -> None:
    """Start the bot again, without letting it look for what it did before."""
    if is_killed:
        assert world.gaps.is_dead
        world.gaps.break_server(HISTORY, times=None)
        world.gaps.break_server(on("GET", "/guilds/*/threads/active"), times=None)
        await world.come_back()


async def found(world: ForumWorld) -> None:
    world.gaps.heal()
    await world.pass_time(30)
    await settled(world)


async def hidden(world: ForumWorld, post: int) -> None:
    assert "is hidden" in await hide(world, str(post))


async def deleted(world: ForumWorld, post: int) -> None:
    await really(world, author(world, post), post, "Delete")


async def really(world: ForumWorld, who: MemberActor, post: int, label: str) -> None:
    asked_first = reply_of(await press(who, reply_of(await more(world, who, post)), label))
    await press(who, asked_first, label)


async def edited(world: ForumWorld, post: int) -> None:
    who = author(world, post)
    form = await press(who, reply_of(await more(world, who, post)), "Edit")
    await submit(who, form, **{"details" if post == QUESTION else "body": HARMLESS})


async def noted(world: ForumWorld, post: int) -> None:
    who = author(world, post)
    form = await press(who, reply_of(await more(world, who, post)), "Edit")
    await submit(who, form, options=["spoiler"])


async def closed(world: ForumWorld, post: int) -> None:
    shown = await world.mod.slash(
        world.lobby, "mod close", question=str(post), reason="Found an answer"
    )
    assert private_text(shown) == "#1 is closed."


async def chosen(world: ForumWorld, post: int) -> None:
    menu = reply_of(await more(world, world.alice, post))
    assert private_text(await press(world.alice, menu, "Best answer")) == NOW_BEST


async def turned(world: ForumWorld, post: int) -> None:
    await really(world, world.mod, post, TURN)


def author(world: ForumWorld, post: int) -> MemberActor:
    return world.alice if post == QUESTION else world.bob


async def lost_question(world: ForumWorld, *, is_killed: bool) -> None:
    await lost(world, card_call(world), is_killed=is_killed)
    await ask(world.alice, world.lobby, TITLE, PRIVATE)
    await back(world, is_killed=is_killed)
    assert PRIVATE in everything(world)


async def lost_answer(
    world: ForumWorld, *options: str, is_killed: bool = False, label: str = "Answer"
) -> None:
    await asked(world)
    await lost(world, in_channel(SEND, world.thread.id), is_killed=is_killed)
    form = await press(world.bob, starter_of(world.thread), label)
    await submit(world.bob, form, body=PRIVATE, options=list(options))


@MOMENTS
@pytest.mark.parametrize("act", [hidden, deleted, edited])
async def test_the_text_of_a_lost_question_goes(
    either_world: ForumWorld, act: Act, *, is_killed: bool
) -> None:
    world = either_world
    await lost_question(world, is_killed=is_killed)
    await act(world, QUESTION)
    await found(world)
    said = everything(world)
    assert PRIVATE not in said
    if act is edited:
        assert HARMLESS in said
        assert reactions_of(world.env, starter_of(world.thread)) == {"👍": 1, "👎": 1}
    else:
        assert TITLE not in said
        assert all(is_archived(each._channel) for each in world.threads)
    if act is deleted:
        assert world.threads == []
        assert cards(world, QUESTION) == []


@MOMENTS
async def test_a_lost_question_that_is_shown_again_is_there_once(
    either_world: ForumWorld, *, is_killed: bool
) -> None:
    world = either_world
    await lost_question(world, is_killed=is_killed)
    await hidden(world, QUESTION)
    await found(world)
    assert len(cards(world, QUESTION)) == 1
    await unhide(world)
    await settled(world)
    assert [thread._channel.name for thread in world.threads] == [TITLE]
    assert len(cards(world, QUESTION)) == 1
    assert everything(world).count(PRIVATE) == 1
    assert not is_archived(world.env.backend.get_channel(world.thread.id))
    assert reactions_of(world.env, starter_of(world.thread)) == {"👍": 1, "👎": 1}


@pytest.mark.parametrize("act", [hidden, deleted, edited])
async def test_the_text_of_a_lost_question_goes_in_a_new_post(
    forum_world: ForumWorld, act: Act
) -> None:
    world = forum_world
    thread = await new_post(world.alice, world.channel, TITLE, "Since March.")
    await world.pass_time(2)
    form = await press(world.alice, thread.history()[-1], "Make it a question")
    world.gaps.lose_answer(in_channel(SEND, thread.id))
    await submit(world.alice, form, title=TITLE, details=PRIVATE)
    assert PRIVATE in everything(world)
    await act(world, QUESTION)
    await found(world)
    assert PRIVATE not in everything(world)
    assert (HARMLESS in everything(world)) == (act is edited)
    assert "isn't a question" not in everything(world)


@pytest.mark.parametrize("act", [closed, noted])
async def test_a_lost_question_is_drawn_as_it_is_by_then(
    either_world: ForumWorld, act: Act
) -> None:
    world = either_world
    await lost_question(world, is_killed=False)
    await act(world, QUESTION)
    await found(world)
    card = starter_of(world.thread)
    if act is noted:
        assert is_spoiler(card)
        return
    assert "🔒 Closed: Found an answer" in text_of(card)
    if world.is_forum_channel:
        assert tags_of(world) == ["Closed"]


async def test_a_lost_question_that_nobody_wanted_any_more_is_not_made(
    either_world: ForumWorld,
) -> None:
    world = either_world
    world.gaps.break_server(card_call(world))
    await ask(world.alice, world.lobby, TITLE, PRIVATE)
    await hidden(world, QUESTION)
    await found(world)
    assert world.threads == []
    assert cards(world, QUESTION) == []
    await unhide(world)
    await settled(world)
    assert len(cards(world, QUESTION)) == len(world.threads) == 1


async def test_a_lost_question_goes_with_the_data_of_who_asked(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.lose_answer(FORUM_POST)
    await ask(world.alice, world.lobby, TITLE, PRIVATE)
    await confirmed(world, world.alice, question="remove")
    await days_later(world, 8)
    await settled(world)
    assert PRIVATE not in everything(world)


@MOMENTS
@pytest.mark.parametrize("act", [hidden, deleted, edited])
async def test_the_text_of_a_lost_answer_goes(
    forum_world: ForumWorld, act: Act, *, is_killed: bool
) -> None:
    world = forum_world
    await lost_answer(world, is_killed=is_killed)
    await back(world, is_killed=is_killed)
    assert PRIVATE in everything(world)
    await act(world, ANSWER)
    await found(world)
    assert PRIVATE not in everything(world)
    assert len(cards(world, ANSWER)) == (act is not deleted)
    if act is hidden:
        await unhide(world, str(ANSWER))
        await settled(world)
        assert everything(world).count(PRIVATE) == 1


@pytest.mark.parametrize("act", [turned, chosen, noted])
async def test_a_lost_answer_is_drawn_as_it_is_by_then(forum_world: ForumWorld, act: Act) -> None:
    world = forum_world
    await lost_answer(world)
    await act(world, ANSWER)
    await found(world)
    (card,) = cards(world, ANSWER)
    assert is_spoiler(card) == (act is noted)
    assert ("✅ Best answer" in text_of(card)) == (act is chosen)
    assert ("💬 Comment on" in text_of(card)) == (act is turned)
    thumbs = {} if act is turned else {"👍": 1, "👎": 1}
    assert reactions_of(world.env, card) == thumbs


async def test_a_lost_answer_is_taken_off_in_a_thread_that_fell_asleep(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await lost_answer(world)
    await archive(world.mod, world.thread)
    await hidden(world, ANSWER)
    await found(world)
    assert PRIVATE not in everything(world)
    assert len(cards(world, ANSWER)) == 1


async def test_a_lost_comment_goes_when_it_is_deleted(forum_world: ForumWorld) -> None:
    world = forum_world
    await lost_answer(world, label="Comment")
    assert PRIVATE in everything(world)
    await deleted(world, ANSWER)
    await found(world)
    assert PRIVATE not in everything(world)
    assert cards(world, ANSWER) == []


async def test_the_text_of_a_lost_anonymous_answer_goes(forum_world: ForumWorld) -> None:
    world = forum_world
    await lost_answer(world, "anonymous")
    for _ in range(40):
        await world.pass_time(1)
        if PRIVATE in everything(world):
            break
    assert ("publish_answer", "ServerError") in await waiting(world)
    await hidden(world, ANSWER)
    await found(world)
    assert PRIVATE not in everything(world)


async def test_it_goes_also_after_an_outage_of_minutes(forum_world: ForumWorld) -> None:
    world = forum_world
    await lost_answer(world)
    world.gaps.break_server(HISTORY, times=None)
    await world.pass_time(60)
    await hidden(world, ANSWER)
    await world.pass_time(30)
    world.gaps.heal()
    await world.pass_time(120)
    await settled(world)
    assert PRIVATE not in everything(world)


@pytest.mark.parametrize("act", [hidden, deleted, edited])
async def test_a_card_whose_thread_may_not_be_started_changes_all_the_same(
    text_world: ForumWorld, act: Act
) -> None:
    world = text_world
    world.gaps.refuse(THREAD_FROM_MESSAGE, 403, 50013, times=None)
    await ask(world.alice, world.lobby, TITLE, PRIVATE)
    assert PRIVATE in everything(world)
    await act(world, QUESTION)
    # The permission is asked for again ten minutes later; what a moderator hid goes at once.
    await world.pass_time(700 if act is deleted else 5)
    assert PRIVATE not in everything(world)
    assert (HARMLESS in everything(world)) == (act is edited)
    world.gaps.heal()
    await world.pass_time(700)
    await settled(world)
    assert len(world.threads) == (act is edited)
    if act is hidden:
        await unhide(world)
        await settled(world)
        (card,) = cards(world, QUESTION)
        assert PRIVATE in text_of(card)
        assert [each.id for each in world.threads] == [card.id]


@MOMENTS
@pytest.mark.parametrize("act", [hidden, deleted, edited])
async def test_a_thread_of_which_nobody_heard_goes_with_its_card(
    text_world: ForumWorld, act: Act, *, is_killed: bool
) -> None:
    world = text_world
    await lost(world, THREAD_FROM_MESSAGE, is_killed=is_killed)
    await ask(world.alice, world.lobby, TITLE, PRIVATE)
    world.gaps.break_server(either(NEW_THREAD, EDIT_CHANNEL, on("GET", "/channels/*")), times=None)
    await back(world, is_killed=is_killed)
    await act(world, QUESTION)
    await found(world)
    said = everything(world)
    assert PRIVATE not in said
    if act is edited:
        assert HARMLESS in said
        assert [thread._channel.name for thread in world.threads] == [TITLE]
        return
    assert TITLE not in said
    assert len(world.threads) == (act is hidden)
    assert all(is_archived(each._channel) for each in world.threads)


async def test_a_card_that_is_deleted_before_its_thread_begins_hides_the_question(
    text_world: ForumWorld,
) -> None:
    world = text_world
    world.gaps.break_server(THREAD_FROM_MESSAGE)
    await ask(world.alice, world.lobby, TITLE, PRIVATE)
    world.gaps.refuse(THREAD_FROM_MESSAGE, 404, 10008)
    world.gaps.refuse(EDIT, 404, 10008)
    await world.pass_time(30)
    await settled(world)
    shown = await world.alice.slash(world.lobby, "show", question="1")
    assert "Hidden by a moderator" in private_text(shown)
