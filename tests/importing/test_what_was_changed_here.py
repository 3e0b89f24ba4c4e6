"""What moderators changed here stays, until the website says something new about it."""

from collections.abc import Awaitable, Callable

import pytest

from bot.forum.best_answers import choose
from bot.forum.closing import close, reopen
from bot.forum.converting import turn_into_comment
from bot.forum.moving import move
from bot.forum.sorting import Sort, sorted_page
from data.database import Database
from tests.forum.world import MODERATOR, NOW, World
from tests.importing.sites import bring_in, query, small_site
from tests.importing.test_again import ANSWER, COMMENT, QUESTION, alter, post

TREE = [{"categoryid": number, "title": f"C{number}"} for number in (1, 2, 3)]


def category(database: Database, number: int) -> str | None:
    sql = "SELECT name FROM category JOIN post ON category_id = category.id WHERE post.id = ?"
    found = query(database, sql, number)
    return str(found[0][0]) if found else None


async def moved(database: Database, name: str) -> None:
    ((number,),) = query(database, "SELECT id FROM category WHERE name = ?", name)
    await move(
        database,
        forum_id=1,
        post_id=post(database)["id"],
        category_id=number,
        actor=MODERATOR,
        now=NOW,
    )


async def test_answers_and_comments_are_in_their_questions_category(database: Database) -> None:
    posts = (QUESTION | {"categoryid": 1}, ANSWER | {"categoryid": 2}, COMMENT)
    await bring_in(database, small_site(*posts, categories=TREE))
    here = await World(database, 1).answer(post(database)["id"])
    for there in (1, 2):
        posts = (QUESTION | {"categoryid": there}, ANSWER, COMMENT)
        await bring_in(database, small_site(*posts, categories=TREE))
        ids = [*(post(database, number)["id"] for number in (1, 2, 3)), here]
        assert {category(database, each) for each in ids} == {f"C{there}"}


async def test_a_question_put_elsewhere_here_stays_there(database: Database) -> None:
    site = small_site(QUESTION | {"categoryid": 1}, ANSWER, categories=TREE)
    await bring_in(database, site)
    await moved(database, "C2")
    await bring_in(database, site)
    assert {category(database, post(database, each)["id"]) for each in (1, 2)} == {"C2"}
    later = {"postid": 9, "type": "A", "parentid": 1, "created": 9000, "title": None}
    site = small_site(QUESTION | {"categoryid": 1}, ANSWER, later, categories=TREE)
    await bring_in(database, site)
    assert category(database, post(database, 9)["id"]) == "C2"
    site = small_site(QUESTION | {"categoryid": 3}, ANSWER, later, categories=TREE)
    await bring_in(database, site)
    assert {category(database, post(database, each)["id"]) for each in (1, 2, 9)} == {"C3"}


async def test_a_best_answer_chosen_here_stays(database: Database) -> None:
    other = ANSWER | {"postid": 4}
    site = small_site(QUESTION | {"selchildid": 2}, ANSWER, other)
    await bring_in(database, site)
    await choose(database, answer_id=post(database, 4)["id"], actor=MODERATOR, now=NOW)
    await bring_in(database, site)
    assert post(database)["best_answer_id"] == post(database, 4)["id"]
    await bring_in(database, small_site(QUESTION | {"selchildid": None}, ANSWER, other))
    assert post(database)["best_answer_id"] is None


async def _reopened(database: Database) -> None:
    await reopen(database, forum_id=1, post_id=post(database)["id"], actor=MODERATOR, now=NOW)


async def _closed(database: Database) -> None:
    await close(
        database,
        forum_id=1,
        post_id=post(database)["id"],
        actor=MODERATOR,
        reason="Ours",
        now=NOW,
    )


@pytest.mark.parametrize(
    ("there", "act", "reason"), [(6, _reopened, None), (None, _closed, "Ours")]
)
async def test_what_was_closed_or_opened_here_stays_so(
    database: Database,
    there: int | None,
    act: Callable[[Database], Awaitable[None]],
    reason: str | None,
) -> None:
    note = {"postid": 6, "type": "NOTE", "parentid": 1, "content": "Theirs", "title": None}
    site = small_site(QUESTION | {"closedbyid": there}, note)
    await bring_in(database, site)
    await act(database)
    await bring_in(database, site)
    assert post(database)["close_reason"] == reason
    assert (post(database)["closed_at"] is None) == (reason is None)
    turned = None if there else 6
    await bring_in(database, small_site(QUESTION | {"closedbyid": turned}, note))
    assert post(database)["close_reason"] == ("Theirs" if turned else None)


async def test_what_was_brought_in_before_this_was_noted_is_set_once(database: Database) -> None:
    site = small_site(QUESTION | {"categoryid": 1}, categories=TREE)
    await bring_in(database, site)
    await alter(database, "UPDATE website_link SET taken_over = NULL")
    await moved(database, "C2")
    await bring_in(database, site)
    assert category(database, post(database)["id"]) == "C1"
    await moved(database, "C2")
    await bring_in(database, site)
    assert category(database, post(database)["id"]) == "C2"


@pytest.mark.parametrize("sort", [Sort.RECENT, Sort.HOT, Sort.VOTES, Sort.ANSWERS, Sort.VIEWS])
async def test_ties_fall_to_the_websites_higher_number_also_after_a_later_file(
    database: Database, sort: Sort
) -> None:
    await bring_in(database, small_site({"postid": 7}, {"postid": 12}))
    await bring_in(database, small_site({"postid": 7}, {"postid": 12}, {"postid": 9}))
    found = await sorted_page(database, forum_id=1, sort=sort)
    links = dict(query(database, "SELECT post_id, external_id FROM website_link"))
    assert [links[each] for each in found.questions] == ["12", "9", "7"]


async def test_an_answer_turned_into_a_comment_here_stays_one(database: Database) -> None:
    site = small_site(QUESTION | {"selchildid": 2}, ANSWER, COMMENT)
    await bring_in(database, site)
    answer = post(database, 2)["id"]
    await turn_into_comment(database, forum_id=1, post_id=answer, actor=MODERATOR, now=NOW)
    later = COMMENT | {"postid": 9, "parentid": 2}
    for again in (site, small_site(QUESTION | {"selchildid": 2}, ANSWER, COMMENT, later)):
        await bring_in(database, again)
        question = post(database)
        assert question["answers"] == 0
        assert question["best_answer_id"] is None
        assert post(database, 2)["kind"] == "comment"
        assert post(database, 3)["parent_id"] == question["id"]
    assert post(database, 9)["parent_id"] == question["id"]
