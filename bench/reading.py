"""What people look at in a grown forum: lists, cards, profiles, search; and what SQLite does there.

The floor of each is the same statements through the same engine, without sessions and compiling.
"""

import asyncio
import gc
import statistics
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.growing import grow
from bench.grown_rows import Plan
from bench.recording import Statement, recorded, run_bare
from bench.report import Row, milliseconds, percentile
from bench.subjects import Subject, subjects
from bot.forum.identity import Sealer, provide
from data.database import Database

FOLDER = Path("var/bench")
WARM_UP = 40
RATIO_AIM = 1.5
GROWTH_AIM = 2.0
NO_TABLES = ("json_each", "subquery", "anon_", "begun", "CONSTANT ROW")
"""What a plan names that is none: what was found before, or one row of what is counted."""


@dataclass(slots=True)
class Times:
    """How long something took each time, on the clock and of the process's own time."""

    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)

    async def take(self, act: Callable[[], Awaitable[object]]) -> None:
        """Do it once more."""
        began, cpu_began = perf_counter(), process_time()
        await act()
        self.seconds.append(perf_counter() - began)
        self.cpu_seconds.append(process_time() - cpu_began)


@dataclass(frozen=True, slots=True)
class Looks:
    """How long each look took, the same one again, and its statements bare.

    What is read first has to be fetched from the file: only what is read again is compared.
    """

    looks: Times
    again: Times
    bare: Times
    plans: list[str]


async def measure(sizes: Sequence[int]) -> list[Row]:
    """Measure every page at each size, and how they grow between the sizes."""
    gc.collect()
    gc.freeze()  # as `bot run` does
    rows: list[Row] = []
    before: dict[str, Looks] = {}
    for size in sorted(sizes):
        file = FOLDER / f"{size}.db"
        await asyncio.to_thread(_grown, file, Plan(size))
        database = Database(f"sqlite:///{file}")
        provide(database, Sealer(b"a secret for measuring"))
        try:
            found = {subject.name: await _looked(database, subject) for subject in subjects(size)}
            aims = {subject.name: subject.aim_seconds for subject in subjects(size)}
        finally:
            await database.close()
        rows.append(_size_of(file, size))
        for name, looks in found.items():
            rows += _rows(f"{size:,}: {name}", looks, aims[name])
            if name in before:
                rows.append(_growth(name, before[name], looks))
            rows += [Row(f"   {line}", "") for line in looks.plans]
        before = found
    return rows


def _grown(file: Path, plan: Plan) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), transient=True) as progress:
        task = progress.add_task("", total=plan.questions)

        def show(what: str, done: int) -> None:
            progress.update(task, description=f"{file}: {what}", completed=done)

        grow(file, plan, show)


async def _looked(database: Database, subject: Subject) -> Looks:
    random = Random(1)
    for _ in range(min(WARM_UP, subject.looks)):
        await subject.look(database, random)
    looks, again, bare = Times(), Times(), Times()
    plans: dict[str, None] = {}
    for number in range(subject.looks):
        seed = random.random()
        await looks.take(partial(subject.look, database, Random(seed)))
        with recorded(database.engine) as recording:
            await subject.look(database, Random(seed))
        said = [each for each in recording.statements if not each.sql.startswith("BEGIN")]
        await again.take(partial(subject.look, database, Random(seed)))
        await bare.take(partial(run_bare, database.engine, said, writes=False))
        if number % 20 == 0:
            plans |= dict.fromkeys(await _plans(database, said))
    return Looks(looks, again, bare, list(plans))


async def _plans(database: Database, said: Sequence[Statement]) -> list[str]:
    """Return the steps of SQLite's plans that walk a whole table, or sort what they found."""
    found: list[str] = []
    async with database.engine.connect() as connection:
        for statement in said:
            asked = f"EXPLAIN QUERY PLAN {statement.sql}"
            plan = await connection.exec_driver_sql(asked, statement.values)
            steps = [str(row["detail"]) for row in plan.mappings()]
            found += [step for step in steps if is_worth_a_look(step)]
    return found


def is_worth_a_look(step: str) -> bool:
    """Tell whether a step reads more than an index leads it to."""
    is_scan = step.startswith("SCAN ") and "INDEX" not in step and "VIRTUAL" not in step
    is_of_table = not any(each in step for each in NO_TABLES)
    return (is_scan and is_of_table) or "TEMP B-TREE" in step or "AUTOMATIC" in step


def _rows(name: str, found: Looks, aim: float) -> list[Row]:
    """Return a row of the clock, and one of the process's own time, which no other work moves."""
    p99 = percentile(found.looks.seconds, 99)
    ratio = _ratio(found.again.seconds, found.bare.seconds)
    spent = _ratio(found.again.cpu_seconds, found.bare.cpu_seconds)
    return [
        Row(
            name,
            _percentiles(found.looks.seconds),
            f"{milliseconds(statistics.median(found.bare.seconds))} (engine)",
            f"{ratio:.2f}×",
            f"p99 ≤ {aim * 1000:.0f} ms",
            p99 <= aim,
        ),
        Row(
            "   by the process’s own CPU time",
            _percentiles(found.looks.cpu_seconds),
            f"{milliseconds(statistics.median(found.bare.cpu_seconds))} (engine)",
            f"{spent:.2f}×",
            f"≤ {RATIO_AIM}×",
            spent <= RATIO_AIM,
        ),
    ]


def _percentiles(seconds: Sequence[float]) -> str:
    return " / ".join(milliseconds(percentile(seconds, each)) for each in (50, 95, 99))


def _ratio(looks: Sequence[float], bare: Sequence[float]) -> float:
    return statistics.median(looks) / statistics.median(bare)


def _growth(name: str, before: Looks, after: Looks) -> Row:
    """Return how the middle and the slower ones grow; of the latter, what was read already."""
    middle = _ratio(after.looks.cpu_seconds, before.looks.cpu_seconds)
    slower = percentile(after.again.cpu_seconds, 95) / percentile(before.again.cpu_seconds, 95)
    return Row(
        f"   {name}: growth of its CPU time since the size before, p50 / p95",
        f"{middle:.2f}× / {slower:.2f}×",
        aim=f"< {GROWTH_AIM:.0f}×",
        is_met=max(middle, slower) < GROWTH_AIM,
    )


def _size_of(file: Path, questions: int) -> Row:
    size = file.stat().st_size
    return Row(
        f"{questions:,} questions with 3 answers each", f"{size / questions / 4:.0f} B a post"
    )
