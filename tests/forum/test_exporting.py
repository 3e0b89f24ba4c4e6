"""An export holds every row about a person, column by column, and nothing about anybody else."""

import json
from datetime import timedelta
from typing import cast

import pytest
from sqlmodel import SQLModel, select

from bot.forum import answers, drafts, questions
from bot.forum.anonymous.notices import HEARD, HELD, REFUSED
from bot.forum.anonymous.preferences import keep as keep_preferences
from bot.forum.anonymous.reveals import reveal
from bot.forum.anonymous.unmask_requests import UNMASK
from bot.forum.blocks import block_author, block_user
from bot.forum.drafts import Submission
from bot.forum.holding import write_down
from bot.forum.identity import Sealer
from bot.forum.moderation import hide
from bot.forum.privacy.choosers_who_left import choosers_to_ask, note_choosers
from bot.forum.privacy.export_rows import ELSE, YOU
from bot.forum.privacy.exporting import export
from bot.forum.summaries import Actor, Guise
from bot.forum.topics import Preferences, Topic, Way
from data.accounts import set_dm_refused
from data.belongings import columns_naming_members
from data.columns import table_of
from data.export_rules import ABOUT_POSTS, ACTED, AUTHORED, MENTIONED, OWNED
from data.exporting import plain
from data.moderation import log_act
from data.tables import (
    AuditEntry,
    Flag,
    Follow,
    FollowTarget,
    Post,
    metadata,
)
from tests.forum.world import ANNA, BODY, World

# Ids and names that nothing else could be mistaken for.
BEN = Actor(7_000_000_012, "Benedikt")
MODERATOR = Actor(7_000_000_019, "Moritz", is_moderator=True)
SEALED_OR_MARKED = {"author_seal", "author_mark", "recipient_mark", "sealed"}


async def anonymously(world: World, actor: Actor, question_id: int | None = None) -> int:
    """Ask or answer anonymously, and let it appear."""
    if question_id is None:
        posted = await questions.ask(
            world.database,
            forum_id=world.forum_id,
            actor=actor,
            title=next(world.titles),
            details="Nobody may know.",
            category_id=None,
            guise=Guise("Quiet One"),
            now=world.now,
        )
    else:
        posted = await answers.answer(
            world.database,
            forum_id=world.forum_id,
            question_id=question_id,
            actor=actor,
            body=f"{BODY} {next(world.titles)}",
            guise=Guise(),
            now=world.now,
        )
    async with world.database.write() as session:
        await reveal(session, posted.post_id, world.now)
    await world.publish(posted.post_id, thread_id=4_000_000)
    return posted.post_id


@pytest.fixture
async def lived(world: World, sealer: Sealer) -> World:
    """Give a forum in which Anna did and was done everything, and Ben much the same."""
    mine = await world.ask(ANNA, tags=("sleep", "exam"), notify=True)
    theirs = await world.ask(BEN, notify=True)
    await world.edit(mine, ANNA, title="How do I sleep again?", body="Since May.")
    await world.edit(mine, MODERATOR, title="How do I sleep again?", body="Since then.", revision=2)
    await world.answer(mine, BEN)
    await world.answer(theirs, ANNA, body=f"{BODY} I wrote this.")
    gone = await world.ask(ANNA)
    await world.delete(gone, ANNA)
    await world.vote(theirs, ANNA, 1)
    await world.vote(mine, BEN, -1)
    await world.react(theirs, (ANNA, "+👎"), (MODERATOR, "+👍"))
    secret = await anonymously(world, ANNA)
    await world.answer(secret, BEN)
    await anonymously(world, BEN, secret)
    for actor in (ANNA, BEN):
        await drafts.keep(
            world.database,
            sealer,
            user_id=actor.discord_id,
            submission=Submission("ask", {"title": f"A draft of {actor.name}"}),
            now=world.now,
        )
    anna, ben = await world.member_id(ANNA), await world.member_id(BEN)
    async with world.database.write() as session:
        for member, other in ((anna, ben), (ben, anna)):
            session.add(
                Follow(
                    member_id=member,
                    target=FollowTarget.MEMBER,
                    target_id=other,
                    created_at=world.now,
                )
            )
            session.add(Flag(post_id=mine, member_id=member, reason="?", created_at=world.now))
        for actor in (ANNA, BEN):
            chosen = Preferences(actor.discord_id).with_way(Topic.ANSWERS, Way.INBOX, None)
            await keep_preferences(session, chosen)
            await set_dm_refused(session, actor.discord_id, world.now)
            await block_user(
                session, world.forum_id, actor.discord_id, until=None, reason=f"Of {actor.name}"
            )
        post = (await session.exec(select(Post).where(Post.id == secret))).one()
        await block_author(session, post, until=None, reason="Alias", is_named_too=False)
        for actor, by in ((ANNA, ben), (BEN, anna)):
            detail = json.dumps({"user": actor.discord_id, "reason": "Loud", "hours": None})
            await log_act(
                session,
                forum_id=world.forum_id,
                action="block",
                actor_id=by,
                detail=detail,
                created_at=world.now,
            )
    await hide(
        world.database,
        forum_id=world.forum_id,
        post_id=mine,
        reason="Too much",
        actor=MODERATOR,
        now=world.now,
    )
    return world


async def exported(world: World, actor: Actor = ANNA) -> dict[str, object]:
    return await export(world.database, user_id=actor.discord_id, now=world.now)


def forum_in(found: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    (forum,) = cast("list[dict[str, list[dict[str, object]]]]", found["forums"])
    return forum


async def stored(world: World, table: str) -> list[dict[str, object]]:
    (model,) = [
        mapper.class_
        for mapper in SQLModel._sa_registry.mappers  # every table's class
        if table_of(mapper.class_).name == table
    ]
    return [row.model_dump() for row in await world.all(model)]


def assert_same(row: dict[str, object], told: dict[str, object], members: set[int]) -> None:
    """Compare a stored row with what an export says of it, column by column."""
    naming = {column.name for column in columns_naming_members()}
    for name, value in row.items():
        if name in SEALED_OR_MARKED:
            assert name not in told
        elif name in naming and value is not None:
            assert told[name] == (YOU if value in members else ELSE), name
        elif name == "target_id":
            assert told[name] == ELSE
        else:
            assert told[name] == plain(value), name


async def test_every_own_row_is_there_column_by_column(lived: World) -> None:
    forum, anna = forum_in(await exported(lived)), await lived.member_id(ANNA)
    for column in OWNED:
        table = column.table.name
        rows = [row for row in await stored(lived, table) if row[column.name] == anna]
        assert len(rows) == len(forum[table]), table
        for row, told in zip(rows, forum[table], strict=True):
            assert_same(row, told, {anna})


async def test_every_post_is_there_named_anonymous_and_deleted(lived: World) -> None:
    forum, anna = forum_in(await exported(lived)), await lived.member_id(ANNA)
    named = [row for row in await stored(lived, "post") if row["author_id"] == anna]
    assert [row["state"] for row in named] == ["hidden", "visible", "deleted"]
    for row, told in zip(named, forum["post"], strict=True):
        assert_same(row, told, {anna})
    (secret,) = forum["anonymous post"]
    (row,) = [row for row in await stored(lived, "post") if row["id"] == secret["id"]]
    assert_same(row | {"notify": False}, secret, set())
    assert secret["alias"] == "Quiet One"
    assert forum["post"][0]["tags"] == ["sleep", "exam"]
    revisions = cast("list[dict[str, object]]", forum["post"][0]["its revision"])
    assert [each["body"] for each in revisions] == ["", "Since May."]
    acts = cast("list[dict[str, object]]", forum["post"][0]["its audit_entry"])
    assert [(each["action"], each["actor_id"]) for each in acts] == [("edit", ELSE), ("hide", ELSE)]


async def test_what_stands_beside_posts_is_there(lived: World) -> None:
    found = await exported(lived)
    forum = forum_in(found)
    assert found["preference"] == {"ways": {"answers": "inbox"}, "forums": {}}
    for table, count in (("account", 1), ("reaction", 1), ("draft", 1)):
        assert len(cast("list[object]", found[table])) == count, table
    assert [each["reason"] for each in forum["block"]] in (
        ["Of Anna", "Alias"],
        ["Alias", "Of Anna"],
    )
    questions_of = {str(each["reason"]): each["question_id"] for each in forum["block"]}
    assert questions_of["Of Anna"] is None
    assert questions_of["Alias"] in [each["id"] for each in forum["anonymous post"]]
    (told,) = forum["audit_entry about you"]
    assert told["detail"] == {"user": str(ANNA.discord_id), "reason": "Loud", "hours": None}
    assert told["actor_id"] == ELSE
    (by_me,) = forum["audit_entry by you"]
    assert by_me["detail"] == {"reason": "Loud", "hours": None}
    assert [each["post_id"] for each in forum["sealed notification"]]
    assert {(each["table"], each["as"]) for each in forum["mentioned in"]} >= {
        ("revision", "written_by"),
        ("notification", "actor_id"),
    }


async def test_what_is_sealed_of_a_notification_is_there(lived: World) -> None:
    notices = forum_in(await exported(lived))["sealed notification"]
    assert {(each["held_at"], each["refused_at"], each["is_heard"]) for each in notices} == {
        (None, None, False)
    }
    by_number = sorted(cast("int", each["id"]) for each in notices)
    held_at, refused_at = lived.now + timedelta(hours=1), lived.now + timedelta(hours=2)
    async with lived.database.write() as session:
        one = {"notification": by_number[0], HELD: held_at.timestamp(), HEARD: 1}
        other = {"notification": by_number[1], REFUSED: refused_at.timestamp()}
        await write_down(session, [one, other])
    notices = forum_in(await exported(lived))["sealed notification"]
    told = {each["id"]: each for each in notices}
    assert told[by_number[0]]["held_at"] == plain(held_at)
    assert told[by_number[0]]["is_heard"] is True
    assert told[by_number[1]]["refused_at"] == plain(refused_at)


async def test_since_when_somebody_is_in_no_server_is_there(lived: World) -> None:
    asked = await choosers_to_ask(lived.database, after=None)
    await note_choosers(
        lived.database, after=None, asked=asked, there=(), keep=timedelta(days=30), now=lived.now
    )
    told = cast("dict[str, object]", (await exported(lived))["preference"])
    assert told["gone"] == plain(lived.now.replace(microsecond=0))


@pytest.mark.parametrize("is_danger", [False, True])
async def test_two_moderators_who_learned_the_author_are_told_as_the_author_was(
    lived: World,
    is_danger: bool,  # noqa: FBT001  # a case
) -> None:
    (secret,) = forum_in(await exported(lived))["anonymous post"]
    detail = {
        "requested_by": await lived.member_id(BEN),
        "reason": "They wrote of wanting to die.",
        "is_danger": is_danger,
    }
    async with lived.database.write() as session:
        await log_act(
            session,
            forum_id=lived.forum_id,
            action=UNMASK,
            actor_id=await lived.member_id(BEN),
            post_id=secret["id"],
            detail=json.dumps(detail),
            created_at=lived.now,
        )
    (secret,) = forum_in(await exported(lived))["anonymous post"]
    told = cast("list[dict[str, object]]", secret["its audit_entry"])
    if is_danger:
        assert told == []
        return
    (entry,) = told
    assert (entry["action"], entry["actor_id"]) == (UNMASK, ELSE)
    assert entry["detail"] == {"reason": "They wrote of wanting to die.", "is_danger": False}


async def test_nothing_says_who_others_are(lived: World) -> None:
    text = json.dumps(await exported(lived), default=str)
    for other in (BEN, MODERATOR):
        assert other.name not in text
        assert str(other.discord_id) not in text
    assert "Nobody may know." in text


async def test_who_is_behind_an_alias_stands_in_no_other_export(lived: World) -> None:
    text = json.dumps(await exported(lived, BEN), default=str)
    assert "Nobody may know." not in text
    assert "Quiet One" not in text


def test_every_column_that_names_a_person_has_a_rule() -> None:
    ruled = {AUTHORED, *OWNED, *ACTED, *MENTIONED}
    assert set(columns_naming_members()) == ruled
    about = {table.name for table in metadata.tables.values() if "discord_id" in table.columns}
    assert about == {"account", "reaction", "block"}
    on_posts = {
        column.table.name
        for table in metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "post" for key in column.foreign_keys)
    }
    told_elsewhere = {"post", "post_tag", "vote", "flag", "notification", "unmask_request"}
    told_elsewhere |= {"audit_entry", "question_follow"}
    assert on_posts == told_elsewhere | {c.table.name for c in ABOUT_POSTS}


async def test_acts_of_moderators_on_an_alias_are_not_told(lived: World) -> None:
    (secret,) = forum_in(await exported(lived))["anonymous post"]
    async with lived.database.write() as session:
        await log_act(
            session,
            forum_id=lived.forum_id,
            action="ask who wrote",
            actor_id=await lived.member_id(BEN),
            post_id=secret["id"],
            created_at=lived.now,
        )
    (secret,) = forum_in(await exported(lived))["anonymous post"]
    assert secret["its audit_entry"] == []
    assert any(each.action == "ask who wrote" for each in await lived.all(AuditEntry))
