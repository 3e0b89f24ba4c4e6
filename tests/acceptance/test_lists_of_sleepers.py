"""In an archived or locked thread some apps refuse a press: lists bring the buttons themselves."""

import pytest
from simcord.results import ResponseMessage

from tests.acceptance.masked import ask_masked
from tests.support.moderators import fall_asleep, lock
from tests.support.people import answer, ask, press, submit
from tests.support.reading import buttons_of, private_text, reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld

TITLE = "How do I stop dreading Monday all weekend?"
TIP = "Plan a nice breakfast for that morning."


@pytest.fixture(autouse=True)
async def _asked(either_world: ForumWorld) -> None:
    """Let Alice ask, Bob answer and Carol comment on that and follow."""
    world = either_world
    await ask(world.alice, world.lobby, TITLE, "It hurts.")
    await world.pass_time(2)
    question = starter_of(world.thread)
    await answer(world.bob, question, TIP)
    await world.pass_time(2)
    form = await press(world.carol, world.thread.history()[-1], "Comment")
    await submit(world.carol, form, body="I shall try that, thank you.")
    await press(world.carol, question, "Notify me")
    await world.pass_time(2)


def offered(page: ResponseMessage) -> list[str]:
    return [each for each in buttons_of(page) if each.startswith("Show #")]


async def shown_by(world: ForumWorld) -> dict[str, list[str]]:
    """Return which posts each list has buttons for."""
    pages = {
        "browse": await world.carol.slash(world.lobby, "browse"),
        "search": await world.carol.slash(world.lobby, "search", query="dreading"),
        "search beneath": await world.carol.slash(world.lobby, "search", query="breakfast"),
        "asked before": await world.carol.slash(world.lobby, "ask"),
        "profile": await world.carol.slash(world.lobby, "profile", member=world.bob),
        "inbox": await world.alice.slash(world.lobby, "inbox"),
        "following": await world.carol.slash(world.lobby, "following"),
    }
    again = "How can I stop dreading Monday each weekend?"
    pages["asked before"] = await submit(world.carol, pages["asked before"], title=again)
    card = reply_of(await world.carol.slash(world.lobby, "show", question="2"))
    menu = reply_of(await press(world.carol, card, "More"))
    pages["comments"] = await press(world.carol, menu, "Comments")
    return {each: offered(reply_of(page)) for each, page in pages.items()}


def those_asleep(world: ForumWorld) -> dict[str, list[str]]:
    """Return what the lists are to offer: under a text channel a question's card never sleeps."""
    question = ["Show #1"] if world.is_forum_channel else []
    return {
        "browse": question,
        "search": question,
        "search beneath": ["Show #2"],
        "asked before": question,
        "profile": ["Show #2"],
        "inbox": ["Show #2", *question],
        "following": question,
        "comments": ["Show #3"],
    }


async def test_where_a_thread_is_archived_lists_bring_the_buttons(
    either_world: ForumWorld,
) -> None:
    world = either_world
    assert not any((await shown_by(world)).values())
    await fall_asleep(world.thread)
    assert await shown_by(world) == those_asleep(world)
    page = reply_of(await world.alice.slash(world.lobby, "inbox"))
    assert "· #2 · [Open](" in text_of(page), "which one the button shows"
    page = reply_of(await world.carol.slash(world.lobby, "search", query="breakfast"))
    assert f"In answer #2: {TIP}" in text_of(page)
    card = reply_of(await press(world.carol, page, "Show #2"))
    form = await press(world.carol, card, "Comment")
    await submit(world.carol, form, body="And tell somebody about it.")
    await world.pass_time(2)
    assert not any((await shown_by(world)).values()), "a new comment opened it"


async def test_so_they_do_where_it_is_locked(either_world: ForumWorld) -> None:
    world = either_world
    await lock(world.mod, world.thread)
    await world.pass_time(2)
    assert await shown_by(world) == those_asleep(world)


async def test_authors_get_at_their_anonymous_posts(either_world: ForumWorld) -> None:
    world = either_world
    await ask_masked(world, world.bob, "Why am I tired after each holiday?")
    await fall_asleep(world.threads[-1])
    profile = reply_of(await world.bob.slash(world.lobby, "profile"))
    page = reply_of(await press(world.bob, profile, "My anonymous posts (only you see this)"))
    assert offered(page) == (["Show #4"] if world.is_forum_channel else [])
    other = reply_of(await world.carol.slash(world.lobby, "profile", member=world.bob))
    assert "Show #4" not in buttons_of(other)
    assert "tired" not in private_text(await world.carol.slash(world.lobby, "profile"))


async def test_follow_on_and_related_questions_too(either_world: ForumWorld) -> None:
    world = either_world
    card = reply_of(await world.bob.slash(world.lobby, "show", question="1"))
    menu = reply_of(await press(world.bob, card, "More"))
    form = await press(world.bob, menu, "Ask a related question")
    sent = await submit(world.bob, form, title="And what of the evenings before an exam?")
    assert "posted" in private_text(sent)
    await world.pass_time(2)
    await fall_asleep(world.threads[-1])
    related = reply_of(await press(world.bob, menu, "Related questions"))
    assert offered(related) == (["Show #4"] if world.is_forum_channel else [])
