"""A Question2Answer site, what it says of itself, and a database that it is brought into."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.importing.carrying_out import BATCH, Import, Step
from bot.importing.plan import Site
from bot.importing.reading import site_in
from data.database import Database
from tests.forum.world import NOW

HERE = Path(__file__).parent
SITE_FILE = HERE / "site.json"
SITE: dict[str, Any] = json.loads(SITE_FILE.read_text(encoding="utf-8"))
EXPECTED: dict[str, Any] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))

Dump = dict[str, list[tuple[Any, ...]]]


def site_with(**tables: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the site with some tables replaced."""
    return deepcopy(SITE) | tables


def small_site(*posts: dict[str, Any], **tables: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a site of a few posts by user 1; user 2 is there as well."""
    users = [{"userid": 1, "handle": "ana", "created": 1000}, {"userid": 2, "handle": "bo"}]
    defaults = {"type": "Q", "userid": 1, "created": 2000, "title": "T", "content": "C"}
    users[1]["created"] = 1001
    return {"users": users, "posts": [defaults | post for post in posts]} | tables


def read(site: object) -> Site:
    """Read a site as from its file."""
    return site_in(BytesIO(json.dumps(site).encode()), "site")


def importing(
    database: Database, site: dict[str, Any] = SITE, *, forum_id: int = 1, batch: int = BATCH
) -> Import:
    return Import(database, read(site), forum_id, NOW, batch)


async def bring_in(
    database: Database, site: dict[str, Any] = SITE, *, batch: int = BATCH
) -> list[Step]:
    """Bring a whole site in, and return the steps that it took."""
    return [step async for step in importing(database, site, batch=batch).steps()]


async def bring_some(database: Database, steps: int) -> None:
    """Bring a site in, and be killed after so many transactions."""
    running = importing(database).steps()
    for _ in range(steps):
        await anext(running)
    await running.aclose()


def query(database: Database, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database.file)) as connection:
        return connection.execute(sql, values).fetchall()


def dump(database: Database) -> Dump:
    """Return every row of every table."""
    with closing(sqlite3.connect(database.file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = sorted(name for (name,) in names)
        return {
            name: sorted(
                connection.execute(f"SELECT * FROM {name}").fetchall(),  # noqa: S608  # our own
                key=repr,
            )
            for name in tables
        }


def without_new_aliases(found: Dump, database: Database) -> Dump:
    """Return a dump in which names of our making, which are drawn at random, are all the same."""
    columns = [row[1] for row in query(database, "PRAGMA table_info(post)")]
    place = columns.index("alias")
    given = {each["name"] for each in SITE["posts"]}
    rows = [tuple(_masked(row, place, given)) for row in found["post"]]
    return found | {"post": sorted(rows, key=repr)}


def _masked(row: tuple[Any, ...], place: int, given: set[str | None]) -> Iterator[Any]:
    for number, value in enumerate(row):
        yield "(alias)" if number == place and value not in given else value
