"""Giving up a lost key amid a rotation: interrupted, it goes on, and nothing else does first."""

import pytest

from bot.forum.anonymous import relisting
from bot.forum.anonymous.authors import own_posts
from bot.forum.anonymous.rotation import rotate
from bot.forum.identity import Sealer
from bot.key_changes import begin_rotation
from bot.key_folder import StartRefused
from data.database import Database
from tests.commands.conftest import Host
from tests.forum.test_relisting import Killed, killed_after
from tests.forum.world import NOW


def test_it_goes_on_where_it_was_interrupted(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    made = host.fill()

    async def begun(database: Database, _sealer: Sealer) -> None:
        sealer = await begin_rotation(host.settings, database, NOW)
        await anext(rotate(database, sealer))  # through with the posts

    host.in_bot(begun)
    (old,) = host.keys.glob("old-*.key")
    old.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(relisting, "list_again", killed_after(2))
        with pytest.raises(Killed):
            host.run("keys", "abandon", "--yes")
    with pytest.raises(StartRefused, match="keys abandon"):
        host.start()
    assert "keys abandon" in host.run("keys", "rotate")[1]
    assert host.run("keys", "abandon", "--yes")[0] == 0

    async def listed(database: Database, _sealer: Sealer) -> list[list[int]]:
        async with database.read() as session:
            found = [await own_posts(session, 1, each.user_id) for each in made]
        return [[post.post_id for post in own] for own in found]

    assert host.in_bot(listed) == [each.questions for each in made]
    assert "nothing needs to be given up" in host.run("keys", "abandon", "--yes")[1]
