"""What the schema itself refuses, whatever the code does."""

from collections.abc import Mapping

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from data import links
from data.columns import table_of
from data.database import Database
from data.moderation import log_act
from data.posts import DEFAULTS, get_post, insert_post
from data.tables import (
    Category,
    Member,
    Notification,
    NotificationKind,
    Post,
    PostKind,
    PostOrigin,
    PostState,
    Vote,
    VoteSource,
)
from tests.data.conftest import NOW

QUESTION: dict[str, object] = {
    "kind": PostKind.QUESTION,
    "title": "A title",
    "body": "A body",
    "created_at": NOW,
}


async def add_post(database: Database, forum_id: int, **values: object) -> int:
    async with database.write() as session:
        return await insert_post(session, forum_id=forum_id, **{**QUESTION, **values})


async def add_member(database: Database, forum_id: int) -> int:
    async with database.write() as session:
        member = Member(forum_id=forum_id, created_at=NOW)
        session.add(member)
    assert member.id is not None
    return member.id


@pytest.mark.parametrize(
    "values",
    [
        {"title": None},
        {"question_id": 1},
        {"up": -1},
        {"down": -1},
        {"answers": -1},
        {"state": PostState.DELETED},
        {"state": PostState.DELETED, "body": ""},
        {"state": PostState.DELETED, "title": ""},
        {"author_seal": b"x"},
        {"author_mark": b"x"},
        {"author_id": 1, "author_seal": b"x", "author_mark": b"x"},
        {"kind": PostKind.ANSWER, "title": None, "question_id": 1},
        {"kind": PostKind.ANSWER, "title": None, "parent_id": 1},
        {"kind": PostKind.ANSWER, "title": "A title", "question_id": 1, "parent_id": 1},
        {"category_id": 99},
        {"author_id": 99},
    ],
)
async def test_a_post_that_makes_no_sense_is_refused(
    database: Database, forum_id: int, values: Mapping[str, object]
) -> None:
    await add_post(database, forum_id)
    await add_member(database, forum_id)
    with pytest.raises(IntegrityError):
        await add_post(database, forum_id, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"title": "", "body": ""},
        {"title": "x" * 800, "body": "y" * 12_000},
        {"author_seal": b"x", "author_mark": b"y", "alias": "Quiet Heron"},
        {"state": PostState.DELETED, "title": "", "body": ""},
        {"origin": PostOrigin.WEBSITE, "state": PostState.QUEUED},
    ],
)
async def test_form_limits_are_no_business_of_the_schema(
    database: Database, forum_id: int, values: Mapping[str, object]
) -> None:
    post_id = await add_post(database, forum_id, **values)
    async with database.read() as session:
        post = await get_post(session, post_id)
    assert post is not None
    assert {name: getattr(post, name) for name in values} == dict(values)


def test_every_optional_column_has_a_default() -> None:
    assert {"up", "down", "answers", "views", "revision", "notify"} <= DEFAULTS.keys()


async def test_a_state_that_does_not_exist_is_refused(database: Database, forum_id: int) -> None:
    await add_post(database, forum_id)
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await (await session.connection()).execute(text("UPDATE post SET state = 'GONE'"))


async def test_enums_are_stored_by_value(database: Database, forum_id: int) -> None:
    await add_post(database, forum_id)
    async with database.read() as session:
        found = await (await session.connection()).execute(text("SELECT kind, state FROM post"))
        assert found.one() == ("question", "visible")


async def test_numbers_are_never_used_again(database: Database, forum_id: int) -> None:
    first = await add_post(database, forum_id)
    async with database.write() as session:
        await (await session.connection()).execute(text("DELETE FROM post"))
    assert await add_post(database, forum_id) > first


def test_a_post_that_was_never_stored_has_no_number() -> None:
    post = Post(
        forum_id=1,
        kind=PostKind.QUESTION,
        title="A title",
        body="",
        origin=PostOrigin.DISCORD,
        state=PostState.VISIBLE,
        created_at=NOW,
    )
    with pytest.raises(ValueError, match="no number"):
        _ = post.number


@pytest.mark.parametrize("value", [0, 2, -2])
async def test_a_vote_is_one_up_or_one_down(database: Database, forum_id: int, value: int) -> None:
    post_id = await add_post(database, forum_id)
    member_id = await add_member(database, forum_id)
    row = {"post_id": post_id, "member_id": member_id, "source": VoteSource.BUTTON, "cast_at": NOW}
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.exec(insert(table_of(Vote)).values(row | {"value": value}))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"recipient_id": 1, "recipient_mark": b"x", "sealed": b"y"},
        {"recipient_mark": b"x"},
        {"recipient_id": 1, "sealed": b"y"},
        {"recipient_mark": b"x", "sealed": b"y", "post_id": 1},
    ],
)
async def test_a_notification_names_its_recipient_one_way(
    database: Database, forum_id: int, values: Mapping[str, object]
) -> None:
    await add_post(database, forum_id)
    await add_member(database, forum_id)
    row = {"forum_id": forum_id, "kind": NotificationKind.ANSWER, "created_at": NOW, **values}
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.exec(insert(table_of(Notification)).values(row))


async def test_a_category_is_not_its_own_parent(database: Database, forum_id: int) -> None:
    category = Category(id=5, forum_id=forum_id, parent_id=5, name="x", created_at=NOW)
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(category)


async def test_a_post_stands_in_one_place(database: Database, forum_id: int) -> None:
    question = await add_post(database, forum_id)
    for message_id in (70, 71):
        async with database.write() as session:
            await links.set_link(
                session, question, channel_id=2, thread_id=60, message_id=message_id
            )
    async with database.read() as session:
        assert await links.post_of_message(session, 70) is None
        assert await links.post_of_message(session, 71) == question


async def test_a_thread_is_one_question_with_its_answers(database: Database, forum_id: int) -> None:
    question = await add_post(database, forum_id)
    beneath = {"title": None, "question_id": question, "parent_id": question}
    answer = await add_post(database, forum_id, kind=PostKind.ANSWER, **beneath)
    async with database.write() as session:
        for post_id in (answer, question):
            await links.set_link(
                session, post_id, channel_id=2, thread_id=60, message_id=60 + post_id
            )
    async with database.read() as session:
        found = await links.question_of_thread(session, 60)
        assert found is not None
        assert found.id == question
        inside = await links.links_in_thread(session, 60)
        assert [link.post_id for link in inside] == [question, answer]
        assert set(await links.links_of(session, [question, answer])) == {question, answer}
        assert await links.link_of(session, 999) is None


async def test_publishing_again_clears_what_was_noted(database: Database, forum_id: int) -> None:
    question = await add_post(database, forum_id)
    async with database.write() as session:
        await links.set_link(session, question, channel_id=2, thread_id=60, message_id=60)
        await links.mark_stale(session, question, is_stale=True)
        await links.mark_gone(session, [question], NOW)
    async with database.read() as session:
        link = await links.link_of(session, question)
    assert link is not None
    assert (link.is_stale, link.gone_at) == (True, NOW)
    async with database.write() as session:
        await links.set_link(session, question, channel_id=2, thread_id=61, message_id=61)
    async with database.read() as session:
        link = await links.link_of(session, question)
    assert link is not None
    assert (link.is_stale, link.gone_at, link.thread_id) == (False, None, 61)


async def test_a_message_is_one_post(database: Database, forum_id: int) -> None:
    first, second = await add_post(database, forum_id), await add_post(database, forum_id)
    async with database.write() as session:
        await links.set_link(session, first, channel_id=2, thread_id=60, message_id=60)
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await links.set_link(session, second, channel_id=2, thread_id=61, message_id=60)


async def test_the_log_can_be_neither_altered_nor_replaced(
    database: Database, forum_id: int
) -> None:
    async with database.write() as session:
        await log_act(session, forum_id=forum_id, action="hide", created_at=NOW)
    for change in (
        "UPDATE audit_entry SET action = 'unhide'",
        "INSERT OR REPLACE INTO audit_entry VALUES (1, 1, 'x', NULL, NULL, '', '2026-01-01')",
    ):
        with pytest.raises(IntegrityError, match="the log is never altered"):
            async with database.write() as session:
                await (await session.connection()).execute(text(change))
    async with database.write() as session:
        await log_act(session, forum_id=forum_id, action="unhide", created_at=NOW)
