"""Forms while the database or Discord refuses: the text goes back, and nothing is doubled."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from tests.acceptance.seen import drafts_in, posts_in
from tests.support.calls import CALLBACK, EDIT_REPLY, FOLLOWUP, NEW_THREAD, When, either
from tests.support.moderators import delete_thread
from tests.support.people import ask, press, submit
from tests.support.reading import (
    fields_of,
    private_text,
    replies_of,
    reply_of,
)
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


def locked(database_file: Path) -> sqlite3.Connection:
    """Lock the database; whoever rolls back, in any thread, unlocks it."""
    other = sqlite3.connect(database_file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


def moments_of(world: ForumWorld, when: When) -> list[float]:
    """Return a list that holds, from now on, when such calls are made."""
    moments: list[float] = []

    def note(method: str, path: str) -> bool:
        if when(method, path):
            moments.append(time.monotonic())
        return False

    world.gaps.fail(note, AssertionError, times=None)
    return moments


@pytest.mark.parametrize("busy_seconds", [0.0, 0.5])
async def test_a_text_is_kept_before_its_form_closes(
    forum_world: ForumWorld, database_file: Path, busy_seconds: float
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    forum_world.gaps.crash(CALLBACK, after=True)
    other = locked(database_file)
    unlocking = threading.Timer(busy_seconds, other.rollback)
    unlocking.start()
    await submit(forum_world.alice, shown, title=TITLE, details=PRIVATE)
    unlocking.join()
    other.close()
    assert forum_world.gaps.is_dead
    await forum_world.come_back()
    again = await forum_world.alice.slash(forum_world.lobby, "ask")
    assert fields_of(again)["details"]["value"] == PRIVATE


async def test_a_locked_database_gives_the_text_back(
    forum_world: ForumWorld, database_file: Path
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    other = locked(database_file)
    acknowledged, began = moments_of(forum_world, CALLBACK), time.monotonic()
    refused = await submit(forum_world.alice, shown, title=TITLE, details=PRIVATE)
    other.execute("ROLLBACK")
    other.close()
    # Discord waits for three seconds.
    assert acknowledged[0] - began < 2.5
    said = private_text(refused)
    assert "I can't save anything right now." in said
    assert "Your text is in the file below." in said
    (file,) = [each for reply in replies_of(refused) for each in reply.attachments]
    assert (await file.read()).decode() == f"{TITLE}\n\n{PRIVATE}"
    assert await posts_in(forum_world) == []
    assert forum_world.threads == []
    assert "posted as [#1](" in private_text(await ask(forum_world.alice, forum_world.lobby, TITLE))


async def test_a_text_that_cannot_be_kept_is_given_back_at_the_second_try(
    forum_world: ForumWorld, database_file: Path
) -> None:
    shown = await forum_world.alice.slash(forum_world.lobby, "ask")
    fill_the_disk(forum_world, database_file)
    forum_world.gaps.refuse(FOLLOWUP, 429)
    long = "ж" * 3400
    refused = await submit(forum_world.alice, shown, title=TITLE, details=long)
    (file,) = [each for reply in replies_of(refused) for each in reply.attachments]
    assert (await file.read()).decode() == f"{TITLE}\n\n{long}"


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
    assert "posted as [#1](" in said


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


async def test_a_text_for_a_question_that_is_gone_is_handed_back(forum_world: ForumWorld) -> None:
    world = forum_world
    await ask(world.alice, world.lobby)
    form = await world.bob.slash(world.lobby, "answer", question="1")
    await delete_thread(world.mod, world.thread)
    await world.pass_time(3)
    refused = await submit(world.bob, form, body=PRIVATE)
    assert "That post is hidden" in private_text(refused)
    handed = await press(world.bob, reply_of(refused), "Open again with my text")
    said = private_text(handed)
    assert "Your text is in the file below." in said
    (file,) = reply_of(handed).attachments
    assert file.filename == "your-text.txt"


async def test_a_form_of_another_version_gives_its_text_back(forum_world: ForumWorld) -> None:
    world = forum_world
    form = await world.alice.slash(world.lobby, "ask")
    del world.bot.forms.receivers["ask"]
    refused = await submit(world.alice, form, title="How can I sleep?", details=PRIVATE)
    assert "Please begin again with /help." in private_text(refused)
    assert [file.filename for file in reply_of(refused).attachments] == ["your-text.txt"]
