"""A post's history: who changed what and when, for whom it is to be read."""

import pytest

from bot.forum import moderation
from bot.forum.errors import NotFound, NotYours, PostGone, TooManyTags
from bot.forum.histories import Change, NeverEdited, change_of
from bot.forum.summaries import Actor
from bot.forum.thread_changes import ThreadState, thread_changed
from data.tables import EditedAs, PostTag, Revision, Tag
from tests.forum.world import ANNA, BEN, CLEO, MESSAGES, MODERATOR, World

TITLE = "How do I sleep again?"


async def history(
    world: World, post_id: int, number: int | None = None, actor: Actor = CLEO
) -> Change:
    return await change_of(
        world.database, forum_id=world.forum_id, post_id=post_id, actor=actor, number=number
    )


async def hide(world: World, post_id: int) -> None:
    await moderation.hide(
        world.database,
        forum_id=world.forum_id,
        post_id=post_id,
        reason="",
        actor=MODERATOR,
        now=world.now,
    )


async def test_each_change_says_who_when_and_what(world: World) -> None:
    question = await world.ask(title=TITLE, details="Since May.", tags=("sleep",))
    first = world.later(minutes=1)
    await world.edit(question, ANNA, title=TITLE, body="Since April.")
    second = world.later(minutes=1)
    await world.edit(
        question, MODERATOR, title="Why no sleep?!", body="Since April.", revision=2, tags="a, b"
    )
    newest = await history(world, question)
    assert (newest.number, newest.count, newest.at) == (2, 2, second)
    assert (newest.before.title, newest.now.title) == (TITLE, "Why no sleep?!")
    assert (newest.before.tags, newest.now.tags) == (("sleep",), ("a", "b"))
    assert newest.editor is not None
    assert newest.editor.discord_id == MODERATOR.discord_id
    assert newest.edited_as is EditedAs.MODERATOR
    oldest = await history(world, question, 1)
    assert (oldest.before.body, oldest.now.body, oldest.at) == ("Since May.", "Since April.", first)
    assert oldest.edited_as is EditedAs.AUTHOR
    assert (await history(world, question, 99)).number == 2
    assert (await history(world, question, 0)).number == 1


async def test_what_was_never_edited_has_no_history(world: World) -> None:
    question = await world.ask()
    with pytest.raises(NeverEdited):
        await history(world, question)
    with pytest.raises(NotFound):
        await history(world, 4711)


async def test_a_hidden_posts_history_is_for_moderators_and_a_deleted_one_has_none(
    world: World,
) -> None:
    question = await world.ask(title=TITLE)
    await world.edit(question, ANNA, title=TITLE, body="Another text")
    await hide(world, question)
    assert (await history(world, question, actor=MODERATOR)).count == 1
    for actor in (CLEO, ANNA):
        with pytest.raises(PostGone):
            await history(world, question, actor=actor)
    await moderation.unhide(
        world.database,
        forum_id=world.forum_id,
        post_id=question,
        actor=MODERATOR,
        now=world.now,
    )
    await world.delete(question, ANNA)
    with pytest.raises(PostGone):
        await history(world, question, actor=MODERATOR)


async def test_a_name_changed_in_discord_is_nobodys_and_not_the_authors(world: World) -> None:
    question = await world.ask(title=TITLE)
    renamed = world.later(minutes=1)
    await thread_changed(
        world.database,
        thread_id=MESSAGES + question,
        state=ThreadState("Renamed by a moderator"),
        before=ThreadState(TITLE),
        now=renamed,
    )
    await world.edit(question, ANNA, title="And named by Anna", body="", revision=2)
    rename = await history(world, question, 1)
    assert (rename.edited_as, rename.editor, rename.at) == (EditedAs.DISCORD, None, renamed)
    kept = await world.all(Revision)
    assert [each.written_by for each in kept] == [await world.member_id(ANNA), None]
    assert kept[1].written_at == renamed


async def test_a_silent_edit_leaves_no_mark_but_in_the_log_and_the_history(world: World) -> None:
    answer = await world.answer(await world.ask(), notify=True)
    before = await world.post(answer)
    await world.edit(answer, MODERATOR, body="Corrected by a moderator.", is_silent=True)
    post = await world.post(answer)
    assert (post.edited_by, post.edited_at, post.revision) == (None, None, 2)
    assert post.body != before.body
    assert answer in await world.refreshed()
    assert ("edit silently", "") in await world.log()
    assert not [each for each in await world.notices() if each.kind.value == "edited"]
    change = await history(world, answer)
    assert change.is_silent
    assert change.editor is not None
    assert change.editor.discord_id == MODERATOR.discord_id
    world.later(minutes=1)
    await world.edit(answer, BEN, body="And written anew by Ben.", revision=2)
    assert (await world.all(Revision))[1].written_by == await world.member_id(MODERATOR)


async def test_only_moderators_edit_silently_and_only_what_others_wrote(world: World) -> None:
    question = await world.ask(title=TITLE)
    own = await world.ask(MODERATOR, title="What do moderators ask?")
    for post_id, actor in ((question, ANNA), (question, BEN), (own, MODERATOR)):
        with pytest.raises(NotYours):
            await world.edit(post_id, actor, title=TITLE, body="Changed", is_silent=True)


async def test_tags_are_replaced_and_kept_ones_stay_their_rows(world: World) -> None:
    question = await world.ask(title=TITLE, tags=("sleep", "night", "fear"))
    other = await world.ask(tags=("night",))
    ids = {tag.name: tag.id for tag in await world.all(Tag)}
    await world.edit(question, ANNA, title=TITLE, body="", tags="Fear, day SLEEP")
    given = sorted(
        (row.position, row.tag_id) for row in await world.all(PostTag) if row.post_id == question
    )
    after = {tag.name: tag.id for tag in await world.all(Tag)}
    assert [tag_id for _, tag_id in given] == [after["fear"], after["day"], after["sleep"]]
    assert (after["fear"], after["sleep"]) == (ids["fear"], ids["sleep"])
    assert after["night"] == ids["night"]
    await world.edit(other, ANNA, title="Another one, with no tags", body="", tags="")
    assert "night" not in {tag.name for tag in await world.all(Tag)}
    with pytest.raises(TooManyTags):
        await world.edit(question, ANNA, title=TITLE, body="", tags="a b c d e f", revision=2)


async def test_an_edit_that_says_nothing_of_tags_leaves_them(world: World) -> None:
    question = await world.ask(title=TITLE, tags=("sleep",))
    await world.edit(question, ANNA, title=TITLE, body="Only the text")
    assert [tag.name for tag in await world.all(Tag)] == ["sleep"]
    (kept,) = await world.all(Revision)
    assert kept.tags == "sleep"
