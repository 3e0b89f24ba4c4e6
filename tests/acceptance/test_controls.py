"""What people do with Discord's own controls is taken over, and never echoed back."""

import discord
import pytest

from data.tables import AuditEntry, Category, PostState, Revision
from tests.acceptance.facts import (
    ANSWER,
    QUESTION,
    answered,
    asked,
    cards,
    counts_are_right,
    edited,
    link_of,
    post_of,
    rows,
    votes_on,
    waiting,
)
from tests.support.calls import ANY_CALL, SEND, in_channel
from tests.support.moderators import (
    delete_messages,
    delete_thread,
    lock,
    new_post,
    rename,
    retag,
    unlock,
)
from tests.support.people import press, submit
from tests.support.reading import buttons_of, private_text, starter_of, text_of
from tests.support.worlds import ForumWorld

MAKE = "Make it a question"


async def acts(world: ForumWorld) -> list[tuple[str, int | None]]:
    """Return what was logged about posts, as action and post."""
    found = await rows(world, AuditEntry)
    return [(entry.action, entry.post_id) for entry in found if entry.post_id is not None]


async def test_a_new_post_gets_one_quiet_reply(forum_world: ForumWorld) -> None:
    world = forum_world
    thread = await new_post(world.alice, world.channel, "I can't sleep at all", "Since March.")
    await world.pass_time(5)
    await world.restart()
    await world.pass_time(30)
    (reply,) = thread.history()[1:]
    assert buttons_of(reply) == [MAKE]
    assert reply.flags.suppress_notifications
    assert world.gaps.count(in_channel(SEND, thread.id)) == 1


async def test_its_author_makes_it_a_question_in_that_thread(forum_world: ForumWorld) -> None:
    world = forum_world
    thread = await new_post(world.alice, world.channel, "I can't sleep at all", "Since March.")
    await world.pass_time(2)
    offer = thread.history()[-1]
    refused = await press(world.bob, offer, MAKE)
    assert refused.modal is None
    assert private_text(refused)
    form = await press(world.alice, offer, MAKE)
    await submit(world.alice, form, details="Since March I wake up at four.")
    await world.pass_time(2)
    assert len(world.threads) == 1
    (card,) = cards(world, QUESTION)
    assert card.channel.id == thread.id
    assert (await post_of(world)).title == "I can't sleep at all"
    await card_votes(world, card)


async def card_votes(world: ForumWorld, card: discord.Message) -> None:
    """Look whether the card in an adopted thread collects votes."""
    await world.carol.react(card, "👍")
    await world.pass_time(3)
    assert await votes_on(world) == [1]
    assert world.env.backend.get_channel(card.channel.id).name == "I can't sleep at all"


@pytest.mark.parametrize("how", ["message", "bulk", "thread"])
async def test_a_deletion_is_a_moderators_hide(forum_world: ForumWorld, how: str) -> None:
    world = forum_world
    card = await asked(world)
    await world.carol.react(card, "👍")
    await world.pass_time(3)
    thread = world.thread
    if how == "message":
        await world.mod.delete(card)
    elif how == "bulk":
        await delete_messages(world.mod, thread, [card])
    else:
        await delete_thread(world.mod, thread)
    await world.pass_time(5)
    await world.restart()
    await world.pass_time(60)
    assert (await post_of(world)).state is PostState.HIDDEN
    assert (await link_of(world)).gone_at is not None
    assert await acts(world) == [("hide", QUESTION)]
    assert cards(world, QUESTION) == []
    assert await votes_on(world) == [1]
    assert await waiting(world) == []
    assert await counts_are_right(world)


async def test_a_deleted_answer_is_hidden_and_no_longer_counted(text_world: ForumWorld) -> None:
    world = text_world
    question = await asked(world)
    card = await answered(world)
    await world.mod.delete(card)
    await world.pass_time(5)
    assert (await post_of(world, ANSWER)).state is PostState.HIDDEN
    assert "0 answers" in text_of(world.fresh(question))
    assert cards(world, ANSWER) == []
    assert await acts(world) == [("hide", ANSWER)]
    assert await counts_are_right(world)


async def test_a_lock_closes_and_an_unlock_reopens(forum_world: ForumWorld) -> None:
    world = forum_world
    card = await asked(world)
    await lock(world.mod, world.thread)
    await world.pass_time(3)
    assert (await post_of(world)).closed_at is not None
    assert "closed" in text_of(world.fresh(card))
    refused = await world.bob.slash(world.lobby, "answer", question=str(QUESTION))
    assert refused.modal is None
    assert private_text(refused)
    await unlock(world.mod, world.thread)
    await world.pass_time(3)
    assert (await post_of(world)).closed_at is None
    await answered(world)
    assert len(cards(world, ANSWER)) == 1
    assert await acts(world) == [("close", QUESTION), ("reopen", QUESTION)]


async def test_a_new_name_is_an_edit_with_a_revision(forum_world: ForumWorld) -> None:
    world = forum_world
    await asked(world)
    before = (await post_of(world)).title
    await rename(world.mod, world.thread, "A better title for this")
    await world.pass_time(3)
    post = await post_of(world)
    assert (post.title, post.revision) == ("A better title for this", 2)
    assert [revision.title for revision in await rows(world, Revision)] == [before]
    assert "edited by a moderator" in text_of(starter_of(world.thread))
    assert await acts(world) == [("edit", QUESTION)]


async def test_a_category_tag_moves_the_question(forum_world: ForumWorld) -> None:
    world = forum_world
    await world.owner.slash(world.lobby, "forum category add", name="Sleep")
    await world.pass_time(3)
    await world.owner.slash(world.lobby, "forum category add", name="Work")
    await world.pass_time(3)
    card = await asked(world)
    other = next(
        each
        for each in await rows(world, Category)
        if each.name in {"Sleep", "Work"} and f"in {each.name}" not in text_of(card)
    )
    await retag(world.mod, world.thread, [other.discord_tag_id or 0])
    await world.pass_time(3)
    assert (await post_of(world)).category_id == other.id
    assert f"in {other.name}" in text_of(world.fresh(card))
    assert await acts(world) == [("move", QUESTION)]
    assert world.env.backend.get_channel(world.thread.id).applied_tags == [other.discord_tag_id]


async def test_the_bots_own_edits_are_not_taken_for_a_moderators(
    forum_world: ForumWorld,
) -> None:
    world = forum_world
    await asked(world)
    await edited(world, "The title that its author gave", "And a text.")
    await world.pass_time(5)
    await edited(world, "The title that came after that", "And a text.")
    await world.pass_time(5)
    world.gaps.forget()
    await world.restart()
    await world.pass_time(60)
    assert await acts(world) == []
    assert (await post_of(world)).revision == 3
    changing = [c for c in world.gaps.tried(ANY_CALL) if c.method not in {"GET", "PUT"}]
    assert changing == []
