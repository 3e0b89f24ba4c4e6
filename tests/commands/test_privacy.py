"""`python -m bot privacy …`: for those who can't reach the bot."""

import json
import stat
from pathlib import Path

import pytest

from bot.forum.identity import Sealer
from data.database import Database
from tests.commands.conftest import Host
from tests.forum.sealed_things import ask_anonymously
from tests.forum.world import ANNA, World


def lived(host: Host) -> tuple[int, int]:
    """Have Anna ask by name and anonymously; return the questions' numbers."""

    async def filled(database: Database, _sealer: Sealer) -> tuple[int, int]:
        world = await World.made(database)
        named = await world.ask(ANNA, details="I lie awake.")
        return named, await ask_anonymously(world, ANNA.discord_id)

    return host.in_bot(filled)


def test_an_export_is_two_files_that_only_their_owner_can_read(host: Host) -> None:
    named, secret = lived(host)
    code, said = host.run("privacy", "export", str(ANNA.discord_id))
    assert (code, "send them on unread" in said) == (0, True)
    data, page = host.folder / "11.json", host.folder / "11.md"
    (forum,) = json.loads(data.read_text())["forums"]
    assert [post["id"] for post in forum["post"]] == [named]
    assert [post["id"] for post in forum["anonymous post"]] == [secret]
    assert "> I lie awake." in page.read_text()
    assert {stat.S_IMODE(each.stat().st_mode) for each in (data, page)} == {0o600}
    code, said = host.run("privacy", "export", str(ANNA.discord_id))
    assert (code, "is not overwritten" in said) == (1, True)


def test_an_export_that_cant_be_written_says_why(host: Host) -> None:
    lived(host)
    code, said = host.run("privacy", "export", "11", "--to", "nowhere")
    assert (code, said) == (
        1,
        f"{Path('nowhere', '11.md')} can't be written: No such file or directory.",
    )
    (host.folder / "file").touch()
    code, said = host.run("privacy", "export", "11", "--to", "file")
    assert (code, "can't be written: Not a directory." in said) == (1, True)


def test_erasing_asks_first(host: Host) -> None:
    lived(host)
    assert host.run("privacy", "erase", "11", typed="n\n")[0] == 1
    assert host.query("SELECT count(*) FROM identity") == [(1,)]


def test_erasing_leaves_texts_and_anonymous_posts(host: Host) -> None:
    named, secret = lived(host)
    assert host.run("privacy", "erase", "11", "--yes")[0] == 0
    assert host.query("SELECT count(*) FROM identity") == [(0,)]
    posts = {number: rest for number, *rest in host.query("SELECT id, body, author_id FROM post")}
    assert posts[named] == ["I lie awake.", None]
    marked = host.query("SELECT id FROM post WHERE author_mark IS NOT NULL")
    assert marked == [(secret,)]


def test_texts_and_named_anonymous_posts_go_when_that_is_said(host: Host) -> None:
    named, secret = lived(host)
    code, said = host.run(
        "privacy", "erase", "11", "--yes", "--remove", "question", "--post", str(secret)
    )
    assert (code, "go within 14 days" in said) == (0, True)
    assert host.query("SELECT id FROM post WHERE state = 'deleted'") == [(named,)]
    assert host.query("SELECT count(*) FROM erasure") == [(1,)]


@pytest.mark.parametrize(
    ("command", "end"),
    [("export", "no file was written"), ("erase", "nothing was changed")],
)
def test_of_whom_nothing_is_stored_that_is_said(host: Host, command: str, end: str) -> None:
    lived(host)
    before = sorted(host.folder.iterdir())
    said = host.run("privacy", command, "110")
    assert said == (0, f"Nothing is stored about 110: {end}.")
    assert sorted(host.folder.iterdir()) == before
    assert host.query("SELECT count(*) FROM erasure") == [(0,)]


def test_what_is_only_sealed_is_something_stored(host: Host) -> None:
    async def filled(database: Database, _sealer: Sealer) -> None:
        await ask_anonymously(await World.made(database), 110)

    host.in_bot(filled)
    assert host.run("privacy", "export", "110")[1].startswith("Wrote")
    assert host.run("privacy", "erase", "110", "--yes")[1].startswith("Erased.")
    assert host.query("SELECT count(*) FROM erasure") == [(1,)]


def test_nothing_is_done_without_the_key(host: Host) -> None:
    lived(host)
    for file in host.keys.iterdir():
        file.unlink()
    assert host.run("privacy", "erase", "11", "--yes")[0] == 1
    assert host.query("SELECT count(*) FROM identity") == [(1,)]
