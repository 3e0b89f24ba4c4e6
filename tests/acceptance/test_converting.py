"""Turning an answer into a comment: by moderators, in More, asked first."""

import pytest
from simcord.results import ResponseMessage

from data.tables import AuditEntry, NotificationKind
from tests.acceptance.facts import counts_are_right, rows, told
from tests.acceptance.seen import public_button
from tests.support.people import Person, answer, ask, press, vote
from tests.support.reading import (
    buttons_of,
    dm_texts,
    private_text,
    reactions_of,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

TURN = "Turn into a comment"


async def answered(world: ForumWorld) -> None:
    await ask(world.alice, world.lobby)
    await answer(world.bob, starter_of(world.thread), options=["notify"])
    await world.pass_time(2)


async def menu(world: ForumWorld, person: Person) -> ResponseMessage:
    return reply_of(await press(person, world.thread.history()[1], "More"))


async def turn(world: ForumWorld) -> str:
    really = reply_of(await press(world.mod, await menu(world, world.mod), TURN))
    assert "can't be turned back" in text_of(really)
    shown = await press(world.mod, really, TURN)
    await world.pass_time(5)
    return text_of(reply_of(shown))


async def test_an_answer_becomes_a_comment_with_what_hangs_on_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    card = world.thread.history()[1]
    await vote(world.carol, card)
    form = await press(world.carol, card, "Comment")
    await world.carol.submit_modal(form, {"body": "That helped me, too."})
    await world.pass_time(5)
    await press(world.alice, card, "Best answer")
    await world.pass_time(5)
    await turn(world)
    await counts_are_right(world)
    starter, turned, commented = world.thread.history()
    for each in (turned, commented):
        assert text_of(each).startswith(f"-# 💬 Comment on [the question]({starter.jump_url})")
    assert buttons_of(turned) == ["Comment", "More"]
    assert reactions_of(world.env, turned) == {"👍": 1}
    said = text_of(starter)
    assert "· 0 answers" in said
    assert "Best:" not in said
    assert "[#2]" in said
    assert "[#3]" in said


async def test_its_menu_says_nothing_of_votes(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await press(world.carol, await menu(world, world.carol), "Vote down")
    assert "You voted 👎" in text_of(await menu(world, world.carol))
    await turn(world)
    assert text_of(await menu(world, world.carol)) == "#2"


async def test_its_author_is_told_and_the_log_has_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    await turn(world)
    kinds = [each.kind for each in await told(world)]
    assert kinds == [NotificationKind.ANSWER, NotificationKind.CONVERTED]
    assert "turned your answer in" in dm_texts(world.bob)[-1]
    log = private_text(await world.mod.slash(world.lobby, "mod log", member=world.bob))
    assert f"<@{world.mod.id}> turned #2 into a comment" in log


@pytest.mark.parametrize("options", [["notify"], ["anonymous", "notify"]])
async def test_its_author_does_it_and_nobody_is_told_or_noted(
    forum_world: ForumWorld, options: list[str]
) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    await answer(world.bob, starter_of(world.thread), options=options)
    await world.pass_time(25)
    really = reply_of(await press(world.bob, await menu(world, world.bob), TURN))
    await press(world.bob, really, TURN)
    await world.pass_time(5)
    assert text_of(world.thread.history()[1]).startswith("-# 💬 Comment on")
    assert [each.kind for each in await told(world)] == [NotificationKind.ANSWER]
    assert [each for each in await rows(world, AuditEntry) if each.post_id is not None] == []
    await counts_are_right(world)


async def test_only_its_author_and_moderators_do_it_and_only_once(forum_world: ForumWorld) -> None:
    world = forum_world
    await answered(world)
    assert TURN not in buttons_of(await menu(world, world.alice))
    forged = await public_button(world, TURN, "tocomment:2")
    said = private_text(await press(world.alice, forged, TURN))
    assert "Only the person who wrote it" in said
    open_menu = await menu(world, world.mod)
    twice = [reply_of(await press(world.mod, open_menu, TURN)) for _ in range(2)]
    for really in twice:
        again = await press(world.mod, really, TURN)
        await world.pass_time(5)
    assert "Only an answer can be turned" in private_text(again)
