"""Forms while the database or Discord refuses: the text goes back, and nothing is doubled."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, event

from tests.acceptance.seen import drafts_in, posts_in
from tests.support.calls import CALLBACK, EDIT_REPLY, FOLLOWUP, NEW_THREAD, either
from tests.support.people import ask, submit
from tests.support.reading import fields_of, private_text, replies_of
from tests.support.worlds import ForumWorld

TITLE = "How can I sleep before an exam?"
PRIVATE = "a text that nobody else may read"


def fill_the_disk(world: ForumWorld, database_file: Path) -> None:
    """Leave the running bot no page that its file could grow by."""
    other = sqlite3.connect(database_file)
    other.execute("VACUUM")
    other.close()

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    event.listen(world.bot.database.engine.sync_engine, "begin", limit)


async def test_a_locked_database_gives_the_text_back(
    forum_world: ForumWorld, database_file: Path
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    other = sqlite3.connect(database_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = await submit(forum_world.alice, shown, title=TITLE, details=PRIVATE)
    other.execute("ROLLBACK")
    other.close()
    said = private_text(refused)
    assert "I can't save anything right now." in said
    assert "Your text is in the file below." in said
    (file,) = [each for reply in replies_of(refused) for each in reply.attachments]
    assert (await file.read()).decode() == f"{TITLE}\n\n{PRIVATE}"
    assert await posts_in(forum_world) == []
    assert forum_world.threads == []
    assert "posted as #1" in private_text(await ask(forum_world.alice, forum_world.lobby, TITLE))


async def test_a_full_disk_gives_the_text_back(
    forum_world: ForumWorld, database_file: Path
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    fill_the_disk(forum_world, database_file)
    long = "ж" * 3400  # more than one page
    refused = await submit(forum_world.alice, shown, title=TITLE, details=long)
    said = private_text(refused)
    assert "I can't save anything right now." in said
    (file,) = [each for reply in replies_of(refused) for each in reply.attachments]
    assert (await file.read()).decode() == f"{TITLE}\n\n{long}"
    assert await posts_in(forum_world) == []
    assert forum_world.threads == []
    await forum_world.restart()
    said = private_text(await ask(forum_world.alice, forum_world.lobby, TITLE, long))
    assert "posted as #1" in said


async def test_a_reply_that_discord_refuses_costs_nothing(forum_world: ForumWorld) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    forum_world.gaps.refuse(either(FOLLOWUP, EDIT_REPLY), 404, 10015, times=None)
    await submit(forum_world.alice, shown, title=TITLE, details=PRIVATE)
    forum_world.gaps.heal()
    assert len(forum_world.threads) == len(await posts_in(forum_world)) == 1
    assert await drafts_in(forum_world) == []


async def test_a_form_that_cannot_be_acknowledged_is_still_received(
    forum_world: ForumWorld,
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    forum_world.gaps.refuse(CALLBACK, 404, 10062)
    await submit(forum_world.alice, shown, title=TITLE, details=PRIVATE)
    assert len(forum_world.threads) == len(await posts_in(forum_world)) == 1


async def test_a_refused_form_whose_reply_is_lost_is_offered_again(
    forum_world: ForumWorld,
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    forum_world.gaps.refuse(CALLBACK, 404, 10062)
    forum_world.gaps.refuse(either(FOLLOWUP, EDIT_REPLY), 404, 10015, times=None)
    await submit(forum_world.alice, shown, title=" " * 20 + ".", details=PRIVATE)
    forum_world.gaps.heal()
    assert (
        str(fields_of(await forum_world.alice.slash(forum_world.lobby, "ask"))["details"]["value"])
        == PRIVATE
    )


async def test_a_post_that_discord_cannot_show_yet_is_saved_and_said_so(
    forum_world: ForumWorld,
) -> None:
    forum_world.gaps.break_server(NEW_THREAD, times=2)
    said = private_text(await ask(forum_world.alice, forum_world.lobby, TITLE))
    assert said == (
        "Your post is saved as #1. Discord is slow right now; it will appear by itself."
    )
    await forum_world.pass_time(30)
    assert len(forum_world.threads) == 1
