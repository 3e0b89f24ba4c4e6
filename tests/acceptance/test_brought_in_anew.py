"""A newer file of the website: what of it stands in Discord already follows, in silence."""

from typing import Any

import pytest

from data.tables import Post, PostKind
from tests.acceptance.brought import ANSWER, TITLE, bring_in, bring_in_and_answer, card
from tests.acceptance.facts import rows, told, waiting
from tests.support.moderators import delete_thread, fall_asleep
from tests.support.people import answer, press, submit
from tests.support.reading import dms, reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld

OTHER = {"postid": 5, "title": "Is my neighbour Max a thief?", "content": "He is."}
COMMENT = {"postid": 6, "type": "C", "parentid": 1, "title": None, "content": "Poor dog."}


@pytest.fixture
async def brought(forum_world: ForumWorld) -> ForumWorld:
    await bring_in_and_answer(forum_world)
    return forum_world


async def test_what_is_hidden_there_is_covered_here_and_shown_again(brought: ForumWorld) -> None:
    world = brought
    await bring_in(world, type="Q_HIDDEN")
    texts = "".join(text_of(each) for each in world.thread.history())
    assert "He hides" not in texts
    assert "biscuit" not in texts
    assert world.env.backend.get_channel(world.thread.id).name == "Hidden question"
    await bring_in(world)
    assert "He hides for days." in text_of(starter_of(world.thread))
    assert "biscuit" in text_of(world.thread.history()[-1])
    assert world.env.backend.get_channel(world.thread.id).name == TITLE
    assert await waiting(world) == []


@pytest.mark.parametrize("is_asleep", [True, False])
async def test_a_text_that_was_changed_there_is_changed_here(
    brought: ForumWorld, *, is_asleep: bool
) -> None:
    world = brought
    if is_asleep:
        await fall_asleep(world.thread)
    await bring_in(world, content="He is fine now.", title="How did I calm my dog?")
    assert "He is fine now." in text_of(starter_of(world.thread))
    assert world.env.backend.get_channel(world.thread.id).name == "How did I calm my dog?"
    assert await waiting(world) == []


async def test_a_note_closes_it_here(brought: ForumWorld) -> None:
    note = {"postid": 9, "type": "NOTE", "parentid": 1, "title": None, "content": "Asked before"}
    await bring_in(brought, note, closedbyid=9)
    assert "Closed: Asked before" in text_of(starter_of(brought.thread))


async def test_the_same_file_again_draws_nothing_and_nobody_is_told(brought: ForumWorld) -> None:
    world = brought
    before = len(world.gaps.calls), await told(world), len(dms(world.bob))
    await bring_in(world)
    assert len(world.gaps.calls) == before[0]
    await bring_in(world, ANSWER, content="He is fine now.", selchildid=2)
    assert (await told(world), len(dms(world.bob))) == before[1:]
    assert len(world.threads) == 1


async def test_what_waits_there_again_is_covered_here(brought: ForumWorld) -> None:
    await bring_in(brought, type="Q_QUEUED")
    assert "He hides" not in "".join(text_of(each) for each in brought.thread.history())


async def test_its_answers_are_counted_and_named_as_they_are_now(brought: ForumWorld) -> None:
    world = brought
    await bring_in(world, ANSWER)
    assert "2 answers" in card(world)
    await answer(world.carol, starter_of(world.thread), "Another idea of mine.")
    await world.pass_time(130)
    assert "by bo" in card(world)
    await bring_in(world, ANSWER | {"type": "A_HIDDEN"})
    assert "2 answers" in card(world)
    assert "by bo" not in card(world)
    assert "💬" not in card(world)
    await bring_in(world, ANSWER | {"type": "A_HIDDEN"}, COMMENT)
    assert "💬" in card(world)
    assert await waiting(world) == []


async def test_votes_there_stand_on_the_card(brought: ForumWorld) -> None:
    await bring_in(brought, ANSWER, votes=[{"postid": 2, "userid": 1, "vote": 1}])
    assert "+1 by bo" in card(brought)


@pytest.mark.parametrize("change", [{"type": "Q_HIDDEN"}, {"title": "Is my neighbour a thief?"}])
@pytest.mark.parametrize("is_followed", [True, False])
async def test_a_title_without_a_card_of_its_own_goes_from_those_of_others(
    brought: ForumWorld, change: dict[str, Any], *, is_followed: bool
) -> None:
    world = brought
    await bring_in(world, OTHER)
    questions = [each for each in await rows(world, Post) if each.kind is PostKind.QUESTION]
    number = str(questions[-1].id)
    if is_followed:
        shown = reply_of(await world.carol.slash(world.lobby, "show", question=number))
        menu = reply_of(await press(world.carol, shown, "More"))
        form = await press(world.carol, menu, "Ask a related question")
        await submit(world.carol, form, title="And what do I do now with mine?")
    else:
        await world.mod.slash(world.lobby, "mod close", question="1", duplicate_of=number)
    await world.pass_time(130)
    assert "Max" in card(world)
    await bring_in(world, OTHER | change)
    assert "Max" not in card(world)
    assert await waiting(world) == []


async def test_what_is_shown_again_there_after_its_thread_was_deleted_here_gets_another(
    brought: ForumWorld,
) -> None:
    world = brought
    await bring_in(world, type="Q_HIDDEN")
    await delete_thread(world.mod, world.thread)
    await world.pass_time(10)
    await bring_in(world)
    assert "He hides for days." in card(world)
    assert "biscuit" in text_of(world.thread.history()[-1])
