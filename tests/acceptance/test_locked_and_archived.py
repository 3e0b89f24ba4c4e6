"""A moderator locks a thread and archives it in one step: it sleeps on, with its tag."""

import pytest

from data.forums import update_forum
from tests.acceptance.facts import asked, link_of, post_of, waiting
from tests.acceptance.test_changed_and_back import tags_of
from tests.support.moderators import lock_and_archive, unarchive
from tests.support.reading import starter_of, text_of
from tests.support.rules import is_archived
from tests.support.worlds import ForumWorld

CLOSED = "🔒 closed"


@pytest.mark.parametrize("has_tag", [True, False])
async def test_it_is_closed_and_sleeps_until_somebody_opens_it(
    forum_world: ForumWorld, *, has_tag: bool
) -> None:
    world = forum_world
    await asked(world)
    if not has_tag:
        async with world.bot.database.write() as session:
            await update_forum(session, 1, closed_tag_id=None)
    await lock_and_archive(world.mod, world.thread)
    await world.pass_time(60)
    assert (await post_of(world)).closed_at
    assert is_archived(world.env.backend.get_channel(world.thread.id))
    assert (CLOSED in text_of(starter_of(world.thread))) or (await link_of(world)).is_stale
    assert tags_of(world) == (["Closed"] if has_tag else [])
    assert await waiting(world) == []
    await unarchive(world.mod, world.thread)
    await world.pass_time(60)
    assert CLOSED in text_of(starter_of(world.thread))
