"""Files that the bot writes, makes or renames, wherever in the system they are."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
# Where each event of Python's names a path; of a renamed file, what it is called from then on.
PATH_IN = {"open": 0, "os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1}
PYTHONS_OWN = "__pycache__"
NOWHERE = Path(os.devnull)


class _Watched:
    """Who wants to know at the moment; Python never lets go of a hook that it was given."""

    written: set[Path] | None = None
    is_hooked = False


@contextmanager
def written_files() -> Iterator[set[Path]]:
    """Note which files are written, until left; SQLite's own are none of them."""
    if not _Watched.is_hooked:
        sys.addaudithook(_hear)
        _Watched.is_hooked = True
    before, written = _Watched.written, set[Path]()
    _Watched.written = written
    try:
        yield written
    finally:
        _Watched.written = before


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _Watched.written is None or event not in PATH_IN:
        return
    path, flags = arguments[PATH_IN[event]], arguments[-1]
    if not isinstance(path, str | bytes) or (event == "open" and not _writes(flags)):
        return
    file = Path(os.fsdecode(path)).absolute()
    if file != NOWHERE and PYTHONS_OWN not in file.parts:
        _Watched.written.add(file)


def _writes(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & WRITING)
