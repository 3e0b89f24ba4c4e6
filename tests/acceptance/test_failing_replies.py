"""A reply that fails after something was done never has people do it again."""

import pytest
from simcord.results import InteractionResult

from data.tables import PostState
from tests.acceptance.facts import ANSWER, answered, asked, post_of, votes_on, waiting
from tests.acceptance.seen import drafts_in
from tests.support.calls import CALLBACK, EDIT_REPLY, FOLLOWUP, NEW_THREAD, SEND, in_channel
from tests.support.gaps import Gaps
from tests.support.people import answer, ask, press, submit
from tests.support.reading import private_text, reply_of, starter_of, text_of
from tests.support.worlds import ForumWorld

REFUSALS = pytest.mark.parametrize(
    ("status", "code"), [(400, 50035), (403, 50001), (404, 10015), (429, 0)]
)


async def voted(world: ForumWorld, label: str) -> str:
    """Let Carol press a vote button under More, and return what she reads beside the menu."""
    menu = await press(world.carol, starter_of(world.thread), "More")
    return _followups(await press(world.carol, reply_of(menu), label))


def _followups(result: InteractionResult) -> str:
    assert all(each.ephemeral for each in result.followups)
    return "\n".join(text_of(each) for each in result.followups)


@REFUSALS
async def test_a_vote_whose_menu_cannot_be_shown_counts_and_is_said(
    forum_world: ForumWorld, status: int, code: int
) -> None:
    await asked(forum_world)
    said = []
    for label in ("Vote up", "Vote down", "Vote down"):
        forum_world.gaps.refuse(EDIT_REPLY, status, code)
        said.append(await voted(forum_world, label))
    assert said == [
        "Your vote 👍 on #1 counts.",
        "Your vote 👎 on #1 counts.",
        "Your vote on #1 is taken back.",
    ]
    assert await votes_on(forum_world) == []


async def test_a_vote_that_nobody_can_be_told_of_counts(forum_world: ForumWorld) -> None:
    await asked(forum_world)
    for call in (EDIT_REPLY, FOLLOWUP):
        forum_world.gaps.refuse(call, 404, 10015, times=None)
    assert await voted(forum_world, "Vote up") == ""
    assert await votes_on(forum_world) == [1]


@REFUSALS
async def test_a_deletion_that_cannot_be_shown_is_said(
    forum_world: ForumWorld, status: int, code: int
) -> None:
    await asked(forum_world)
    menu = await press(forum_world.bob, await answered(forum_world), "More")
    really = await press(forum_world.bob, reply_of(menu), "Delete")
    forum_world.gaps.refuse(EDIT_REPLY, status, code)
    result = await press(forum_world.bob, reply_of(really), "Delete")
    assert _followups(result) == "#2 is deleted."
    assert (await post_of(forum_world, ANSWER)).state is PostState.DELETED


@REFUSALS
async def test_a_post_whose_reply_is_refused_once_is_said_to_be_posted(
    forum_world: ForumWorld, status: int, code: int
) -> None:
    forum_world.gaps.refuse(FOLLOWUP, status, code)
    said = private_text(await ask(forum_world.alice, forum_world.lobby))
    assert said.startswith("Your question is posted as [#1](https://")
    forum_world.gaps.refuse(FOLLOWUP, status, code)
    said = private_text(await answer(forum_world.bob, starter_of(forum_world.thread)))
    assert said.startswith("Your answer is posted as [#2](https://")
    assert await drafts_in(forum_world) == []


@REFUSALS
async def test_an_edit_whose_reply_is_refused_once_is_said_to_be_saved(
    forum_world: ForumWorld, status: int, code: int
) -> None:
    menu = await press(forum_world.alice, await asked(forum_world), "More")
    form = await press(forum_world.alice, reply_of(menu), "Edit")
    forum_world.gaps.refuse(FOLLOWUP, status, code)
    said = await submit(forum_world.alice, form, details="Nothing helped so far.")
    assert private_text(said) == "Your changes to #1 are saved."


async def test_a_refusal_that_discord_refuses_is_said_too(forum_world: ForumWorld) -> None:
    forum_world.gaps.refuse(FOLLOWUP, 429)
    said = private_text(await ask(forum_world.alice, forum_world.lobby, " " * 20 + "."))
    assert "at least 12 characters" in said


async def test_a_wait_that_discord_names_is_no_reason_to_ask_twice(
    forum_world: ForumWorld,
) -> None:
    form = await forum_world.alice.slash(forum_world.lobby, "ask")
    for call in (CALLBACK, FOLLOWUP):
        forum_world.gaps.rate_limit(call, seconds=90, times=1 if call is CALLBACK else None)
    await submit(forum_world.alice, form, title="Why do I wake up at night?")
    assert len(forum_world.threads) == 1


def forbidden(gaps: Gaps, world: ForumWorld) -> None:
    """Take the right to post from the bot, in the channel and in its threads."""
    gaps.refuse(NEW_THREAD, 403, 50013, times=None)
    for thread in world.threads:
        gaps.refuse(in_channel(SEND, thread.id), 403, 50013, times=None)


async def test_a_missing_permission_is_named_instead_of_a_slow_discord(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    not_yet = (
        "Your post is saved as #{}, but I may not post there yet. It appears once that is "
        "mended: moderators see what I need with /forum health."
    )
    forbidden(world.gaps, world)
    assert private_text(await ask(world.alice, world.lobby)) == not_yet.format(1)
    assert await waiting(world) == [("publish_question", "Forbidden:50013")]
    panel = private_text(await world.owner.slash(world.lobby, "forum health"))
    assert "Publishing question #1" in panel
    form = await world.bob.slash(world.lobby, "answer", question="1")
    said = private_text(await submit(world.bob, form, body="Walk for ten minutes first."))
    assert said == not_yet.format(2)


async def test_an_answer_that_may_not_be_posted_says_so(text_world: ForumWorld) -> None:
    world = text_world
    await asked(world)
    await answered(world)
    forbidden(world.gaps, world)
    said = private_text(await answer(world.carol, starter_of(world.thread), "Read a dull book."))
    assert f"saved as #{ANSWER + 1}, but I may not post there yet" in said


async def test_an_answer_that_discord_lost_with_a_server_error_is_given_again(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    form = await world.alice.slash(world.lobby, "ask")
    world.gaps.lose_answer(CALLBACK)
    said = private_text(await submit(world.alice, form, title="How can I sleep?", details=""))
    assert said.startswith("Your question is posted as [#1](")
    menu = reply_of(await press(world.carol, starter_of(world.thread), "More"))
    world.gaps.lose_answer(CALLBACK)
    await press(world.carol, menu, "Vote up")
    assert await votes_on(world) == [1]
    assert "You voted 👍" in text_of(menu)
    menu = reply_of(await press(world.alice, starter_of(world.thread), "More"))
    sure = reply_of(await press(world.alice, menu, "Delete"))
    world.gaps.lose_answer(CALLBACK)
    await press(world.alice, sure, "Delete")
    assert (await post_of(world)).state is PostState.DELETED


async def test_an_edit_that_is_sent_twice_is_saved_once(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    menu = reply_of(await press(world.alice, starter_of(world.thread), "More"))
    form = await press(world.alice, menu, "Edit")
    for _ in range(2):
        form._interaction.modal_consumed = False
        changed = await submit(world.alice, form, title="How can I sleep at last?", details="")
        assert private_text(changed) == "Your changes to #1 are saved."
    assert (await post_of(world)).revision == 2
    assert await drafts_in(world) == []
