"""Closing questions and opening them again: by who asked, by moderators, for everybody to read."""

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from data.tables import AuditEntry, Post
from tests.acceptance.facts import asked, deleted, post_of, rows, tags_of
from tests.acceptance.masked import ask_masked
from tests.acceptance.seen import refusal
from tests.support.moderators import fall_asleep, lock, unlock
from tests.support.people import answer, ask, press, submit
from tests.support.reading import (
    Shown,
    buttons_of,
    components_of,
    dm_texts,
    fields_of,
    private_text,
    reply_of,
    starter_of,
    text_of,
)
from tests.support.worlds import ForumWorld

NOT_YOURS = "Only a moderator can do that, or who asked; a moderator's closing stays theirs."


async def more(world: ForumWorld, who: MemberActor) -> list[str]:
    return buttons_of(reply_of(await press(who, starter_of(world.thread), "More")))


async def close(world: ForumWorld, who: MemberActor, **over: str) -> str:
    menu = reply_of(await press(who, starter_of(world.thread), "More"))
    form = await press(who, menu, "Close")
    assert list(fields_of(form)) == ["reason", "duplicate_of"]
    said = private_text(await submit(who, form, **over))
    await world.pass_time(2)
    return said


async def reopen(world: ForumWorld, who: MemberActor) -> None:
    menu = reply_of(await press(who, starter_of(world.thread), "More"))
    await press(who, menu, "Reopen")
    await world.pass_time(2)


async def mod(world: ForumWorld, command: str, **options: object) -> InteractionResult:
    result: InteractionResult = await world.mod.slash(world.lobby, f"mod {command}", **options)
    await world.pass_time(2)
    return result


def colour_of(message: Shown) -> int:
    """Return the colour of a card."""
    found: int = next(each["accent_color"] for each in components_of(message))
    return found


def card(world: ForumWorld) -> str:
    return text_of(starter_of(world.thread))


async def acts(world: ForumWorld) -> list[str]:
    entries = await rows(world, AuditEntry)
    return [entry.action for entry in entries if entry.post_id is not None]


async def test_who_would_answer_a_closed_one_reads_why_it_is(either_world: ForumWorld) -> None:
    world = either_world
    await asked(world)
    await close(world, world.mod, reason="Off *topic* here")
    said = "This question is closed, so it takes no new answers: Off \\*topic\\* here"
    assert private_text(await press(world.bob, starter_of(world.thread), "Answer")) == said
    assert refusal(world, await world.bob.slash(world.lobby, "answer", question="1")) == said


async def test_who_would_answer_a_duplicate_is_led_to_the_original(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await ask(world.carol, world.lobby, "What helps against nightmares?")
    await world.pass_time(2)
    await close(world, world.mod, duplicate_of="1")
    refused = await press(world.bob, starter_of(world.thread), "Answer")
    said = private_text(refused)
    assert "This question is closed as a duplicate of [#1](https://discord.com/channels/" in said
    assert said.endswith("): please answer there.")
    await world.mod.slash(world.lobby, "mod hide", post="1")
    refused = await press(world.bob, starter_of(world.thread), "Answer")
    assert private_text(refused) == (
        "This question is closed as a duplicate of another one, which is not shown now. It takes "
        "no new answers."
    )


async def test_a_locked_thread_gives_no_other_reason(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await lock(world.mod, world.thread)
    await world.pass_time(3)
    refused = await world.bob.slash(world.lobby, "answer", question="1")
    assert refusal(world, refused) == "This question is closed, so it takes no new answers."


async def test_who_asked_closes_and_opens_again(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    assert await close(world, world.alice, reason="I found *help*") == "#1 is closed."
    assert "🔒 Closed: I found \\*help\\*" in card(world)
    assert tags_of(world) == ["Closed"]
    refused = await press(world.bob, starter_of(world.thread), "More")
    assert not {"Close", "Reopen"} & set(buttons_of(reply_of(refused)))
    assert {"Reopen"} <= set(await more(world, world.alice))
    assert "Edit" not in await more(world, world.alice)
    await reopen(world, world.alice)
    assert "🔒" not in card(world)
    assert tags_of(world) == []
    assert await acts(world) == []


async def test_its_colour_shows_it_also_where_it_is_answered(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(2)
    answered = world.thread.history()[-1]
    colours = {"open": colour_of(starter_of(world.thread))}
    await press(world.alice, answered, "Best answer")
    await world.pass_time(2)
    colours["answered"] = colour_of(starter_of(world.thread))
    await close(world, world.alice, reason="I found help")
    colours["closed"] = colour_of(starter_of(world.thread))
    assert len(set(colours.values())) == len(colours)
    assert colour_of(world.fresh(answered)) == colours["answered"], "the best one stays marked"
    await reopen(world, world.alice)
    assert colour_of(starter_of(world.thread)) == colours["answered"]


async def test_a_duplicate_leads_to_the_other_question(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    first = world.thread
    await ask(world.bob, world.lobby, "How do I sleep before exams, then?")
    await world.pass_time(2)
    assert await close(world, world.mod, duplicate_of="1") == "#2 is closed."
    assert "🔒 Closed as a duplicate of [#1 How can I sleep before an exam?](" in card(world)
    assert str(first.id) in card(world)
    assert (await post_of(world, 2)).duplicate_of == 1


@pytest.mark.parametrize("way", ["hidden", "deleted", "renamed"])
async def test_the_card_of_a_duplicate_says_no_title_that_is_gone(
    forum_world: ForumWorld, way: str
) -> None:
    world = forum_world
    original = await asked(world)
    await asked(world, title="What helps with waking up early?")
    await close(world, world.mod, duplicate_of="1")
    await fall_asleep(world.thread)
    if way == "hidden":
        await mod(world, "hide", post="1")
    elif way == "deleted":
        await deleted(world, world.alice, original)
    else:
        menu = reply_of(await press(world.alice, original, "More"))
        await submit(world.alice, await press(world.alice, menu, "Edit"), title="Another title")
    await world.pass_time(2)
    assert "How can I sleep before an exam?" not in card(world)
    leads = "#1" if way == "deleted" else "[#1"
    assert f"Closed as a duplicate of {leads}" in card(world)


async def test_a_duplicate_of_what_was_deleted_leads_nowhere(forum_world: ForumWorld) -> None:
    world = forum_world
    first = await asked(world)
    await answer(world.bob, first)
    await ask(world.alice, world.lobby, "Which herbal tea is good for calm nerves?")
    await world.pass_time(2)
    await close(world, world.mod, duplicate_of="1")
    await deleted(world, world.alice, first)
    await world.pass_time(5)
    assert "Closed as a duplicate of #1" in card(world)


async def test_a_deleted_question_makes_no_circle(forum_world: ForumWorld) -> None:
    world = forum_world
    cards = []
    for title in ("How may one sleep in winter?", "Which tea calms nerves?", "Why do dogs bark?"):
        await ask(world.alice, world.lobby, title)
        await world.pass_time(2)
        cards.append(starter_of(world.thread))
    await mod(world, "close", question="2", duplicate_of="1")
    await mod(world, "close", question="3", duplicate_of="2")
    await mod(world, "hide", post="2")
    said = refusal(world, await mod(world, "close", question="1", duplicate_of="3"))
    assert "closed as a duplicate of this one" in said
    await mod(world, "unhide", post="2")
    await deleted(world, world.alice, cards[1])
    await world.pass_time(2)
    assert private_text(await mod(world, "close", question="1", duplicate_of="3")) == (
        "#1 is closed."
    )


@pytest.mark.parametrize("what", ["hidden", "removed", "closed"])
async def test_a_stale_menu_does_not_open_the_form(forum_world: ForumWorld, what: str) -> None:
    world = forum_world
    shown = await asked(world)
    elsewhere = reply_of(await world.mod.slash(world.lobby, "show", question="1"))
    menu = reply_of(await press(world.mod, elsewhere, "More"))
    if what == "hidden":
        await mod(world, "hide", post="1")
    elif what == "removed":
        await deleted(world, world.alice, shown)
    else:
        await mod(world, "close", question="1")
    pressed = await press(world.mod, menu, "Close")
    assert pressed.modal is None
    assert f" {what}" in private_text(pressed)


async def test_a_duplicate_closed_with_a_reason_says_both(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    await asked(world, title="What helps with waking up early?")
    await close(world, world.mod, duplicate_of="1", reason="See the second answer")
    shown = card(world)
    assert "🔒 Closed as a duplicate of [#1 How can I sleep before an exam?](" in shown
    assert "): See the second answer" in shown


async def test_duplicates_of_one_another_are_refused(forum_world: ForumWorld) -> None:
    world = forum_world
    for place, title in enumerate(("How do I begin?", "How do I start?", "Where to start?")):
        await asked(world, title=title)
        if place:
            await close(world, world.mod, duplicate_of=str(place))
    for number in ("2", "3"):
        await mod(world, "reopen", question=number)
        await mod(world, "close", question=number, duplicate_of=str(int(number) - 1))
    said = refusal(world, await mod(world, "close", question="1", duplicate_of="3"))
    assert said.startswith("That question is itself closed as a duplicate of this one.")
    assert (await post_of(world)).closed_at is None


@pytest.mark.parametrize("reference", ["2", "999", "nothing like it"])
async def test_a_duplicate_of_nothing_is_refused(forum_world: ForumWorld, reference: str) -> None:
    world = forum_world
    await asked(world)
    await ask(world.bob, world.lobby, "How do I sleep before exams, then?")
    await world.pass_time(2)
    said = await close(world, world.mod, duplicate_of=reference)
    assert said
    assert "is closed" not in said
    assert (await post_of(world, 2)).closed_at is None


async def test_moderators_close_and_the_asker_hears_of_it(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world, "notify")
    assert private_text(await mod(world, "close", question="1", reason="Off topic")) == (
        "#1 is closed."
    )
    assert "🔒 Closed: Off topic" in card(world)
    assert "A moderator closed your question" in dm_texts(world.alice)[-1]
    assert refusal(world, await mod(world, "close", question="1")) == (
        "That question is closed already."
    )
    assert "Reopen" not in await more(world, world.alice)
    assert private_text(await mod(world, "reopen", question="1")) == "#1 is open again."
    assert refusal(world, await mod(world, "reopen", question="1")) == (
        "That question isn't closed."
    )
    assert await acts(world) == ["close", "reopen"]
    log = private_text(await mod(world, "log", member=world.alice))
    assert "closed #1" in log
    assert "reopened #1" in log


async def test_old_buttons_refuse_others(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    menu = reply_of(await press(world.alice, starter_of(world.thread), "More"))
    form = await press(world.alice, menu, "Close")
    await mod(world, "close", question="1")
    refused = private_text(await submit(world.alice, form, reason="Solved"))
    assert refused == "That question is closed already."
    await mod(world, "reopen", question="1")
    await close(world, world.alice)
    stale = reply_of(await press(world.alice, starter_of(world.thread), "More"))
    await mod(world, "reopen", question="1")
    await mod(world, "close", question="1")
    (said,) = (await press(world.alice, stale, "Reopen")).followups
    assert (text_of(said), said.ephemeral) == (NOT_YOURS, True)


async def test_a_locked_thread_is_opened_by_moderators_only(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask_masked(world, world.alice)
    await lock(world.mod, world.thread)
    await world.pass_time(3)
    shown = reply_of(await world.alice.slash(world.lobby, "show", question="1"))
    assert "Reopen" not in buttons_of(reply_of(await press(world.alice, shown, "More")))
    await unlock(world.mod, world.thread)
    await world.pass_time(3)
    await close(world, world.alice, reason="Solved")
    assert "🔒 Closed: Solved" in card(world)
    assert (await post_of(world)).closed_by is None
    await reopen(world, world.alice)
    assert (await post_of(world)).closed_at is None


async def test_a_moderators_own_anonymous_question_is_closed_by_nobody(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await ask_masked(world, world.mod)
    await mod(world, "close", question="1", reason="Solved")
    assert (await post_of(world)).closed_by is None
    assert await acts(world) == []


async def test_a_question_is_put_into_another_category_with_its_answers(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    for name in ("Sleep", "Work"):
        await world.owner.slash(world.lobby, "forum category add", name=name)
    await ask(world.alice, world.lobby, category="Sleep")
    await world.pass_time(2)
    await answer(world.bob, starter_of(world.thread))
    await world.pass_time(2)
    assert tags_of(world) == ["Sleep"]
    said = private_text(await mod(world, "category", category="Work", question="2"))
    assert said == "#1 is in **Work** now."
    assert tags_of(world) == ["Work"]
    assert "in Work" in card(world)
    assert {post.category_id for post in await rows(world, Post)} == {2}
    assert await acts(world) == ["move"]
    assert refusal(world, await mod(world, "category", category="Play", question="1"))
