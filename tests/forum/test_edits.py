import asyncio

import pytest

from bot.forum import edits
from bot.forum.errors import (
    ClosedToEdits,
    EditConflict,
    Invalid,
    NotFound,
    NotYours,
    NotYoursToDelete,
    PostGone,
)
from data.posts import update_post
from data.tables import DeliveryKind, NotificationKind, PostState, PostTag, Revision, Tag
from tests.forum.world import ANNA, BEN, BODY, CLEO, MODERATOR, World

TITLE = "How do I sleep again?"


async def test_an_author_edits_and_the_former_text_is_kept(world: World) -> None:
    question = await world.ask(title=TITLE, details="Since May.")
    asked_at = world.now
    await world.drop_deliveries()
    await world.edit(question, ANNA, title=TITLE, body="Since April.")
    post = await world.post(question)
    assert (post.body, post.revision, post.edited_by) == ("Since April.", 2, post.author_id)
    (kept,) = await world.all(Revision)
    assert (kept.number, kept.title, kept.body) == (1, TITLE, "Since May.")
    assert (kept.written_by, kept.written_at) == (post.author_id, asked_at)
    assert await world.refreshed() == {question}
    assert await world.deliveries(DeliveryKind.ARRANGE_THREAD) == []
    assert await world.log() == [("set up", "901")]
    assert await world.notices() == []


async def test_a_second_edit_keeps_who_made_the_first(world: World) -> None:
    question = await world.ask(title=TITLE)
    first = world.later(minutes=1)
    await world.edit(question, MODERATOR, title=TITLE, body="By a moderator")
    await world.edit(question, ANNA, title=TITLE, body="By Anna", revision=2)
    kept = await world.all(Revision)
    assert [each.number for each in kept] == [1, 2]
    assert kept[1].written_by == await world.member_id(MODERATOR)
    assert kept[1].written_at == first


async def test_a_new_title_is_shown_on_the_thread(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, ANNA, title="Why do I not sleep?", body="")
    assert (await world.post(question)).title == "Why do I not sleep?"
    assert len(await world.deliveries(DeliveryKind.ARRANGE_THREAD)) == 1


async def test_an_answer_is_edited_without_a_title(world: World) -> None:
    answer = await world.answer(await world.ask())
    await world.edit(answer, BEN, title="ignored", body=f"{BODY} Really.")
    assert (await world.post(answer)).title is None


async def test_a_moderators_edit_is_logged_and_told(world: World) -> None:
    question = await world.ask(title=TITLE, notify=True)
    await world.edit(question, MODERATOR, title=TITLE, body="Rewritten")
    assert ("edit", "") in await world.log()
    (notice,) = await world.notices()
    assert notice.kind is NotificationKind.EDITED
    assert notice.recipient_id == await world.member_id(ANNA)
    assert len(await world.deliveries(DeliveryKind.DIRECT_MESSAGE)) == 1


async def test_a_moderators_edit_names_no_member(world: World) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, MODERATOR, title=TITLE, body="Rewritten")
    member = await world.member(MODERATOR)
    assert member is not None
    assert member.name is None


async def test_others_do_not_edit(world: World) -> None:
    question = await world.ask(title=TITLE)
    with pytest.raises(NotYours):
        await world.edit(question, BEN, title=TITLE, body="Mine now")
    assert await world.member(BEN) is None


async def test_a_closed_question_is_edited_by_moderators_only(world: World) -> None:
    question = await world.ask(title=TITLE)
    async with world.database.write() as session:
        await update_post(session, question, closed_at=world.now)
    with pytest.raises(ClosedToEdits):
        await world.edit(question, ANNA, title=TITLE, body="Changed")
    with pytest.raises(NotYours):
        await world.edit(question, BEN, title=TITLE, body="Changed")
    await world.edit(question, MODERATOR, title=TITLE, body="Changed")


async def test_edits_that_make_no_sense_are_refused(world: World) -> None:
    question = await world.ask(title=TITLE, details="Since May.")
    assert not await world.edit(question, ANNA, title=TITLE, body=" Since May. ")
    assert (await world.post(question)).revision == 1
    with pytest.raises(Invalid):
        await world.edit(question, ANNA, title="short", body="")
    with pytest.raises(NotFound):
        await world.edit(4711, ANNA, title=TITLE, body="x")
    answer = await world.answer(question)
    with pytest.raises(Invalid):
        await world.edit(answer, BEN, body="short")
    await world.delete(answer, BEN)
    with pytest.raises(PostGone):
        await world.edit(answer, BEN, body=BODY)
    assert await world.all(Revision) == []


async def test_of_two_edits_at_once_the_second_is_told(world: World) -> None:
    question = await world.ask(title=TITLE)
    both = await asyncio.gather(
        world.edit(question, ANNA, title=TITLE, body="One text"),
        world.edit(question, MODERATOR, title=TITLE, body="Another text"),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, EditConflict) for each in both) == [False, True]
    assert (await world.post(question)).revision == 2


async def test_deleting_takes_the_text_its_history_and_its_votes(world: World) -> None:
    question = await world.ask(title=TITLE, details="Since May.")
    await world.edit(question, ANNA, title=TITLE, body="Since April.")
    await world.vote(question, BEN, 1)
    await world.react(question, (CLEO, "+👎"))
    await world.delete(question, ANNA)
    post = await world.post(question)
    assert (post.state, post.title, post.body) == (PostState.DELETED, "", "")
    assert await world.all(Revision) == []
    assert await world.votes(question) == {}
    assert [await world.points(each) for each in (ANNA, BEN, CLEO)] == [100, 100, 100]
    assert len(await world.deliveries(DeliveryKind.REMOVE_MESSAGE)) == 1
    await world.check_counts()


async def test_a_deleted_questions_tags_go_with_it(world: World) -> None:
    question = await world.ask(tags=("sleep", "my-boss-john-doe"))
    other = await world.ask(tags=("sleep",))
    await world.delete(question, ANNA)
    assert [tag.name for tag in await world.all(Tag)] == ["sleep"]
    assert [row.post_id for row in await world.all(PostTag)] == [other]


async def test_deleting_an_answer_leaves_its_questions_tags(world: World) -> None:
    question = await world.ask(tags=("sleep",))
    await world.delete(await world.answer(question), BEN)
    assert [row.post_id for row in await world.all(PostTag)] == [question]


async def test_deleting_an_answer_shows_on_its_question(world: World) -> None:
    question = await world.ask()
    answer = await world.answer(question)
    await world.drop_deliveries()
    await world.delete(answer, BEN)
    assert (await world.post(question)).answers == 0
    assert question in await world.refreshed()
    await world.check_counts()


async def test_only_its_author_deletes_a_post(world: World) -> None:
    question = await world.ask()
    for actor in (BEN, MODERATOR):
        with pytest.raises(NotYoursToDelete):
            await world.delete(question, actor)
    await world.delete(question, ANNA)
    with pytest.raises(PostGone):
        await world.delete(question, ANNA)
    with pytest.raises(NotFound):
        await world.delete(4711, ANNA)


async def test_a_vote_and_a_deletion_at_once_leave_no_vote_behind(world: World) -> None:
    question = await world.ask()
    await asyncio.gather(
        world.vote(question, BEN, 1), world.delete(question, ANNA), return_exceptions=True
    )
    assert await world.votes(question) == {}
    await world.check_counts()


async def test_whether_anything_hangs_on_a_post(world: World) -> None:
    question = await world.ask()
    answer = await world.answer(question)
    async with world.database.read() as session:
        assert await edits.has_posts_beneath(session, await world.post(question))
        assert not await edits.has_posts_beneath(session, await world.post(answer))
    await world.delete(answer, BEN)
    async with world.database.read() as session:
        assert not await edits.has_posts_beneath(session, await world.post(question))
