"""Memory after start and time to ready, beside a bot on the same libraries that does nothing."""

import asyncio
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.report import Row

RUNS = 3
MEMORY_AIM_MB = 40
TIME_AIM_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Started:
    """One start: seconds from the command to ready, and the memory held then."""

    seconds: float
    memory_mb: float


async def measure() -> list[Row]:
    """Start both, one after the other, several times; first starts make the file."""
    idle, first, again = [], [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="mindwell-bench-") as folder:
            idle.append(await _start("idle", folder))
            first.append(await _start("mindwell", folder))
            again.append(await _start("mindwell", folder))
    return [
        _memory("memory after a first start", first, idle),
        _memory("memory after a start", again, idle),
        _time("first start to ready (makes the file)", first, idle),
        _time("start to ready", again, idle),
    ]


async def _start(which: str, folder: str) -> Started:
    began = perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.starting",
        which,
        folder,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    output = process.stdout
    line = await output.readline() if output is not None else b""
    seconds = perf_counter() - began
    await process.wait()
    return Started(seconds, json.loads(line)["memory_mb"])


def _memory(name: str, started: list[Started], idle: list[Started]) -> Row:
    figure = statistics.median(each.memory_mb for each in started)
    floor = statistics.median(each.memory_mb for each in idle)
    more = figure - floor
    return Row(
        name,
        f"{figure:.0f} MB",
        f"{floor:.0f} MB (idle bot)",
        f"+{more:.0f} MB",
        f"≤ +{MEMORY_AIM_MB} MB",
        more <= MEMORY_AIM_MB,
    )


def _time(name: str, started: list[Started], idle: list[Started]) -> Row:
    figure = statistics.median(each.seconds for each in started)
    floor = statistics.median(each.seconds for each in idle)
    more = statistics.median(
        one.seconds - other.seconds for one, other in zip(started, idle, strict=True)
    )
    return Row(
        name,
        f"{figure:.2f} s",
        f"{floor:.2f} s (idle bot)",
        f"+{more:.2f} s",
        f"≤ +{TIME_AIM_SECONDS:.0f} s",
        more <= TIME_AIM_SECONDS,
    )
