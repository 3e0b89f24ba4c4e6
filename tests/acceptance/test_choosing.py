"""Best answers: chosen, changed, undone; marked in the cards, counted in the points."""

import discord
import pytest
from simcord.actors import MemberActor

from data.tables import AuditEntry, Member, NotificationKind, Post
from tests.acceptance.facts import (
    answered,
    asked,
    counts_are_right,
    deleted,
    post_of,
    rows,
    tags_of,
    told,
)
from tests.acceptance.masked import WHILE, answer_masked, ask_masked
from tests.support.people import answer, press, submit
from tests.support.reading import (
    buttons_of,
    dm_texts,
    dms,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

NOW_BEST, NO_MORE = "✅ #2 is the best answer now.", "#2 is the best answer no more."
ONLY = "Only who asked, or a moderator, can choose the best answer."


async def choose(world: ForumWorld, who: MemberActor, card: discord.Message) -> str:
    said = private_text(await press(who, card, "Best answer"))
    await world.pass_time(2)
    return said


async def points(world: ForumWorld) -> dict[str, tuple[int, int]]:
    """Return `aselects` and `aselecteds` by name."""
    members = await rows(world, Member)
    return {each.name: (each.aselects, each.aselecteds) for each in members if each.name}


def last(world: ForumWorld) -> discord.Message:
    return world.thread.history()[-1]


async def chosen_and_undone(world: ForumWorld) -> None:
    await asked(world)
    await answered(world)
    assert await choose(world, world.alice, last(world)) == NOW_BEST
    assert text_of(last(world)).startswith("**✅ Best answer**")
    assert "Best: ✅ [0]" in text_of(starter_of(world.thread))
    assert await points(world) == {"Alice": (1, 0), "Bob": (0, 1)}
    assert await counts_are_right(world)
    again = await press(world.alice, last(world), "Best answer")
    assert private_text(again) == "✅ #2 is the best answer already."
    if world.is_forum_channel:
        assert tags_of(world) == ["Answered"]
    assert private_text(await press(world.alice, reply_of(again), "Undo best answer")) == NO_MORE
    await world.pass_time(2)
    assert "✅ Best answer" not in text_of(last(world))
    assert await points(world) == {"Alice": (0, 0), "Bob": (0, 0)}


async def test_the_asker_chooses_and_everybody_sees_it(forum_world: ForumWorld) -> None:
    await chosen_and_undone(forum_world)
    assert tags_of(forum_world) == []


async def test_so_under_a_text_channel(text_world: ForumWorld) -> None:
    await chosen_and_undone(text_world)


async def test_another_one_takes_its_place(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    first = await answered(world)
    await answer(world.carol, starter_of(world.thread), "Tea without milk helped me.")
    await world.pass_time(1)
    await choose(world, world.alice, first)
    await choose(world, world.alice, last(world))
    assert "✅ Best answer" not in text_of(world.fresh(first))
    assert text_of(last(world)).startswith("**✅ Best answer**")
    assert (await points(world))["Bob"] == (0, 0)
    assert (await points(world))["Carol"] == (0, 1)
    assert await counts_are_right(world)


async def test_others_are_told_who_may(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    assert await choose(world, world.bob, last(world)) == ONLY
    menu = reply_of(await press(world.bob, last(world), "More"))
    assert "Best answer" not in buttons_of(menu)
    assert (await post_of(world)).best_answer_id is None


async def test_a_moderator_chooses_and_that_is_logged(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    menu = reply_of(await press(world.mod, last(world), "More"))
    await press(world.mod, menu, "Best answer")
    await press(world.alice, last(world), "Best answer")
    entries = [each for each in await rows(world, AuditEntry) if each.post_id == 2]
    assert [each.action for each in entries] == ["choose"]
    log = await world.mod.slash(world.lobby, "mod log", member=world.bob)
    assert "chose #2 as the best answer" in private_text(log)


async def test_its_author_is_told_and_the_dm_of_an_answer_has_the_button(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world, "notify")
    await answer(world.bob, starter_of(world.thread), options=["notify"])
    await world.pass_time(3)
    assert private_text(await press(world.alice, dms(world.alice)[-1], "Best answer")) == NOW_BEST
    await world.pass_time(3)
    assert "was chosen as the best answer" in dm_texts(world.bob)[-1]
    inbox = private_text(await world.bob.slash(world.lobby, "inbox"))
    assert "was chosen as the best answer" in inbox


@pytest.mark.parametrize("way", ["hidden", "deleted"])
async def test_what_is_gone_is_the_best_no_more(forum_world: ForumWorld, way: str) -> None:
    world = forum_world
    await asked(world)
    await answered(world)
    await choose(world, world.alice, last(world))
    if way == "hidden":
        await world.mod.slash(world.lobby, "mod hide", post="2")
    else:
        await deleted(world, world.bob, last(world))
    await world.pass_time(2)
    assert (await post_of(world)).best_answer_id is None
    assert (await points(world))["Alice"] == (0, 0)
    assert await counts_are_right(world)


@pytest.mark.parametrize("by_name", [True, False])
async def test_who_asked_anonymously_chooses_others_but_not_their_own(
    forum_world: ForumWorld, *, by_name: bool
) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    await answer(world.bob, starter_of(world.thread), "What helped me, by name.")
    if by_name:
        form = await press(world.alice, starter_of(world.thread), "Answer")
        slip = await submit(world.alice, form, body="What I found out myself.", options=[])
        await press(world.alice, reply_of(slip), "Post as myself")
    else:
        await answer_masked(world, world.alice, "What I found out myself.")
    await world.pass_time(WHILE)
    own = await choose(world, world.alice, last(world))
    assert own == "You asked anonymously, so you can't choose an answer of your own."
    assert await choose(world, world.alice, world.thread.history()[1]) == NOW_BEST
    assert (await points(world))["Bob"] == (0, 1)
    assert not any(each.aselects for each in await rows(world, Member))
    kinds = [each.kind for each in await told(world)]
    assert kinds.count(NotificationKind.CHOSEN) == 1
    assert await counts_are_right(world)


async def test_only_answers_that_are_there_can_be_chosen(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    found = await rows(world, Post)
    assert len(found) == 1
    shown = reply_of(await world.alice.slash(world.lobby, "show", question="1"))
    assert "Best answer" not in buttons_of(shown) + buttons_of(card)


async def test_nobody_chooses_what_they_answered_anonymously(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answer_masked(world, world.alice, "What I found out myself.")
    await world.pass_time(WHILE)
    own = await choose(world, world.alice, last(world))
    assert own == "You wrote this answer anonymously, so you can't choose it yourself."
    assert (await points(world))["Alice"] == (0, 0)
    # Somebody else may, and then their points are what anybody's choice brings.
    assert await choose(world, world.mod, last(world)) == NOW_BEST
    assert await counts_are_right(world)
