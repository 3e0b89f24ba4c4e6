"""One clear table: what was measured, the floor beside it, the aim, and whether it is met."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

NARROWEST_COLUMNS = 118


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure; `is_met` is None for what is shown for orientation only."""

    name: str
    figure: str
    floor: str = ""
    ratio: str = ""
    aim: str = ""
    is_met: bool | None = None


def show(title: str, rows: Iterable[Row]) -> None:
    """Print the rows as a table."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("measured", overflow="fold")
    for heading in ("figure", "floor in this run", "ratio", "aim", "met"):
        table.add_column(heading, justify="right", overflow="fold")
    for row in rows:
        met = "" if row.is_met is None else ("yes" if row.is_met else "NO")
        table.add_row(row.name, row.figure, row.floor, row.ratio, row.aim, met)
    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST_COLUMNS)
    console.print(table)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that `percent` of a hundred values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def milliseconds(seconds: float) -> str:
    """Write a time in milliseconds."""
    return f"{seconds * 1000:.1f} ms" if seconds >= 0.001 else f"{seconds * 1000:.3f} ms"  # noqa: PLR2004  # below, digits matter
