"""`python -m bot COMMAND`: what an operator reads, and with which status it ends."""

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import discord
import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.client import ForumBot
from bot.commands.settings import NOTHING_TO_START

SETTINGS = (
    "DISCORD_TOKEN",
    "DATABASE_URL",
    "SECRET_KEY",
    "OLD_SECRET_KEYS",
    "DEV_GUILD_ID",
    "LOG_LEVEL",
    "LOCALE",
    "PRIVACY_FILE",
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, with no setting in the environment and logging left alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.__main__.set_up", lambda _level, _format: None)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, words)
    return result.exit_code, result.output


def test_without_a_token_two_lines_say_what_to_do() -> None:
    assert run("run") == (1, f"{NOTHING_TO_START}\n")
    assert len(NOTHING_TO_START.splitlines()) == 2


def test_an_unusable_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    code, said = run("run")
    assert code == 1
    assert "DATABASE_URL" in said


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "policy.md can't be read: No such file or directory."),
        ("Datenschutz: für jeden".encode("latin-1"), "can't be read: it is not written in UTF-8."),
        (b"\n", "policy.md is empty."),
    ],
)
def test_a_policy_that_cant_be_shown_stops_the_start_and_no_other_command(
    monkeypatch: pytest.MonkeyPatch, content: bytes | None, why: str
) -> None:
    if content is not None:
        Path("policy.md").write_bytes(content)
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setenv("PRIVACY_FILE", "policy.md")
    code, said = run("run")
    assert code == 1
    assert said.startswith("Please mend these settings")
    assert "PRIVACY_FILE: policy.md" in said
    assert why in said
    assert run("migrate")[0] == 0


def test_migrate_makes_the_database_and_says_when_there_was_nothing_to_do() -> None:
    assert run("migrate") == (0, "The database is up to date now.\n")
    assert run("migrate") == (0, "The database was up to date.\n")
    with closing(sqlite3.connect("var/forum.db")) as connection:
        assert connection.execute("SELECT count(*) FROM forum").fetchone() == (0,)


def test_a_token_that_discord_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(_bot: ForumBot, _token: str) -> None:
        raise discord.LoginFailure

    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setattr(ForumBot, "start", refused)
    code, said = run("run")
    assert code == 1
    assert "Discord doesn't know this DISCORD_TOKEN" in said


def test_another_key_than_the_databases_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    async def start(bot: ForumBot, _token: str) -> None:
        monkeypatch.setattr("bot.client.EXTENSIONS", ())
        monkeypatch.setattr(ForumBot, "_sync_commands", nothing)
        await bot.setup_hook()

    async def nothing(_bot: ForumBot) -> None:
        return

    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setattr(ForumBot, "start", start)
    monkeypatch.setenv("SECRET_KEY", "the first key")
    assert run("run")[0] == 0
    monkeypatch.setenv("SECRET_KEY", "another key")
    code, said = run("run")
    assert code == 1
    assert "The sealing key is not the one" in said


def test_nobody_logs_in_with_another_key_than_the_databases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logged_in = []

    async def start(bot: ForumBot, _token: str) -> None:
        logged_in.append(bot)

    assert run("migrate")[0] == 0
    with closing(sqlite3.connect(Path("var", "forum.db"))) as connection:
        connection.execute("INSERT INTO sealing_key VALUES (x'0102030405060708', '2026-01-01')")
        connection.commit()
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setattr(ForumBot, "start", start)
    code, said = run("run")
    assert code == 1
    assert "is missing" in said
    assert not logged_in


def test_sigterm_ends_the_bot_and_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    async def start(_bot: ForumBot, _token: str) -> None:
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(30)

    async def close(bot: ForumBot) -> None:
        closed.append(bot)

    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setattr(ForumBot, "start", start)
    monkeypatch.setattr(ForumBot, "close", close)
    assert run("run")[0] == 0
    assert len(closed) == 1


def test_demo_gets_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("bot.demo.run", lambda port, *, keep: asked.append((port, keep)))
    assert run("demo", "--port", "8200", "--keep")[0] == 0
    assert asked == [(8200, True)]
