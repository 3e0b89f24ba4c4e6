"""How many SQL statements each interaction and each delivery takes.

Time itself is up to the machine. What it is spent on mostly is not: who is known, or wrote a post,
must cost the database as much as anybody.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from unittest import mock

from discord.state import ConnectionState
from sqlalchemy import Engine, event

from data.tables import DeliveryKind


@dataclass(slots=True)
class Work:
    """An interaction or a delivery, whose it is, and how many statements it took so far."""

    what: str
    user_id: int | None = None
    kind: DeliveryKind | None = None
    statements: int = 0

    def __str__(self) -> str:
        """Say what it is and what it took."""
        return f"{self.what}: {self.statements} statements"


Json = Mapping[str, Any]
# Tasks inherit it from whatever has made them.
AT_WORK: ContextVar[Work | None] = ContextVar("AT_WORK", default=None)


@contextmanager
def at_work(work: Work) -> Iterator[None]:
    """Count statements for this work, until left; what was begun by then goes on counting."""
    token = AT_WORK.set(work)
    try:
        yield
    finally:
        AT_WORK.reset(token)


@contextmanager
def noted_statements() -> Iterator[list[Work]]:
    """Note each interaction with what it takes of the database, until left."""
    noted: list[Work] = []
    parse = ConnectionState.parse_interaction_create

    def parse_and_count(state: ConnectionState[Any], data: Any) -> None:  # noqa: ANN401  # as it is there
        work = Work(f"interaction {_named(data)} of {_user_of(data)}", _user_of(data))
        noted.append(work)
        with at_work(work):
            parse(state, data)

    event.listen(Engine, "before_cursor_execute", _count)
    try:
        with mock.patch.object(ConnectionState, "parse_interaction_create", parse_and_count):
            yield noted
    finally:
        event.remove(Engine, "before_cursor_execute", _count)


def _count(*_: object) -> None:
    work = AT_WORK.get()
    if work is not None:
        work.statements += 1


def _named(interaction: Json) -> str:
    data = interaction["data"]
    return f"{interaction['type']} {data.get('name') or data.get('custom_id')}"


def _user_of(interaction: Json) -> int:
    user = interaction.get("user") or interaction["member"]["user"]
    return int(user["id"])
