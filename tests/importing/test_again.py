"""Brought in again: what changed on the website is taken over, what was done here stays."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from bot.forum import moderation
from bot.forum.best_answers import choose
from bot.forum.privacy.departures import QUESTIONS_AT_ONCE, note_servers
from bot.forum.privacy.removing import remove
from bot.importing.plan import LOST_POSTS, LOST_VOTES, MISPLACED_POSTS
from data.database import Database
from data.posts import get_post
from data.recount import count_replies
from data.tables import PostState
from tests.forum.world import MODERATOR, NOW, World
from tests.importing.sites import bring_in, dump, query, read, small_site

TODAY = f"{NOW:%Y-%m-%d %H:%M:%S}.000000"
LATER = int((NOW + timedelta(days=1)).timestamp())
QUESTION = {"postid": 1}
ANSWER = {"postid": 2, "type": "A", "parentid": 1, "userid": 2, "title": None}
COMMENT = {"postid": 3, "type": "C", "parentid": 2, "title": None}


def post(database: Database, number: int = 1) -> dict[str, Any]:
    """Return a post by the website's number."""
    names = [row[1] for row in query(database, "PRAGMA table_info(post)")]
    columns = ", ".join(f"post.{name}" for name in names)
    rows = query(
        database,
        f"SELECT {columns} FROM post JOIN website_link ON post_id = id "  # noqa: S608  # ours
        "WHERE external_id = ?",
        str(number),
    )
    return dict(zip(names, rows[0], strict=True)) if rows else {}


async def alter(database: Database, sql: str, *values: object) -> None:
    async with database.write() as session:
        await (await session.connection()).exec_driver_sql(sql, values)


def member(database: Database, userid: int) -> int:
    sql = "SELECT member_id FROM identity WHERE source = 'website' AND external_id = ?"
    return int(query(database, sql, str(userid))[0][0])


@pytest.mark.parametrize(
    ("change", "column", "expected"),
    [
        ({"content": "New"}, "body", "New"),
        ({"title": "New"}, "title", "New"),
        ({"content": "New"}, "revision", 2),
        ({"type": "Q_HIDDEN", "updated": LATER, "updatetype": "H"}, "state", "hidden"),
        ({"type": "Q_QUEUED"}, "state", "queued"),
        ({"views": 9}, "views", 9),
        ({"selchildid": 2}, "best_answer_id", 2),
        ({"selchildid": 3}, "best_answer_id", None),
        ({"closedbyid": 99}, "close_reason", None),
        ({"created": 2500}, "created_at", "1970-01-01 00:41:40.000000"),
    ],
)
async def test_what_changed_on_the_website_is_taken_over(
    database: Database, change: Mapping[str, object], column: str, expected: object
) -> None:
    await bring_in(database, small_site(QUESTION, ANSWER, COMMENT))
    site = small_site(QUESTION | dict(change), ANSWER, COMMENT)
    await bring_in(database, site)
    assert post(database)[column] == expected
    before = dump(database)
    await bring_in(database, site)
    assert dump(database) == before


async def test_an_edit_says_when_and_by_whom(database: Database) -> None:
    edit = {"updated": 3000, "updatetype": "E", "lastuserid": 2}
    await bring_in(database, small_site(QUESTION | edit))
    found = post(database)
    assert found["edited_at"] == "1970-01-01 00:50:00.000000"
    assert found["edited_by"] == member(database, 2)
    assert found["revision"] == 1


async def test_a_text_edited_here_later_stays(database: Database) -> None:
    await bring_in(database, small_site(QUESTION))
    await alter(database, "UPDATE post SET body = 'Ours', edited_at = ?", TODAY)
    await bring_in(database, small_site(QUESTION | {"content": "Silent", "views": 3}))
    assert (post(database)["body"], post(database)["views"]) == ("Ours", 3)
    edit = {"content": "Theirs", "updated": LATER, "updatetype": "E"}
    await bring_in(database, small_site(QUESTION | edit))
    assert post(database)["body"] == "Theirs"


async def test_what_a_moderator_hid_here_stays_hidden(database: Database) -> None:
    await bring_in(database, small_site(QUESTION))
    number = post(database)["id"]
    await moderation.hide(database, forum_id=1, post_id=number, reason="", actor=MODERATOR, now=NOW)
    edit = {"content": "New", "updated": LATER, "updatetype": "E"}
    await bring_in(database, small_site(QUESTION | edit))
    assert (post(database)["state"], post(database)["body"]) == ("hidden", "New")
    shown = {"updated": LATER + 1, "updatetype": "H"}
    await bring_in(database, small_site(QUESTION | shown))
    assert (post(database)["state"], post(database)["state_reason"]) == ("visible", None)


@pytest.mark.parametrize("state", [PostState.HIDDEN, PostState.DELETED])
async def test_a_best_answer_that_is_gone_here_is_not_chosen_anew(
    database: Database, state: PostState
) -> None:
    site = small_site(QUESTION | {"selchildid": 2}, ANSWER)
    await bring_in(database, site)
    number = post(database, 2)["id"]
    if state is PostState.HIDDEN:
        await moderation.hide(
            database, forum_id=1, post_id=number, reason="", actor=MODERATOR, now=NOW
        )
    else:
        async with database.write() as session:
            answer = await get_post(session, number)
            assert answer is not None
            await remove(session, answer, NOW, by=None)
    await bring_in(database, site)
    assert post(database, 2)["state"] == state
    assert (post(database)["best_answer_id"], post(database)["best_chosen_at"]) == (None, None)
    assert query(database, "SELECT sum(aselects) FROM member") == [(0,)]


async def test_what_a_moderator_showed_again_here_stays_shown(database: Database) -> None:
    hidden = QUESTION | {"type": "Q_HIDDEN", "updated": 3000, "updatetype": "H"}
    await bring_in(database, small_site(hidden))
    number = post(database)["id"]
    await moderation.unhide(database, forum_id=1, post_id=number, actor=MODERATOR, now=NOW)
    await bring_in(database, small_site(hidden))
    assert post(database)["state"] == "visible"
    await bring_in(database, small_site(hidden | {"updated": LATER}))
    assert post(database)["state"] == "hidden"


async def test_what_was_deleted_here_never_returns(database: Database) -> None:
    site = small_site(QUESTION | {"tags": "a"}, votes=[{"postid": 1, "userid": 2, "vote": 1}])
    await bring_in(database, site)
    await alter(database, "UPDATE post SET state = 'deleted', title = '', body = '', up = 0")
    await alter(database, "DELETE FROM vote")
    await alter(database, "DELETE FROM post_tag")
    await bring_in(database, site)
    found = post(database)
    assert (found["state"], found["title"], found["body"], found["up"]) == ("deleted", "", "", 0)
    assert dump(database)["vote"] == dump(database)["post_tag"] == []


async def test_an_author_who_was_erased_here_stays_nobody(database: Database) -> None:
    await bring_in(database, small_site(QUESTION))
    await alter(database, "UPDATE post SET author_id = NULL")
    await bring_in(database, small_site(QUESTION))
    assert post(database)["author_id"] is None


async def test_an_answer_that_became_a_comment_is_one(database: Database) -> None:
    votes = [{"postid": 2, "userid": 1, "vote": 1, "created": 3000}]
    before = small_site(QUESTION | {"selchildid": 2}, ANSWER, COMMENT, votes=votes)
    await bring_in(database, before)
    turned = ANSWER | {"type": "C", "updated": 4000, "updatetype": "Y"}
    site = small_site(QUESTION, turned, COMMENT | {"parentid": 1}, votes=votes)
    await bring_in(database, site)
    assert post(database, 2)["kind"] == "comment"
    assert post(database, 3)["parent_id"] == post(database)["id"]
    assert (post(database)["answers"], post(database)["best_answer_id"]) == (0, None)
    columns = "aposts, cposts, aselecteds, avoteds, cupvotes"
    sql = f"SELECT {columns} FROM member ORDER BY id"  # noqa: S608  # our own columns
    assert query(database, sql) == [(0, 1, 0, 0, 1), (0, 1, 0, 0, 0)]


async def test_a_post_that_a_visitor_claimed_is_theirs(database: Database) -> None:
    await bring_in(database, small_site(QUESTION | {"userid": None, "name": " Quiet  one "}))
    assert (post(database)["author_id"], post(database)["alias"]) == (None, "Quiet one")
    await bring_in(database, small_site(QUESTION))
    assert (post(database)["author_id"], post(database)["alias"]) == (member(database, 1), None)


async def test_a_post_whose_author_left_the_website_is_nobodys(database: Database) -> None:
    await bring_in(database, small_site(QUESTION, ANSWER, COMMENT))
    nobodys = {"userid": None, "name": None}
    for _ in range(2):  # again changes nothing
        await bring_in(database, small_site(QUESTION, ANSWER | nobodys, COMMENT))
        found = post(database, 2)
        assert found["author_id"] is None
        assert found["alias"]
    sql = "SELECT qposts, aposts, cposts FROM member ORDER BY id"
    assert query(database, sql) == [(1, 0, 1), (0, 0, 0)]
    again = post(database, 2)
    await bring_in(database, small_site(QUESTION, ANSWER | nobodys, COMMENT))
    assert post(database, 2) == again


async def test_nameless_visitors_each_have_a_name_of_our_making(database: Database) -> None:
    visitor = {"userid": None, "name": "", "cookieid": "18446744073709551615"}
    await bring_in(database, small_site(QUESTION | visitor, ANSWER | visitor, COMMENT | visitor))
    names = {post(database, number)["alias"] for number in (1, 2, 3)}
    assert len(names) == 3
    assert all(names)
    found = query(database, "SELECT author_seal, author_mark, author_id FROM post")
    assert set(found) == {(None, None, None)}


async def test_tags_are_the_websites_in_its_order(database: Database) -> None:
    await bring_in(database, small_site(QUESTION | {"tags": "sleep,Rest,sleep, "}))
    await bring_in(database, small_site(QUESTION | {"tags": "work,sleep"}))
    sql = "SELECT name FROM post_tag JOIN tag ON tag.id = tag_id ORDER BY position"
    assert query(database, sql) == [("work",), ("sleep",)]
    assert query(database, "SELECT count(*) FROM tag") == [(2,)]


async def test_votes_are_cast_turned_and_withdrawn(database: Database) -> None:
    def voted(*values: int) -> dict[str, Any]:
        votes = [
            {"postid": 1, "userid": user, "vote": vote, "created": 3000 + 10 * user + vote}
            for user, vote in enumerate(values, 1)
        ]
        return small_site(QUESTION, votes=votes)

    await bring_in(database, voted(1, 1))
    assert (post(database)["up"], post(database)["down"]) == (2, 0)
    await bring_in(database, voted(0, -1))
    assert (post(database)["up"], post(database)["down"]) == (0, 1)
    points = query(database, "SELECT qdownvotes, qvoteds FROM member ORDER BY id")
    assert points == [(0, -1), (1, 0)]


async def test_who_is_gone_from_the_file_is_counted_as_well(database: Database) -> None:
    site = small_site(QUESTION, votes=[{"postid": 1, "userid": 2, "vote": 1, "created": 3000}])
    await bring_in(database, site)
    gone = small_site(QUESTION)
    gone["users"].pop()
    await bring_in(database, gone)
    assert query(database, "SELECT qupvotes, points FROM member ORDER BY id") == [
        (0, 120),
        (0, 100),
    ]


async def test_whose_answer_here_is_the_best_no_more_is_counted(database: Database) -> None:
    await bring_in(database, small_site(QUESTION))
    answer = await World(database, 1).answer(post(database)["id"])
    await choose(database, answer_id=answer, actor=MODERATOR, now=NOW)
    await bring_in(database, small_site(QUESTION))
    assert post(database)["best_answer_id"] == answer
    await bring_in(database, small_site(QUESTION | {"selchildid": 2}, ANSWER))
    assert post(database)["best_answer_id"] == post(database, 2)["id"]
    sql = "SELECT aselecteds, points FROM member WHERE name = 'Ben'"
    assert query(database, sql) == [(0, 140)]


async def test_votes_from_discord_stay(database: Database) -> None:
    site = small_site(QUESTION, votes=[{"postid": 1, "userid": 2, "vote": 1, "created": 3000}])
    await bring_in(database, site)
    await alter(database, "UPDATE vote SET value = -1, source = 'button', cast_at = ?", TODAY)
    await bring_in(database, site)
    assert (post(database)["up"], post(database)["down"]) == (0, 1)
    await bring_in(database, small_site(QUESTION))
    assert query(database, "SELECT value, source FROM vote") == [(-1, "button")]


async def test_who_is_in_discord_as_well_is_called_as_there(database: Database) -> None:
    site = small_site(QUESTION)
    await bring_in(database, site)
    await alter(
        database,
        "INSERT INTO identity (member_id, forum_id, source, external_id) "
        "VALUES (?, 1, 'discord', '77')",
        member(database, 1),
    )
    renamed = deepcopy(site)
    renamed["users"][0]["handle"] = renamed["users"][1]["handle"] = "new"
    await bring_in(database, renamed)
    assert query(database, "SELECT name FROM member ORDER BY id") == [("ana",), ("new",)]


async def test_a_bonus_comes_with_the_user_or_with_the_points(database: Database) -> None:
    site = small_site(QUESTION, userpoints=[{"userid": 2, "bonus": -40}])
    site["users"][0]["bonus"] = 250
    await bring_in(database, site)
    rows = query(database, "SELECT bonus, points FROM member ORDER BY id")
    assert rows == [(250, 370), (-40, 60)]
    await bring_in(database, small_site(QUESTION))
    assert query(database, "SELECT bonus FROM member ORDER BY id") == [(250,), (-40,)]


async def test_a_question_follows_on_an_answer(database: Database) -> None:
    follow_on = {"postid": 4, "parentid": 2, "created": 1500}
    await bring_in(database, small_site(QUESTION, ANSWER, follow_on))
    assert post(database, 4)["parent_id"] == post(database, 2)["id"]
    assert post(database, 4)["question_id"] is None


async def test_a_forum_whose_questions_follow_on_others_answers_can_be_deleted(
    database: Database,
) -> None:
    others = [{"postid": 10 + n, "created": 5000 + n} for n in range(QUESTIONS_AT_ONCE)]
    follow_on = {"postid": 4, "parentid": 2, "created": 9000}
    await bring_in(database, small_site(QUESTION, ANSWER, *others, follow_on))
    for now in (NOW, NOW + timedelta(days=31)):
        await note_servers(database, there=[], keep=timedelta(days=30), now=now)
    assert query(database, "SELECT count(*) FROM post") == [(0,)]


async def test_comments_know_their_question_and_what_they_are_on(database: Database) -> None:
    await bring_in(
        database, small_site(COMMENT, ANSWER, QUESTION, COMMENT | {"postid": 5, "parentid": 1})
    )
    on_answer, on_question = post(database, 3), post(database, 5)
    assert on_answer["question_id"] == on_question["question_id"] == post(database)["id"]
    assert on_answer["parent_id"] == post(database, 2)["id"]
    assert on_question["parent_id"] == post(database)["id"]


async def test_closings_name_a_note_or_the_original(database: Database) -> None:
    closed = {"updated": 3000, "updatetype": "C", "lastuserid": 2}
    note = {"postid": 6, "type": "NOTE", "parentid": 1, "content": "Solved.", "title": None}
    await bring_in(
        database,
        small_site(QUESTION | closed | {"closedbyid": 6}, note, {"postid": 7, "closedbyid": 1}),
    )
    by_note, duplicate = post(database), post(database, 7)
    assert by_note["close_reason"] == "Solved."
    assert by_note["closed_by"] == member(database, 2)
    assert by_note["closed_at"] == "1970-01-01 00:50:00.000000"
    assert duplicate["duplicate_of"] == by_note["id"]
    assert duplicate["closed_at"] is not None
    await bring_in(database, small_site(QUESTION, {"postid": 7}))
    assert post(database)["closed_at"] is post(database, 7)["duplicate_of"] is None


async def test_what_hangs_on_nothing_is_left_out_and_counted(database: Database) -> None:
    site = small_site(
        QUESTION,
        COMMENT,
        ANSWER | {"postid": 8, "parentid": 77},
        COMMENT | {"postid": 4, "parentid": 1},
        COMMENT | {"postid": 5, "parentid": 4},
        ANSWER | {"postid": 6, "parentid": 5},
        COMMENT | {"postid": 7, "parentid": 6},
        votes=[{"postid": 8, "userid": 1, "vote": 1}, {"postid": 1, "userid": 9, "vote": 1}],
        favorites=[
            {"userid": 1, "entitytype": "T", "entityid": 5},
            {"userid": 1, "entitytype": "Q", "entityid": 1},
            {"userid": 1, "entitytype": "Q", "entityid": 8},
            {"userid": 9, "entitytype": "U", "entityid": 1},
        ],
    )
    await bring_in(database, site)
    left_out = read(site).left_out
    assert (left_out[LOST_POSTS], left_out[MISPLACED_POSTS], left_out[LOST_VOTES]) == (3, 2, 2)
    assert query(database, "SELECT count(*) FROM post") == [(2,)]
    assert query(database, "SELECT count(*) FROM vote") == [(0,)]
    assert query(database, "SELECT target, target_id FROM follow") == [("question", 1)]


async def test_categories_are_found_again_by_their_path(database: Database) -> None:
    tree = [
        {"categoryid": 2, "parentid": 1, "title": "Sleep"},
        {"categoryid": 1, "title": "Health"},
        {"categoryid": 3, "title": "sleep"},
        {"categoryid": 4, "parentid": 99, "title": "Lost"},
        {"categoryid": 5, "parentid": 6, "title": "Round"},
        {"categoryid": 6, "parentid": 5, "title": "And round"},
    ]
    site = small_site(QUESTION | {"categoryid": 2}, categories=tree)
    await bring_in(database, site)
    await bring_in(database, site)
    sql = "SELECT name, parent_id FROM category ORDER BY name"
    names = dict(query(database, sql))
    health = query(database, "SELECT id FROM category WHERE name = 'Health'")[0][0]
    assert (names["Sleep"], names["sleep"], names["Lost"]) == (health, None, None)
    assert len(names) == 6
    sleep = query(database, "SELECT id FROM category WHERE name = 'Sleep'")[0][0]
    assert post(database)["category_id"] == sleep


async def test_titles_come_in_unless_there_are_some(database: Database) -> None:
    titles = "100 Newcomer,,x,500  Regular, 2000"
    options = [
        {"title": "site_title", "content": "S"},
        {"title": "points_to_titles", "content": titles},
    ]
    await bring_in(database, small_site(QUESTION, options=options))
    sql = "SELECT titles_by_points FROM forum"
    assert query(database, sql) == [('[[100, "Newcomer"], [500, "Regular"]]',)]
    await alter(database, "UPDATE forum SET titles_by_points = '[[1, \"Ours\"]]'")
    await bring_in(database, small_site(QUESTION, options=options))
    assert query(database, sql) == [('[[1, "Ours"]]',)]


async def test_comments_are_replies_while_the_website_shows_what_they_are_on(
    database: Database,
) -> None:
    comments = [COMMENT | {"postid": number, "userid": 2} for number in (3, 4)]
    for updated, hidden, replies in ((3000, "", 3), (4000, "_HIDDEN", 0), (5000, "", 3)):
        change = {"type": f"A{hidden}", "updated": updated, "updatetype": "H"}
        await bring_in(database, small_site(QUESTION, ANSWER | change, *comments))
        assert post(database)["replies"] == replies
        async with database.read() as session:
            assert (await count_replies(session))[1] == replies
