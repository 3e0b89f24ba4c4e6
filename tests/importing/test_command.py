"""`python -m bot import question2answer FILE --forum SERVER_ID`."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.database import Database
from data.locks import locked
from tests.commands.conftest import HERE, Host, host  # noqa: F401  # the fixture
from tests.forum.world import CHANNEL, GUILD, World
from tests.importing.sites import SITE, SITE_FILE, small_site

FORUM = ("--forum", str(GUILD))
TENTHS = [f"{tenth}0%:" for tenth in range(1, 11)]


@pytest.fixture
def ready(host: Host) -> Host:  # noqa: F811  # the fixture
    """A host whose server has a forum."""

    async def made(database: Database, _sealer: object) -> None:
        await World.made(database)

    host.in_bot(made)
    return host


def question(**fields: object) -> str:
    """Return a site of one question that is not as it should be."""
    return json.dumps({"posts": [{"postid": 1, "type": "Q", "created": 1} | fields]})


def users(**fields: object) -> str:
    """Return a site of one user who is not as they should be."""
    user = {"userid": 1, "handle": "a", "created": 1}
    return json.dumps({"posts": [], "users": [user | fields]})


def test_a_site_comes_in_and_again(ready: Host) -> None:
    for _ in range(2):
        status, said = ready.run("import", "question2answer", str(SITE_FILE), *FORUM)
        assert status == 0
        assert "40 members, 66 questions among 342 posts, 951 votes" in said
        assert "Left out: 1 favorites of tags" in said
        # What no bar can be drawn in is told in lines; ten of them, however large the site is.
        assert [each for each in said.split() if each.endswith("%:")] == TENTHS
    assert ready.query("SELECT count(*) FROM post") == [(342,)]


def test_without_a_forum_one_sentence_says_what_to_do(ready: Host) -> None:
    words = ("import", "question2answer", str(SITE_FILE), "--forum", "5")
    said = "Server 5 has no forum yet: run /forum setup there first."
    assert ready.run(*words) == (1, said)


def test_another_channel_than_the_forums_is_refused(ready: Host) -> None:
    words = ("import", "question2answer", str(SITE_FILE), *FORUM)
    status, said = ready.run(*words, "--channel", "5")
    assert status == 1
    assert "is in channel 901, not 5: run /forum setup" in said
    assert ready.run(*words, "--channel", str(CHANNEL))[0] == 0


def test_without_a_database_it_says_so(host: Host) -> None:  # noqa: F811  # the fixture
    status, said = host.run("import", "question2answer", str(SITE_FILE), *FORUM)
    assert status == 1
    assert "There is no database" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("nothing of the kind", "Invalid JSON"),
        ("{}", "posts: Field required"),
        (json.dumps({"posts": [{"postid": 1, "type": "X", "created": 1}]}), "posts.0.type"),
        (json.dumps({"posts": [{"postid": "a", "type": "Q", "created": 1}]}), "posts.0.postid"),
        (json.dumps({"posts": [{}] * 9}), "and 22 more"),
        ("", "Invalid JSON"),
        ("[]", "Invalid JSON: Expecting '{'"),
        ('{"posts": []', "Invalid JSON: Expecting ','"),
        ('{"posts": []} {}', "Invalid JSON: Extra data"),
        ('{"posts": [{"title": "nothing of the kind', "Invalid JSON: Unterminated string"),
        ('{"posts": [{"postid": NaN}]}', "NaN and Infinity are no numbers"),
        ('{"posts": ' + "[" * 100_000, "too long or too deep"),
        ('{"posts": [{"views": ' + "9" * 5_000 + "}]}", "too long or too deep"),
        ('{"posts": 5}', "posts: Input should be a list"),
        ('{"posts": [5]}', "posts.0: Input should be a valid dictionary"),
        (question(parentid=[]), "posts.0.parentid"),
        (question(parentid={}), "posts.0.parentid"),
        (question(parentid=False), "posts.0.parentid"),
        (question(created="2024-05-01T10:00:00"), "posts.0.created: Value error, write a time"),
        (question(created="2024-05-01"), "posts.0.created: Value error, write a time"),
        (question(created=10**40), "posts.0.created: Value error, write a time"),
        (question(created=-1), "posts.0.created: Value error, write a time"),
        (question(created=1.5), "posts.0.created: Value error, write a time"),
        (question(created=True), "posts.0.created: Value error, write a time"),
        (question(views=2**63), "posts.0.views: Input should be less than"),
        (question(title="\ud800"), "posts.0: half of a character"),
        (question(postid="9" * 21), "posts.0.postid"),
        (users(bonus=-(2**63)), "users.0.bonus: Input should be greater than"),
        (users(created=None), "users.0.created"),
        (question(name="\udfff"), "posts.0: half of a character"),
    ],
)
def test_a_file_that_is_no_site_is_refused_without_repeating_it(
    ready: Host, tmp_path: Path, content: str, says: str
) -> None:
    file = tmp_path / "file.json"
    file.write_text(content, encoding="utf-8")
    status, said = ready.run("import", "question2answer", str(file), *FORUM)
    assert status == 1
    assert says in said
    assert "docs/import.md" in said
    assert "nothing of the kind" not in said


def test_a_file_that_is_not_there_is_named(ready: Host) -> None:
    status, said = ready.run("import", "question2answer", "nowhere.json", *FORUM)
    assert (status, said) == (1, "nowhere.json can't be read: No such file or directory.")


def test_ids_may_be_numbers_or_text(ready: Host, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    site = small_site({"postid": "18446744073709551615", "userid": "1"})
    file.write_text(json.dumps(site), encoding="utf-8")
    assert ready.run("import", "question2answer", str(file), *FORUM)[0] == 0
    found = ready.query("SELECT external_id, typeof(external_id) FROM website_link")
    assert found == [("18446744073709551615", "text")]


def test_killed_in_the_middle_it_is_ended_by_the_next(ready: Host) -> None:
    words = [sys.executable, "-m", "bot", "import", "question2answer", str(SITE_FILE), *FORUM]
    environment = {"PYTHONPATH": str(HERE), "PATH": ""}
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as running:  # noqa: S603
        while running.poll() is None and not ready.query("SELECT count(*) FROM post")[0][0]:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    assert ready.run("import", "question2answer", str(SITE_FILE), *FORUM)[0] == 0
    votes = sum(1 for each in SITE["votes"] if each["vote"])
    assert ready.query("SELECT count(*) FROM vote") == [(votes,)]
    assert ready.query("SELECT count(*) FROM post") == [(342,)]


def test_a_file_that_is_not_utf_8_is_refused(ready: Host, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(b'{"posts": [{"title": "\xff"}]}')
    status, said = ready.run("import", "question2answer", str(file), *FORUM)
    assert status == 1
    assert "Invalid JSON: it is not UTF-8" in said


def test_a_second_import_at_the_same_time_is_refused(ready: Host) -> None:
    with locked(ready.file, "import"):
        status, said = ready.run("import", "question2answer", str(SITE_FILE), *FORUM)
    assert status == 1
    assert said.startswith("Another import is under way.")
    assert ready.query("SELECT count(*) FROM post") == [(0,)]


def test_a_busy_database_is_waited_for(ready: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.database.PRAGMAS", ("PRAGMA busy_timeout=1",))
    monkeypatch.setattr("bot.commands.importing.WAIT_SECONDS", 0.0)
    monkeypatch.setattr("bot.commands.importing.TRIES", 2)

    async def held(database: Database, _sealer: object) -> tuple[int, str]:
        async with database.write():
            return await asyncio.to_thread(
                ready.run, "import", "question2answer", str(SITE_FILE), *FORUM
            )

    status, said = ready.in_bot(held)
    assert status == 1
    assert "The database is busy" in said
