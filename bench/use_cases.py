"""Asking and answering, one at a time, beside the same statements without the code around them."""

import statistics
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter

from bench.recording import Statement, open_raw, recorded, run_bare, run_raw
from bench.report import Row
from bot.forum import answers, forums, questions
from bot.forum.summaries import Actor
from data.database import Database
from data.migrate import migrate
from data.tables import ChannelKind

ROUNDS = 30
A_ROUND = 10
WARM_UP = 20
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
        try:
            forum = await _forum(database)
            return [
                *await _measure(file, database, "ask", forum.ask),
                *await _measure(file, database, "answer", forum.answer),
            ]
        finally:
            await database.close()


async def _forum(database: Database) -> Forum:
    made = await forums.set_up(
        database,
        guild_id=900,
        channel_id=901,
        channel_kind=ChannelKind.TEXT,
        name="Mindwell",
        locale="en",
        now=datetime(2026, 3, 1, tzinfo=UTC),
    )
    return Forum(database, made.id)


async def _measure(
    file: Path, database: Database, name: str, act: Callable[[], Awaitable[None]]
) -> list[Row]:
    for _ in range(max(WARM_UP, PEOPLE)):
        await act()
    with recorded(database.engine) as recording:
        await act()
    (said,) = recording.writes()
    cased, bare, raw = await _rounds(file, database, act, said)
    rate = 1 / statistics.median(cased)
    pairs = zip(cased, bare, strict=True)
    ratio = statistics.median(one / other for one, other in pairs)
    bare_rate, raw_rate = 1 / statistics.median(bare), 1 / statistics.median(raw)
    return [
        Row(
            f"{name}: use cases a second ({len(said) + 2} statements)",
            f"{rate:.0f}/s",
            f"{raw_rate:.0f}/s (sqlite3)",
            "",
            f"≥ {RATE_AIM}/s",
            rate >= RATE_AIM,
        ),
        Row(
            f"{name}: beside the same statements bare",
            f"{1000 / rate:.2f} ms",
            f"{1000 / bare_rate:.2f} ms (engine)",
            f"{ratio:.2f}×",
            f"≤ {RATIO_AIM}×",
            ratio <= RATIO_AIM,
        ),
    ]


async def _rounds(
    file: Path,
    database: Database,
    act: Callable[[], Awaitable[None]],
    said: list[Statement],
) -> tuple[list[float], list[float], list[float]]:
    """Return the seconds of one use case, of one bare and of one raw transaction, by round."""
    connection = open_raw(file)
    cased, bare, raw = [], [], []
    try:
        for _ in range(ROUNDS):
            began = perf_counter()
            for _ in range(A_ROUND):
                await act()
            acted = perf_counter()
            for _ in range(A_ROUND):
                await run_bare(database.engine, said)
            ended = perf_counter()
            for _ in range(A_ROUND):
                run_raw(connection, said)
            cased.append((acted - began) / A_ROUND)
            bare.append((ended - acted) / A_ROUND)
            raw.append((perf_counter() - ended) / A_ROUND)
    finally:
        connection.close()
    return cased, bare, raw
