"""Watching a stage: requests, logs, rows and bytes are written down until the curtain falls."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from simcord.gateway import FakeWebSocket
from simcord.http import router

from data.backup import back_up
from tests.leaks.guesses import guessed_in
from tests.leaks.inventory import inventory
from tests.leaks.logbook import Logbook
from tests.leaks.performance import Performance
from tests.leaks.planted import found_in, planted
from tests.leaks.renaming import Renaming
from tests.leaks.requests import Requests
from tests.leaks.shown import shown_by
from tests.leaks.stage import Stage
from tests.leaks.stored import Stored, beside
from tests.leaks.usage import interactions_in

LONGEST_NEEDLE = 64


class Watch:
    """Everything that is watched during one performance."""

    def __init__(self, stage: Stage, book: Logbook, file: Path, *, is_searched: bool) -> None:
        """Know what was there before the story; when told so, search for what names Dora."""
        self._stage = stage
        self._book = book
        self._file = file
        self._needles = planted(stage.dora) if is_searched else {}
        self._found: set[str] = set()
        self._searched: dict[Path, tuple[int, int]] = {}
        backend = stage.world.env.backend
        self._suspects = {person.id for person in stage.suspects}
        self._renaming = Renaming(backend._reserved_ids)
        self._requests = Requests(backend, self._suspects, router.dispatch)
        self._stored = Stored(file)
        self._ended: Performance | None = None
        book.lines.clear()
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
            files = [f"the file {each.name}" for each in self._files()]
            if self._needles:
                self._search_the_rest()
            backend = self._stage.world.env.backend
            printed = self._book.printed.getvalue().splitlines()
            self._ended = Performance(
                requests=self._renamed(self._requests.lines),
                logged=self._renamed([*self._book.lines, *printed]),
                stored=self._renamed([*self._stored.lines, *files]),
                shown=self._renamed(shown_by(backend, self._suspects)),
                planted=self._found,
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
        if self._stored.look() and self._needles and self._ended is None:
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
            found = found_in(content.read(), self._needles)
        self._found |= {f"{what} in {file.name}" for what in found}

    def _search_the_rest(self) -> None:
        """Search a backup, what an operator reads, and what an id could be guessed from."""
        copy = self._file.with_name("backup.db")
        back_up(self._file, copy)
        for file in self._files():
            self._search(file)
        log = self._book.output.getvalue().encode()
        self._found |= {f"{what} in the log" for what in found_in(log, self._needles)}
        user_id = self._stage.dora.id
        for value in self._stored.values:
            self._found.update(guessed_in(value, user_id))

    def _files(self) -> list[Path]:
        """Return every file in the folder of the database, whoever made it."""
        return sorted(each for each in self._file.parent.rglob("*") if each.is_file())

    def _renamed(self, lines: Iterable[str]) -> list[str]:
        return [self._renaming(line) for line in lines]
