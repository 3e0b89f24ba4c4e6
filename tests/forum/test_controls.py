"""What moderators do with Discord's own controls."""

from collections.abc import Collection
from unittest import mock

import pytest

from bot.forum import categories, controls
from bot.forum.thread_changes import ThreadState, thread_changed
from data.categories import update_category
from data.forums import update_forum
from data.links import link_of, mark_stale
from data.tables import DeliveryKind, NotificationKind, PostState, Revision
from tests.forum.world import ANNA, BEN, CHANNEL, CLEO, MESSAGES, MODERATOR, World

TITLE = "How do I sleep again?"


async def changed(
    world: World,
    question: int,
    *,
    name: str = TITLE,
    is_locked: bool = False,
    is_archived: bool = False,
    tag_ids: Collection[int] = (),
    before: ThreadState | None = None,
) -> None:
    await thread_changed(
        world.database,
        thread_id=MESSAGES + question,
        state=ThreadState(name, is_locked, is_archived, tuple(tag_ids)),
        before=before,
        now=world.now,
    )


async def delete_messages(world: World, *post_ids: int) -> None:
    ids = [MESSAGES + post_id for post_id in post_ids]
    await controls.messages_deleted(world.database, message_ids=ids, now=world.now)


async def test_a_deleted_message_hides_the_post_and_keeps_its_votes(world: World) -> None:
    question = await world.ask()
    answer = await world.answer(question)
    await world.react(answer, (CLEO, "+👍"))
    await world.drop_deliveries()
    await delete_messages(world, answer)
    post = await world.post(answer)
    assert (post.state, post.state_reason) == (PostState.HIDDEN, "deleted in Discord")
    assert (post.up, (await world.post(question)).answers) == (1, 0)
    assert await world.refreshed() == {question}
    assert ("hide", "deleted in Discord") in await world.log()
    assert NotificationKind.HIDDEN in {each.kind for each in await world.notices()}
    await world.check_counts()


async def test_the_same_deletion_twice_counts_once(world: World) -> None:
    question = await world.ask()
    answer = await world.answer(question)
    for _ in range(2):
        await delete_messages(world, answer, 4711)
    assert (await world.post(question)).answers == 0
    assert [entry for entry in await world.log() if entry[0] == "hide"] == [
        ("hide", "deleted in Discord")
    ]


async def test_our_own_removal_of_a_deleted_post_hides_nothing(world: World) -> None:
    question = await world.ask()
    await world.delete(question, ANNA)
    await delete_messages(world, question)
    assert (await world.post(question)).state is PostState.DELETED
    assert ("hide", "deleted in Discord") not in await world.log()


async def test_a_deleted_thread_hides_its_question(world: World) -> None:
    question = await world.ask()
    answer = await world.answer(question)
    await controls.thread_deleted(world.database, thread_id=MESSAGES + question, now=world.now)
    assert (await world.post(question)).state is PostState.HIDDEN
    assert (await world.post(answer)).state is PostState.VISIBLE
    async with world.database.read() as session:
        gone = [await link_of(session, post_id) for post_id in (question, answer)]
    assert [link.gone_at for link in gone if link] == [world.now, world.now]
    await world.check_counts()


async def test_another_deleted_thread_is_no_business_of_ours(world: World) -> None:
    await controls.thread_deleted(world.database, thread_id=5, now=world.now)
    await changed(world, 4711)
    assert await world.log() == [("set up", "901")]


async def test_locking_closes_and_unlocking_reopens(world: World) -> None:
    question = await world.ask(title=TITLE)
    await changed(world, question, is_locked=True)
    assert (await world.post(question)).closed_at == world.now
    assert len(await world.deliveries(DeliveryKind.ARRANGE_THREAD)) == 1
    await changed(world, question, is_locked=True)
    await changed(world, question)
    post = await world.post(question)
    assert (post.closed_at, post.close_reason) == (None, None)
    assert [action for action, _ in await world.log()] == ["set up", "close", "reopen"]


async def test_a_new_name_is_a_moderators_edit_of_the_title(world: World) -> None:
    question = await world.ask(title=TITLE, details="Since May.")
    await changed(world, question, name=" Why do I  not sleep? ")
    post = await world.post(question)
    assert (post.title, post.body, post.revision) == ("Why do I not sleep?", "Since May.", 2)
    assert post.edited_by is None
    (kept,) = await world.all(Revision)
    assert kept.title == TITLE
    assert ("edit", "renamed in Discord") in await world.log()


async def test_the_same_name_changes_nothing(world: World) -> None:
    question = await world.ask(title=TITLE)
    await changed(world, question, is_archived=True)
    assert (await world.post(question)).revision == 1
    await changed(world, question, name="\u200b")
    assert (await world.post(question)).revision == 1


async def test_a_changed_category_tag_is_taken_over(world: World) -> None:
    numbers = [
        await categories.add(
            world.database, forum_id=world.forum_id, actor=MODERATOR, name=name, now=world.now
        )
        for name in ("Family", "Work")
    ]
    await set_tags(world, dict(zip(numbers, (71, 72), strict=True)))
    question = await world.ask(title=TITLE, category_id=numbers[0])
    await world.drop_deliveries()
    await changed(world, question, tag_ids=[71])
    await changed(world, question, tag_ids=[5])
    await changed(world, question, tag_ids=[])
    assert (await world.post(question)).category_id == numbers[0]
    await changed(world, question, tag_ids=[5, 72])
    assert (await world.post(question)).category_id == numbers[1]
    assert ("move", "tagged in Discord") in await world.log()
    assert await world.refreshed() == {question}


async def set_tags(world: World, tags: dict[int, int]) -> None:
    async with world.database.write() as session:
        for category_id, tag_id in tags.items():
            await update_category(session, category_id, discord_tag_id=tag_id)


async def test_what_is_shown_and_so_is_only_read(world: World) -> None:
    question = await world.ask(title=TITLE)
    async with world.database.write() as session:
        await update_forum(session, world.forum_id, closed_tag_id=81, answered_tag_id=82)
    with mock.patch.object(world.database, "write", side_effect=AssertionError):
        await changed(world, question)
        await changed(world, question, tag_ids=[5])
        await changed(world, question, tag_ids=[81], is_archived=True)
        with pytest.raises(AssertionError):
            await changed(world, question, tag_ids=[81])


async def test_cards_that_waited_are_drawn_when_the_thread_opens(world: World) -> None:
    question = await world.ask(title=TITLE)
    answer = await world.answer(question, BEN)
    async with world.database.write() as session:
        await mark_stale(session, answer, is_stale=True)
    await world.drop_deliveries()
    await changed(world, question, is_archived=True)
    assert await world.refreshed() == set()
    await changed(world, question)
    assert await world.refreshed() == {answer}
    await world.drop_deliveries()
    await changed(world, question)
    assert await world.refreshed() == set()


async def test_a_hidden_questions_thread_changes_nothing(world: World) -> None:
    question = await world.ask(title=TITLE)
    await delete_messages(world, question)
    await changed(world, question, name="Hidden question", is_locked=True)
    post = await world.post(question)
    assert (post.title, post.closed_at) == (TITLE, None)


async def test_a_post_made_by_hand_is_offered_once_to_become_a_question(world: World) -> None:
    question = await world.ask()
    for channel, thread in ((CHANNEL, 70), (5, 71), (CHANNEL, MESSAGES + question)):
        await controls.post_made_by_hand(
            world.database, channel_id=channel, thread_id=thread, now=world.now
        )
    (offer,) = await world.deliveries(DeliveryKind.OFFER_QUESTION)
    assert 70 in offer.payload.values()


async def test_a_name_that_our_own_edit_is_about_to_replace_is_old_news(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, ANNA, title="Why do I not sleep?", body="")
    await changed(world, question, is_archived=True)
    assert (await world.post(question)).title == "Why do I not sleep?"
    await changed(world, question, name="A moderator's title")
    assert (await world.post(question)).title == "A moderator's title"


async def test_a_former_title_given_back_by_a_moderator_is_taken_over(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, ANNA, title="Why do I not sleep?", body="")
    await world.drop_deliveries()
    await changed(world, question, before=ThreadState("Why do I not sleep?"))
    assert (await world.post(question)).title == TITLE


async def test_a_name_that_discord_refused_to_replace_is_no_moderators_edit(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, ANNA, title="Why do I not sleep?", body="")
    await world.drop_deliveries()
    await changed(world, question, is_archived=True, before=ThreadState(TITLE))
    await changed(world, question)  # seen after a start
    assert (await world.post(question)).title == "Why do I not sleep?"
    assert [action for action, _ in await world.log()] == ["set up"]


async def test_a_lock_and_a_new_name_in_one_change_are_both_taken_over(world: World) -> None:
    question = await world.ask(title=TITLE)
    await changed(world, question, name="Why do I not sleep?", is_locked=True)
    post = await world.post(question)
    assert (post.title, post.close_reason) == ("Why do I not sleep?", "locked in Discord")


async def test_an_adopted_threads_own_name_is_no_title(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.publish(question, thread_id=MESSAGES + question, is_adopted=True)
    await changed(world, question, name="help")
    assert (await world.post(question)).title == TITLE
