"""How far a long command is: a bar on a terminal, elsewhere a line for each tenth of the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer
from rich.progress import Progress, TaskID

PARTS = 10


@dataclass(slots=True)
class Course:
    """The work of a command, and how much of `total` is done."""

    bar: Progress
    task: TaskID
    total: int
    done: int = 0
    said: int = 0
    """Parts that a line said are done."""

    def advance(self, by: int, stage: str) -> None:
        """Note that so much more is done, in a stage."""
        self.done += by
        self.bar.update(self.task, advance=by, description=stage)
        part = min(PARTS, self.done * PARTS // max(1, self.total))
        if self.bar.disable and part > self.said:
            self.said = part
            typer.echo(f"{part * 100 // PARTS}%: {stage}")

    def begin_again(self) -> None:
        """Note that the work is gone through once more; no line is said twice."""
        self.done = 0
        self.bar.reset(self.task)


@contextmanager
def progress(stage: str, total: int) -> Iterator[Course]:
    """Show how far the work is while it is done; without a terminal, in ten lines at most."""
    bar = Progress(transient=True)
    # A log keeps no bar, and one who reads it would see nothing for hours.
    bar.disable = not bar.console.is_terminal
    with bar:
        yield Course(bar, bar.add_task(stage, total=total), total)
