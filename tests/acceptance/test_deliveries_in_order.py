"""Order within a thread, lanes beside each other, and places that changed meanwhile."""

from data.tables import Account
from tests.acceptance.facts import (
    answered,
    asked,
    cards,
    deleted,
    dm_count,
    edited,
    link_of,
    post_of,
    rows,
    waiting,
)
from tests.support.calls import EDIT, NEW_THREAD, OPEN_DM, SEND, in_channel
from tests.support.moderators import delete_thread, fall_asleep, unarchive
from tests.support.people import answer, ask
from tests.support.reading import button_ids, reply_of, starter_of, text_of
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld


async def test_answers_of_one_thread_keep_their_order(text_world: ForumWorld) -> None:
    world = text_world
    card = await asked(world)
    world.gaps.break_server(in_channel(SEND, world.thread.id), times=3)
    await answer(world.bob, card, "The first of two answers to this.")
    await answer(world.carol, card, "The second of two answers to this.")
    await world.pass_time(60)
    shown = [m for m in world.thread.history() if button_ids(m)]
    numbers = [next(i for i in button_ids(m) if i.startswith("more:")) for m in shown]
    assert numbers == ["more:2", "more:3"]
    assert await waiting(world) == []


async def test_one_bad_question_does_not_stop_the_others(forum_world: ForumWorld) -> None:
    world = forum_world
    world.gaps.break_server(NEW_THREAD, times=4)
    await ask(world.alice, world.lobby, "The question that Discord refuses")
    world.gaps.heal()
    await ask(world.bob, world.lobby, "The question that comes after it")
    assert [thread.name for thread in world.threads] == ["The question that comes after it"]
    await world.pass_time(30)
    assert len(world.threads) == 2
    assert await waiting(world) == []


async def test_a_bad_thread_does_not_stop_its_neighbour(forum_world: ForumWorld) -> None:
    world = forum_world
    bad = await asked(world, title="The thread that Discord refuses")
    bad_thread = world.thread
    good = await asked(world, title="The thread that is well")
    world.gaps.refuse(in_channel(SEND, bad_thread.id), 403, 50013, times=None)
    await answer(world.bob, bad)
    await answer(world.bob, good)
    await world.pass_time(3)
    # The questions are 1 and 2, the answers 3 and 4.
    assert cards(world, 3) == []
    assert len(cards(world, 4)) == 1
    assert await waiting(world) == [("publish_answer", "Forbidden:50013")]


async def test_refreshes_of_one_card_become_one_edit(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    world.gaps.forget()
    for member in (world.bob, world.carol, world.mod):
        await member.react(card, "👍")
    await world.pass_time(5)
    assert "+3 votes" in text_of(world.fresh(card))
    assert world.gaps.count(EDIT) == 1


async def test_a_refused_dm_is_noted_and_never_tried_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, "notify")
    dm = in_channel(SEND, world.alice.user.dm_channel.id)
    world.gaps.refuse(dm, 403, 50007, times=None)
    await answered(world)
    await answer(world.carol, starter_of(world.thread))
    await world.pass_time(30)
    assert len(world.gaps.tried(dm)) == 1
    assert [account.discord_id for account in await rows(world, Account)] == [world.alice.id]
    assert await waiting(world) == []


async def test_who_left_gets_no_dm(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, "notify")
    world.env.backend.remove_member(world.guild.id, world.alice.id)
    await answered(world)
    await world.pass_time(30)
    assert world.gaps.tried(OPEN_DM) == []
    assert dm_count(world) == 0
    assert await waiting(world) == []


async def test_nothing_is_left_to_do_in_a_deleted_thread(text_world: ForumWorld) -> None:
    world = text_world
    await asked(world, "notify")
    await answered(world)
    await edited(world, "A title that nobody will see", "And a text.")
    await delete_thread(world.mod, world.thread)
    await world.pass_time(30)
    assert (await post_of(world)).state.value == "hidden"
    assert await waiting(world) == []


async def test_an_answer_wakes_an_archived_thread(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await fall_asleep(world.thread)
    shown = await world.bob.slash(world.lobby, "answer", question="1")
    await world.bob.submit_modal(shown, {"body": "An answer that comes late.", "options": []})
    await world.pass_time(5)
    assert not is_archived(world.env.backend.get_channel(world.thread.id))
    assert "1 answer" in text_of(starter_of(world.thread))
    assert await waiting(world) == []


async def test_a_text_is_taken_away_in_an_archived_thread_too(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    await fall_asleep(world.thread)
    shown = await world.alice.slash(world.lobby, "show", question="1")
    await deleted(world, world.alice, reply_of(shown))
    await world.pass_time(20)
    assert text_of(starter_of(world.thread)).startswith("Removed by its author")
    assert is_archived(world.env.backend.get_channel(world.thread.id))
    assert await waiting(world) == []


async def test_votes_do_not_wake_it_and_show_when_it_opens(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await world.carol.react(card, "👍")
    await fall_asleep(world.thread)
    await world.pass_time(120)
    assert is_archived(world.env.backend.get_channel(world.thread.id))
    assert "0 votes" in text_of(starter_of(world.thread))
    assert (await link_of(world)).is_stale
    assert await waiting(world) == []
    await unarchive(world.carol, world.thread)
    await world.pass_time(5)
    assert "+1 vote" in text_of(starter_of(world.thread))
    assert not (await link_of(world)).is_stale
