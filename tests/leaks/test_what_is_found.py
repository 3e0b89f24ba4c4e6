"""The harness is tried on stories that leak, each in its own way: all of them are found."""

import hashlib
import logging

import discord
import pytest
from simcord.actors import MemberActor
from sqlalchemy import insert

from data.columns import run, table_of
from data.database import file_of
from data.tables import Account, AppState
from tests.leaks.conftest import Act
from tests.leaks.script import Script, Story
from tests.leaks.stage import SUSPECTS, Stage
from tests.support.people import ask

MINUTE = 60


async def logs_the_author(stage: Stage) -> None:
    logging.getLogger("bot.test").debug("posted by %s", stage.author.id)


async def stores_the_author(stage: Stage) -> None:
    async with stage.world.bot.database.write() as session:
        await run(session, insert(table_of(Account)).values(discord_id=stage.author.id))
    await stage.world.env.settle()


async def stores_a_digest_of_the_author(stage: Stage) -> None:
    digest = hashlib.sha256(str(stage.author.id).encode()).hexdigest()
    row = {"key": "last", "value": f"author:{digest[:20]}"}
    async with stage.world.bot.database.write() as session:
        await run(session, insert(table_of(AppState)).values(**row))
    await stage.world.env.settle()


async def stores_the_author_for_a_moment(stage: Stage) -> None:
    table = table_of(Account)
    async with stage.world.bot.database.write() as session:
        await run(session, insert(table).values(discord_id=stage.author.id))
    await stage.world.env.settle()
    async with stage.world.bot.database.write() as session:
        await run(session, table.delete())
    await stage.world.env.settle()


async def names_the_author_in_public(stage: Stage) -> None:
    await ask(stage.author, stage.world.lobby)
    await stage.while_passes()


async def is_typing(stage: Stage) -> None:
    await stage.world.bot.http.send_typing(stage.world.lobby.id)
    if stage.author is stage.dora:
        await stage.world.bot.http.send_typing(stage.world.lobby.id)


async def adds_the_author_to_the_thread(stage: Stage) -> None:
    await stage.asks()
    await stage.world.bot.http.add_user_to_thread(stage.world.thread.id, stage.author.id)


async def gives_a_reason_in_the_audit_log(stage: Stage) -> None:
    await stage.asks()
    reason = f"for {stage.author.name}"
    await stage.world.bot.http.edit_channel(stage.world.thread.id, locked=True, reason=reason)


async def tells_only_one_of_them(stage: Stage) -> None:
    if stage.author is stage.dora:
        await tell(stage, stage.dora)


async def tell(stage: Stage, person: MemberActor) -> None:
    user = await stage.world.bot.fetch_user(person.id)
    await user.send("There is an answer.")


async def prints_the_author(stage: Stage) -> None:
    print(stage.author.id)  # noqa: T201  # that is the leak


async def writes_a_file_beside_the_database(stage: Stage) -> None:
    folder = file_of(str(stage.world.bot.database.engine.url)).parent
    (folder / "cache.json").write_text(str(stage.author.id))


async def names_a_file_by_the_author(stage: Stage) -> None:
    folder = file_of(str(stage.world.bot.database.engine.url)).parent
    (folder / f"{stage.author.name}.tmp").touch()


async def plays_with_the_author(stage: Stage) -> None:
    await stage.asks()
    playing = discord.Game(f"with {stage.author.name}")
    await stage.world.bot.change_presence(activity=playing)


LEAKS = (
    prints_the_author,
    writes_a_file_beside_the_database,
    names_a_file_by_the_author,
    plays_with_the_author,
    logs_the_author,
    stores_the_author,
    stores_a_digest_of_the_author,
    stores_the_author_for_a_moment,
    names_the_author_in_public,
    is_typing,
    adds_the_author_to_the_thread,
    gives_a_reason_in_the_audit_log,
    tells_only_one_of_them,
)
PLANTED = {
    writes_a_file_beside_the_database: "the id in cache.json",
    logs_the_author: "the id in the log",
    stores_the_author: "the id, as SQLite stores a row's number in forum.db",
    stores_a_digest_of_the_author: "a sha256 of the id",
    names_the_author_in_public: "the name in forum.db",
}


@pytest.mark.parametrize("story", LEAKS)
async def test_a_leak_is_found(story: Story, act: Act) -> None:
    one, other = [await act(Script(story), suspect) for suspect in SUSPECTS]
    assert one.difference(other) or story is writes_a_file_beside_the_database
    if story in PLANTED:
        found = {each.replace("forum.db-wal", "forum.db") for each in other.planted}
        assert PLANTED[story] in found


async def test_the_same_author_twice_is_no_leak(act: Act) -> None:
    async def asks(stage: Stage) -> None:
        await stage.asks()

    async def asks_again(stage: Stage) -> None:
        await stage.asks()

    one, other = [await act(Script(story), "alice") for story in (asks, asks_again)]
    assert not one.difference(other)
