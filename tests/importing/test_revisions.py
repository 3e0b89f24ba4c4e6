"""A text of the website's that takes another's place leaves that in the history."""

from typing import Any

import pytest

from data.database import Database
from tests.forum.world import MODERATOR, World
from tests.importing.sites import bring_in, dump, query, small_site
from tests.importing.test_again import ANSWER, LATER, QUESTION, post

LATE_EDIT = {"content": "From the website", "updated": LATER, "updatetype": "E", "lastuserid": 2}


def kept(database: Database) -> list[tuple[Any, ...]]:
    return query(database, "SELECT number, body, tags, replaced_as FROM revision ORDER BY id")


async def edit(database: Database, *, is_silent: bool, tags: str | None = None) -> None:
    world, present = World(database, 1), post(database)
    await world.edit(
        present["id"],
        MODERATOR,
        title=present["title"],
        body="Edited here",
        revision=present["revision"],
        tags=tags,
        is_silent=is_silent,
    )


async def test_what_the_website_changed_is_kept_as_it_was(database: Database) -> None:
    await bring_in(database, small_site(QUESTION | {"tags": "a,b"}, ANSWER))
    site = small_site(QUESTION | LATE_EDIT | {"tags": "b"}, ANSWER)
    await bring_in(database, site)
    assert kept(database) == [(1, "C", "a,b", "website")]
    assert post(database)["revision"] == 2
    before = dump(database)
    await bring_in(database, site)
    assert dump(database) == before


@pytest.mark.parametrize("is_silent", [True, False])
async def test_what_was_edited_here_last_stays_with_its_tags(
    database: Database, *, is_silent: bool
) -> None:
    site = small_site(QUESTION | {"tags": "a"}, ANSWER)
    await bring_in(database, site)
    await edit(database, is_silent=is_silent, tags="here")
    await bring_in(database, site)
    assert post(database)["body"] == "Edited here"
    assert query(database, "SELECT name FROM tag JOIN post_tag ON id = tag_id") == [("here",)]
    assert kept(database) == [(1, "C", "a", "moderator")]


@pytest.mark.parametrize("is_silent", [True, False])
async def test_what_was_edited_here_first_is_kept_in_the_history(
    database: Database, *, is_silent: bool
) -> None:
    await bring_in(database, small_site(QUESTION, ANSWER))
    await edit(database, is_silent=is_silent)
    await bring_in(database, small_site(QUESTION | LATE_EDIT, ANSWER))
    assert post(database)["body"] == "From the website"
    bodies = [(number, body, by) for number, body, _, by in kept(database)]
    assert bodies == [(1, "C", "moderator"), (2, "Edited here", "website")]


async def test_other_tags_alone_are_kept_once(database: Database) -> None:
    """The website's tags changed and its text did not; a third import changes nothing."""
    await bring_in(database, small_site(QUESTION | {"tags": "a,b"}, ANSWER))
    site = small_site(QUESTION | {"tags": "b,c"}, ANSWER)
    for _ in range(2):
        await bring_in(database, site)
        assert kept(database) == [(1, "C", "a,b", "website")]
    assert post(database)["revision"] == 2
