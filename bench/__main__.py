"""The command line: `python -m bench`, or `python -m bench votes` for one measurement."""

import asyncio
import importlib
import logging
import os
import time
from enum import StrEnum
from typing import Annotated

import typer

from bench.report import Row, show


class Measurement(StrEnum):
    """What can be measured alone."""

    VOTES = "votes"
    USE_CASES = "use_cases"
    INTERACTIONS = "interactions"
    START = "start"
    READING = "reading"
    TELLING = "telling"
    DELIVERING = "delivering"


USUAL_QUESTIONS = 100_000

TITLES = {
    Measurement.VOTES: "Votes by reaction",
    Measurement.USE_CASES: "Use cases, one at a time",
    Measurement.INTERACTIONS: "What a person waits for, in the simulated Discord",
    Measurement.START: "Memory and time of a start",
    Measurement.TELLING: "Telling those who follow a post",
    Measurement.DELIVERING: "Direct messages at a pace, past a Discord that enforces its limits",
    Measurement.READING: "Pages of a grown forum: p50 / p95 / p99",
}


def main(
    only: Annotated[
        list[Measurement] | None, typer.Argument(help="All when none is named.")
    ] = None,
    questions: Annotated[
        list[int] | None,
        typer.Option(min=1_000, help="How large a forum `reading` looks at; may be given twice."),
    ] = None,
) -> None:
    """Measure speed and memory; medians, each beside a floor taken in the same run."""
    logging.disable(logging.WARNING)
    if hasattr(os, "getloadavg"):
        busy = os.getloadavg()[0]
        print(
            f"{os.cpu_count()} cores, {busy:.1f} busy before the start: idle ones give truer times"
        )
    for measurement in only or list(Measurement):
        began = time.perf_counter()
        module = importlib.import_module(f"bench.{measurement.value}")
        sizes = [questions or [USUAL_QUESTIONS]] if measurement is Measurement.READING else []
        rows: list[Row] = asyncio.run(module.measure(*sizes))
        seconds = time.perf_counter() - began
        show(f"{TITLES[measurement]} (measured in {seconds:.0f} s)", rows)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
