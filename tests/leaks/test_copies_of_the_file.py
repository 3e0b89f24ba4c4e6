"""Who has the file at several moments, or its journal, learns no more than from one of them."""

import sqlite3
from itertools import pairwise
from pathlib import Path

from data.backup import back_up
from data.database import file_of
from tests.support.people import ask
from tests.support.worlds import ForumWorld

ANONYMOUS = ["anonymous"]
OTHERS, POSTS = 24, 8


async def test_the_journal_links_no_anonymous_post_to_one_by_name(forum_world: ForumWorld) -> None:
    world = forum_world
    journal = Path(f"{file_of(world.bot.settings.database_url)}-wal")
    await ask(world.alice, world.lobby, "A question that Alice asks by name")
    await ask(world.alice, world.lobby, "What Alice asks anonymously", options=ANONYMOUS)
    written = _bytes_of(journal)
    assert b"What Alice asks anonymously" in written
    # A mark that is one for all that a person keeps would stand beside both posts.
    assert world.bot.sealer.mark("inbox", world.alice.id) not in written


async def test_backups_do_not_show_that_one_person_wrote_several_posts(
    forum_world: ForumWorld, tmp_path: Path
) -> None:
    world = forum_world
    for number in range(OTHERS):
        await ask(
            world.join(f"member {number}"),
            world.lobby,
            f"What member {number} asks anonymously",
            options=ANONYMOUS,
        )
    await ask(world.alice, world.lobby, "What Alice asks anonymously", options=ANONYMOUS)
    copies = [_indexes(world, tmp_path / "first.db")]
    for number in range(POSTS):
        await ask(world.alice, world.lobby, f"Another question, {number}", options=ANONYMOUS)
        copies.append(_indexes(world, tmp_path / f"{number}.db"))
    changed = [
        {mark for mark, sealed in after.items() if before.get(mark) != sealed}
        for before, after in pairwise(copies)
    ]
    assert len(set.intersection(*changed)) != 1


def _bytes_of(file: Path) -> bytes:
    return file.read_bytes()


def _indexes(world: ForumWorld, copy: Path) -> dict[bytes, bytes]:
    back_up(file_of(world.bot.settings.database_url), copy)
    connection = sqlite3.connect(copy)
    try:
        found = connection.execute("SELECT owner_mark, sealed FROM anonymous_index")
        return dict(found.fetchall())
    finally:
        connection.close()
