"""Asking and answering, one at a time, beside the same statements without the code around them."""

import statistics
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

from bench.beginnings import forum_in
from bench.recording import Statement, open_raw, recorded, run_bare, run_raw
from bench.report import Row, milliseconds
from bot.forum import answers, questions
from bot.forum.identity import Sealer, provide
from bot.forum.summaries import Actor
from data.database import Database
from data.migrate import migrate

# Short turns, so that another process's moment on the machine falls on all three alike.
ROUNDS = 400
WARM_UP = 50
PEOPLE = 50
RATE_AIM = 120
RATIO_AIM = 1.5
# Ten questions an hour and person are allowed.
STEP = timedelta(minutes=10)


@dataclass
class Forum:
    """A forum in a file, people who have posted before, and a clock that moves on."""

    database: Database
    forum_id: int
    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC))
    numbers: "count[int]" = field(default_factory=count)
    asked: list[int] = field(default_factory=list)

    async def ask(self) -> None:
        """Ask the next question."""
        number = self._next()
        made = await questions.ask(
            self.database,
            forum_id=self.forum_id,
            actor=_person(number),
            title=f"How can I sleep before exam number {number}?",
            details="I lie awake for hours, and in the morning I am too tired to think.",
            category_id=None,
            notify=True,
            now=self.now,
        )
        self.asked.append(made.post_id)

    async def answer(self) -> None:
        """Answer one of the questions."""
        number = self._next()
        await answers.answer(
            self.database,
            forum_id=self.forum_id,
            question_id=self.asked[number % 10],
            actor=_person(number + 25),
            body=f"A walk in the evening helped me a lot; this is tip {number}.",
            now=self.now,
        )

    def _next(self) -> int:
        self.now += STEP
        return next(self.numbers)


def _person(number: int) -> Actor:
    return Actor(1000 + number % PEOPLE, f"Person{number % PEOPLE}")


async def measure() -> list[Row]:
    """Measure both use cases in rounds that alternate with their floors."""
    with tempfile.TemporaryDirectory(prefix="mindwell-bench-") as folder:
        file = Path(folder) / "forum.db"
        migrate(f"sqlite:///{file}")
        database = Database(f"sqlite:///{file}")
        provide(database, Sealer(b"a secret for measuring"))
        try:
            forum = await _forum(database)
            return [
                *await _measure(file, database, "ask", forum.ask),
                *await _measure(file, database, "answer", forum.answer),
            ]
        finally:
            await database.close()


async def _forum(database: Database) -> Forum:
    made = await forum_in(database, datetime(2026, 3, 1, tzinfo=UTC))
    return Forum(database, made.id)


async def _measure(
    file: Path, database: Database, name: str, act: Callable[[], Awaitable[None]]
) -> list[Row]:
    for _ in range(max(WARM_UP, PEOPLE)):
        await act()
    with recorded(database.engine) as recording:
        await act()
    (said,) = recording.writes()
    turns = await _turns(file, database, act, said)
    cased, bare, raw = (statistics.median(each.seconds) for each in turns)
    ratio = cased / bare
    spent = turns[0].cpu_seconds / turns[1].cpu_seconds
    rate = 1 / cased
    return [
        Row(
            f"{name}: use cases a second ({len(said) + 2} statements)",
            f"{rate:.0f}/s",
            f"{1 / raw:.0f}/s (sqlite3)",
            "",
            f"≥ {RATE_AIM}/s",
            rate >= RATE_AIM,
        ),
        Row(
            f"{name}: beside the same statements bare",
            milliseconds(cased),
            f"{milliseconds(bare)} (engine)",
            f"{ratio:.2f}×",
            f"≤ {RATIO_AIM}×",
            ratio <= RATIO_AIM,
        ),
        Row(
            f"{name}: the same by the process’s own CPU time",
            milliseconds(turns[0].cpu_seconds / ROUNDS),
            f"{milliseconds(turns[1].cpu_seconds / ROUNDS)} (engine)",
            f"{spent:.2f}×",
        ),
    ]


@dataclass
class Turns:
    """How long each turn took, and what all of them cost the process."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    async def take(self, act: Callable[[], Awaitable[None]]) -> None:
        """Take one more turn."""
        began, cpu_began = perf_counter(), process_time()
        await act()
        self.seconds.append(perf_counter() - began)
        self.cpu_seconds += process_time() - cpu_began


async def _turns(
    file: Path,
    database: Database,
    act: Callable[[], Awaitable[None]],
    said: list[Statement],
) -> tuple[Turns, Turns, Turns]:
    """Take turns: one use case, its statements bare, and through `sqlite3` alone."""
    connection = open_raw(file)

    async def bare() -> None:
        await run_bare(database.engine, said)

    async def raw() -> None:
        run_raw(connection, said)

    cased, bared, alone = Turns(), Turns(), Turns()
    try:
        for _ in range(ROUNDS):
            await cased.take(act)
            await bared.take(bare)
            await alone.take(raw)
    finally:
        connection.close()
    return cased, bared, alone
