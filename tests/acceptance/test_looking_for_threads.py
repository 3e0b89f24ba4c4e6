"""Looking for a forum post that an earlier try may have made: no further back than that try."""

from datetime import timedelta

import pytest

from tests.acceptance.facts import cards, waiting
from tests.support import rules
from tests.support.calls import FORUM_POST, on
from tests.support.moderators import fall_asleep, new_post
from tests.support.people import ask
from tests.support.worlds import ForumWorld

ARCHIVED = on("GET", "/channels/*/threads/archived/public")


@pytest.fixture
async def old_world(forum_world: ForumWorld, monkeypatch: pytest.MonkeyPatch) -> ForumWorld:
    """Give a forum with pages of threads that were archived a day ago and before."""
    monkeypatch.setattr(rules, "PAGE", 2)
    backend = forum_world.env.backend
    for number in range(5):
        await new_post(forum_world.bob, forum_world.channel, f"Old post {number}", "A text.")
    # What the bot replies to a New Post would wake it.
    await forum_world.pass_time(5)
    for days, thread in enumerate(forum_world.threads, 1):
        await fall_asleep(thread)
        metadata = backend.get_channel(thread.id).thread_metadata
        assert metadata is not None
        metadata.archive_timestamp = (backend.clock.now() - timedelta(days=days)).isoformat()
    forum_world.gaps.forget()
    return forum_world


async def test_old_archived_threads_are_not_looked_at(old_world: ForumWorld) -> None:
    old_world.gaps.lose_answer(FORUM_POST)
    await ask(old_world.alice, old_world.lobby)
    await old_world.pass_time(20)
    assert len(cards(old_world, 1)) == 1
    assert await waiting(old_world) == []
    assert len(old_world.gaps.tried(ARCHIVED)) == 1
