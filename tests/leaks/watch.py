"""Watching a stage: requests, logs, rows and bytes are written down until the curtain falls."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from simcord.gateway import FakeWebSocket
from simcord.http import router

from data.backup import back_up
from data.tables import DeliveryKind
from tests.leaks.drawn import Drawn
from tests.leaks.guesses import guessed_in
from tests.leaks.inventory import inventory
from tests.leaks.logbook import Logbook
from tests.leaks.marks import Made, Marks
from tests.leaks.performance import Performance
from tests.leaks.planted import Needles, found_in, planted
from tests.leaks.renaming import Renaming
from tests.leaks.requests import Requests
from tests.leaks.shown import shown_by
from tests.leaks.stage import Stage
from tests.leaks.statements import Work
from tests.leaks.stored import Stored, beside
from tests.leaks.usage import interactions_in

LONGEST_NEEDLE = 64
# What it takes to write to somebody depends on whether they were written to before.
MAIL = {DeliveryKind.DIRECT_MESSAGE, DeliveryKind.WAKE_UP, DeliveryKind.DIGEST}


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted during a performance wherever it happens."""

    book: Logbook
    written: set[Path]
    """The files that were written."""
    made: Made
    keys: Needles
    """The forms in which the keys could be written."""
    work: list[Work]
    """What each interaction and delivery takes of the database."""


class Watch:
    """Everything that is watched during one performance."""

    def __init__(self, stage: Stage, notes: Notes, file: Path, *, is_searched: bool) -> None:
        """Know what was there before the story; when told so, search for what names Dora."""
        self._stage = stage
        self._book = notes.book
        self._written = notes.written
        self._work = notes.work
        self._file = file
        self._needles = planted(stage.dora) if is_searched else {}
        self._keys = notes.keys
        self._found: set[str] = set()
        self._found_keys: set[str] = set()
        self._searched: dict[Path, tuple[int, int]] = {}
        backend = stage.world.env.backend
        self._suspects = {person.id for person in stage.suspects}
        self._renaming = Renaming(backend._reserved_ids)
        self._requests = Requests(backend, self._suspects, router.dispatch)
        self._stored = Stored(file)
        self._marks = Marks(stage.world.bot.sealer, notes.made.marks)
        self._drawn = Drawn(notes.made.drawn)
        self._ended: Performance | None = None
        self._book.lines.clear()
        self._written.clear()
        self._work.clear()
        stage.ends.append(self.end)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch until left, or until the curtain falls."""
        env = self._stage.world.env
        settle = env._settle_internal

        async def settle_and_look(**extra: Any) -> None:  # noqa: ANN401  # simcord's own arguments
            await settle(**extra)
            self._look()

        # Not a request: it goes over the gateway, and everybody sees it.
        async def noted(_: object, **presence: object) -> None:
            self._requests.lines.append(f"presence {sorted(presence.items(), key=str)}")

        with ExitStack() as patches:
            patches.enter_context(mock.patch.object(router, "dispatch", self._requests.dispatch))
            patches.enter_context(mock.patch.object(env, "_settle_internal", settle_and_look))
            patches.enter_context(mock.patch.object(FakeWebSocket, "change_presence", noted))
            yield
        self.end()

    def end(self) -> Performance:
        """Return what was seen; what comes after the first end is not."""
        if self._ended is None:
            self._look()
            files = [f"the file {self._named(each)}" for each in self._files()]
            self._search_the_rest()
            backend = self._stage.world.env.backend
            printed = self._book.printed.getvalue().splitlines()
            self._ended = Performance(
                requests=self._renamed(self._requests.lines),
                logged=self._renamed([*self._book.lines, *printed]),
                stored=self._renamed([*self._stored.lines, *files]),
                shown=self._renamed(shown_by(backend, self._suspects)),
                took=self._renamed(map(str, self._seen_work())),
                planted=self._found,
                told={*self._marks.faults(), *self._drawn.faults(), *self._found_keys},
                marks=self._marks.every,
            )
        return self._ended

    def use(self) -> set[str]:
        """Return what took part, to the very end."""
        world = self._stage.world
        used = set(interactions_in(world.env.backend, world.bot)) | self._book.templates
        return used | {f"table {name}" for name in self._stored.filled}

    def inventory(self) -> set[str]:
        """Return what the bot on this stage has."""
        return inventory(self._stage.world.bot)

    def _look(self) -> None:
        if not self._stored.look() or self._ended is not None:
            return
        self._marks.look(self._stored.rows)
        self._drawn.look(self._stored.rows)
        for file in beside(self._file):
            self._search(file)

    def _search(self, file: Path) -> None:
        """Search what is new in a file: what was appended, or all of it when it was rewritten."""
        stamp = file.stat()
        searched, changed_at = self._searched.get(file, (0, 0))
        if stamp.st_mtime_ns == changed_at:
            return
        self._searched[file] = stamp.st_size, stamp.st_mtime_ns
        start = max(0, searched - LONGEST_NEEDLE) if stamp.st_size > searched else 0
        with file.open("rb") as content:
            content.seek(start)
            self._search_in(content.read(), file.name)

    def _search_in(self, content: bytes, name: str) -> None:
        self._found |= {f"{what} in {name}" for what in found_in(content, self._needles)}
        self._found_keys |= {f"{what} in {name}" for what in found_in(content, self._keys)}

    def _search_the_rest(self) -> None:
        """Search a backup, what an operator reads, and what an id could be guessed from."""
        copy = self._file.with_name("backup.db")
        back_up(self._file, copy)
        for file in self._files():
            if file.is_file():
                self._search(file)
        self._search_in(self._book.output.getvalue().encode(), "the log")
        self._found_keys |= {
            f"{what} in a request"
            for line in self._requests.lines
            for what in found_in(line.encode(), self._keys)
        }
        if self._needles:
            user_id = self._stage.dora.id
            for value in self._stored.values:
                self._found.update(guessed_in(value, user_id))

    def _seen_work(self) -> Iterator[Work]:
        """Yield the work whose time others can see: not what the suspects are told in private."""
        for each in self._work:
            if each.user_id not in self._suspects and each.kind not in MAIL:
                yield each

    def _files(self) -> list[Path]:
        """Return every file in the folder of the database, and those that were written elsewhere.

        One that is gone by now has its name in the list, too.
        """
        beside_it = {each for each in self._file.parent.rglob("*") if each.is_file()}
        return sorted(beside_it | self._written)

    def _named(self, file: Path) -> str:
        """Return what a file is called, but for the test's folder, and what was written to it."""
        folder = self._file.parent
        name = file.relative_to(folder) if file.is_relative_to(folder) else file
        if file not in self._written:
            return str(name)
        held = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "nothing"
        return f"{name}, which holds {held}"

    def _renamed(self, lines: Iterable[str]) -> list[str]:
        return [self._renaming(line) for line in lines]
