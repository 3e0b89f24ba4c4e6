"""Archived threads: their buttons work, what is new wakes them, votes don't; room for others."""

from datetime import timedelta
from unittest import mock

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bot.publishing import crowding
from tests.acceptance.facts import post_of, waiting
from tests.support.calls import EDIT_CHANNEL, NEW_THREAD
from tests.support.moderators import fall_asleep
from tests.support.people import answer, ask, press, submit
from tests.support.reading import Shown, private_text, reply_of, starter_of, text_of
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"


@pytest.fixture(autouse=True)
async def _asked(either_world: ForumWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Alice ask, and Bob and Carol answer; then all is quiet."""
    world = either_world
    monkeypatch.setattr(crowding, "LEAST_QUIET", timedelta(seconds=1))
    await ask(world.alice, world.lobby, TITLE, "I lie awake.")
    await world.pass_time(2)
    for person, body in ((world.bob, "Warm milk, and no screens."), (world.carol, "Go for walks.")):
        await answer(person, starter_of(world.thread), body)
        await world.pass_time(2)
    await fall_asleep(world.thread)


def sleeps(world: ForumWorld) -> bool:
    return is_archived(world.env.backend.get_channel(world.thread.id))


async def shown(world: ForumWorld, who: MemberActor, number: int) -> Shown:
    """Let somebody look at a post with `/show`, from another channel."""
    return reply_of(await who.slash(world.lobby, "show", question=str(number)))


async def more(world: ForumWorld, who: MemberActor, number: int, button: str) -> Shown:
    """Let somebody press a button in More."""
    menu = reply_of(await press(who, await shown(world, who, number), "More"))
    return reply_of(await press(who, menu, button))


def card(world: ForumWorld, number: int) -> str:
    """Return an answer's card; they are numbered from 2."""
    return text_of(world.thread.history()[number - 1])


async def test_a_new_answer_wakes_the_thread(either_world: ForumWorld) -> None:
    world = either_world
    form = await press(world.bob, await shown(world, world.bob, 1), "Answer")
    await submit(world.bob, form, body="Get up and read for a while.")
    await world.pass_time(2)
    assert not sleeps(world)
    assert "Get up and read" in text_of(world.thread.history()[-1])


async def test_a_choice_wakes_it_and_so_does_another_that_draws_the_old_card_anew(
    either_world: ForumWorld,
) -> None:
    world = either_world
    await press(world.alice, await shown(world, world.alice, 2), "Best answer")
    await world.pass_time(3)
    assert not sleeps(world)
    assert card(world, 2).startswith("**✅ Best answer**")
    await fall_asleep(world.thread)
    await press(world.alice, await shown(world, world.alice, 3), "Best answer")
    await world.pass_time(3)
    assert not sleeps(world)
    assert "Best answer" not in card(world, 2)
    assert card(world, 3).startswith("**✅ Best answer**")
    assert "Best: ✅" in text_of(starter_of(world.thread))
    await fall_asleep(world.thread)
    await more(world, world.alice, 3, "Undo best answer")
    await world.pass_time(3)
    assert "Best answer" not in card(world, 3)
    assert await waiting(world) == []


async def test_a_vote_does_not_wake_it(either_world: ForumWorld) -> None:
    world = either_world
    await more(world, world.carol, 2, "Vote up")
    await world.pass_time(125)
    assert sleeps(world)
    assert (await post_of(world, 2)).up == 1


async def test_hiding_and_showing_again_are_seen_there(either_world: ForumWorld) -> None:
    world = either_world
    await world.mod.slash(world.lobby, "mod hide", post="2")
    await world.pass_time(3)
    assert card(world, 2).startswith("Hidden by a moderator")
    await fall_asleep(world.thread)
    await world.mod.slash(world.lobby, "mod unhide", post="2")
    await world.pass_time(3)
    assert not sleeps(world)
    assert "Warm milk" in card(world, 2)
    assert await waiting(world) == []


async def test_a_hidden_question_sleeps_with_its_text_gone(either_world: ForumWorld) -> None:
    world = either_world
    await world.mod.slash(world.lobby, "mod hide", post="1")
    await world.pass_time(3)
    assert text_of(starter_of(world.thread)).startswith("Hidden by a moderator")
    assert world.thread._channel.name == "Hidden question"
    assert sleeps(world)
    await world.mod.slash(world.lobby, "mod unhide", post="1")
    await world.pass_time(3)
    assert not sleeps(world)
    assert "I lie awake." in text_of(starter_of(world.thread))
    assert world.thread._channel.name == TITLE
    assert await waiting(world) == []


async def test_a_deleted_answer_goes_out_of_it(either_world: ForumWorld) -> None:
    world = either_world
    count = len(world.thread.history())
    really = await more(world, world.bob, 2, "Delete")
    await press(world.bob, really, "Delete")
    await world.pass_time(3)
    assert len(world.thread.history()) == count - 1
    assert all("Warm milk" not in text_of(each) for each in world.thread.history())
    assert await waiting(world) == []


async def test_what_an_edit_takes_out_is_read_there_no_longer(either_world: ForumWorld) -> None:
    world = either_world
    menu = reply_of(await press(world.bob, await shown(world, world.bob, 2), "More"))
    form = await press(world.bob, menu, "Edit")
    await submit(world.bob, form, body="Only that there are no screens.")
    await world.pass_time(3)
    assert "Warm milk" not in card(world, 2)
    assert sleeps(world)


async def test_a_new_title_and_text_are_seen_there_both(either_world: ForumWorld) -> None:
    world = either_world
    menu = reply_of(await press(world.alice, await shown(world, world.alice, 1), "More"))
    form = await press(world.alice, menu, "Edit")
    await submit(world.alice, form, title="How can I rest at night?", details="Since May.")
    await world.pass_time(5)
    assert world.thread._channel.name == "How can I rest at night?"
    assert "Since May." in text_of(starter_of(world.thread))
    assert await waiting(world) == []


async def test_a_post_for_which_there_is_no_room_appears_when_there_is(
    either_world: ForumWorld,
) -> None:
    """Discord's error 160006: the server has 1,000 open threads."""
    world = either_world
    await ask(world.bob, world.lobby, "How do I fall asleep early?")
    await world.pass_time(2)
    quiet = world.thread
    world.gaps.refuse(NEW_THREAD, 400, 160006)
    said = private_text(await ask(world.carol, world.lobby, "Why do I wake up at night?"))
    assert "it will appear by itself" in said
    await world.pass_time(10)
    assert world.thread._channel.name == "Why do I wake up at night?"
    assert is_archived(world.env.backend.get_channel(quiet.id))
    assert {kind for kind, _ in await waiting(world)} <= {"seed_reactions"}


async def test_an_answer_that_can_not_wake_its_thread_waits_for_room(
    either_world: ForumWorld,
) -> None:
    world = either_world
    world.gaps.refuse(EDIT_CHANNEL, 400, 160006)
    form = await press(world.bob, await shown(world, world.bob, 1), "Answer")
    await submit(world.bob, form, body="Get up and read for a while.")
    await world.pass_time(10)
    assert "Get up and read" in text_of(world.thread.history()[-1])
    assert not sleeps(world)


async def test_the_longest_quiet_threads_are_archived_before_it_is_full(
    either_world: ForumWorld,
) -> None:
    world = either_world
    titles = [f"How do I sleep in week {number}?" for number in range(4)]
    for title in titles:
        await ask(world.bob, world.lobby, title)
        await world.pass_time(3)
    first, second, *_ = open_threads(world)
    await answer(world.carol, starter_of(first), "I am awake in this one.")
    await world.pass_time(3)
    with mock.patch.object(crowding, "CROWDED", 5), mock.patch.object(crowding, "ROOMY", 3):
        await ask(world.alice, world.lobby, "Why do I wake up at night?")
        await world.pass_time(3)
    names = [each._channel.name for each in open_threads(world)]
    assert names == [titles[0], titles[3], "Why do I wake up at night?"]
    assert second._channel.name == titles[1]


def open_threads(world: ForumWorld) -> list[ChannelHandle]:
    return [
        each for each in world.threads if not is_archived(world.env.backend.get_channel(each.id))
    ]
