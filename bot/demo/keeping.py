"""Keeping the simulated Discord beside the database, so that `--keep` continues both.

simcord holds its Discord in memory only. What the server shows (channels, messages, reactions,
direct messages, commands) is written to one file and put back before the bot starts again.
"""

import importlib.metadata
import io
import logging
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from simcord.builders import GuildHandle
from simcord.env import Env

log = logging.getLogger(__name__)

FILE = "discord.pickle"
# These belong to a running process, not to the server.
PASSING = {"subscribers", "http_requests", "transcript", "faults"}
AS_PLAIN: tuple[tuple[type, Callable[[Any], object]], ...]
AS_PLAIN = ((str, str.__str__), (int, int.__int__), (float, float.__float__))
PLAIN = {("builtins", name) for name in ("set", "frozenset", "str", "int", "float")}
PLAIN |= {("datetime", name) for name in ("datetime", "timedelta", "timezone")}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds: the server's state by simcord's names, and the hub's notes."""

    server: dict[str, object]
    notes: dict[str, int]


def _has_a_place(module: str, name: str) -> bool:
    is_record = module.startswith(("simcord.backend.", "simcord.enums", "simcord._clock"))
    return "." not in name and (is_record or (module, name) in PLAIN)


class _Writer(pickle.Pickler):
    """Writes what `_Reader` reads, and nothing else."""

    def reducer_override(self, thing: object) -> Any:  # noqa: ANN401  # pickle's own
        """Write a word or number of a class that has no place there as a plain one.

        A bot may send those; the real Discord gets JSON. Raises PicklingError for other things.
        """
        kind = thing if isinstance(thing, type) else type(thing)
        if _has_a_place(kind.__module__, kind.__qualname__):
            # Python up to 3.11.3 says which by a function that has no place.
            return (kind, (thing.value,)) if isinstance(thing, Enum) else NotImplemented
        for plain, value_of in AS_PLAIN:
            if isinstance(thing, plain):
                return plain, (value_of(thing),)
        msg = f"{kind.__module__}.{kind.__qualname__} has no place in a kept server"
        raise pickle.PicklingError(msg)


class _Reader(pickle.Unpickler):
    """Reads plain values and simcord's own records; refuses whatever could act."""

    def find_class(self, module: str, name: str) -> object:
        """Return the class asked for; raise UnpicklingError unless it is a record."""
        if _has_a_place(module, name):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a kept server")


def save(env: Env, notes: Mapping[str, int], folder: Path) -> None:
    """Write the simulated Discord and the hub's notes, all or nothing.

    Raises PicklingError where the simulated Discord holds what a file must not.
    """
    server = {key: value for key, value in vars(env.backend).items() if key not in PASSING}
    written = _written({"simcord": _version(), "server": server, "notes": dict(notes)})
    scratch = folder / f"{FILE}.new"
    scratch.write_bytes(written)
    scratch.replace(folder / FILE)


def _written(content: object, *place: str) -> bytes:
    """Return what a file holds. Raises PicklingError, which says where what it must not is."""
    written = io.BytesIO()
    try:
        _Writer(written).dump(content)
    except pickle.PicklingError as error:
        parts = getattr(content, "__dict__", {})
        if isinstance(content, dict | list):
            parts = content if isinstance(content, dict) else dict(enumerate(content))
        for name, part in parts.items():
            _written(part, *place, str(name))
        msg = f"{error}, in {'.'.join(place)}"
        raise pickle.PicklingError(msg) from None
    return written.getvalue()


def load(folder: Path) -> Kept | None:
    """Read what `save` wrote; None when there is nothing, or nothing that can be read."""
    try:
        content = _Reader(io.BytesIO((folder / FILE).read_bytes())).load()
        if content["simcord"] == _version() and (folder / "forum.db").exists():
            return Kept(server=content["server"], notes=content["notes"])
    except FileNotFoundError:
        return None
    except (OSError, EOFError, LookupError, AttributeError, TypeError, pickle.PickleError) as error:
        log.warning("The kept server cannot be read (%s: %s)", type(error).__name__, error)
    except (ValueError, ArithmeticError, ImportError, MemoryError) as error:
        # Of a damaged file; what such an error says may be what the file holds.
        log.warning("The kept server cannot be read (%s)", type(error).__name__)
    return None


def restore(env: Env, server: Mapping[str, object]) -> None:
    """Put a kept server back into an environment that has not started yet."""
    vars(env.backend).update(server)
    # simcord lists the servers that it made itself, and has no call for this.
    env._guilds.extend(GuildHandle(env, guild) for guild in env.backend.guilds.values())  # noqa: SLF001


def set_aside(folder: Path) -> Path | None:
    """Move a database whose server is gone out of the way; return where, None if none was."""
    stays = ("earlier-", "in-use.")
    found = [item for item in folder.iterdir() if not item.name.startswith(stays)]
    if not any(item.name.startswith("forum.db") for item in found):
        return None
    number = 1
    while (place := folder / f"earlier-{number}").exists():
        number += 1
    place.mkdir(mode=0o700)
    for item in found:
        item.rename(place / item.name)
    return place


def _version() -> str:
    return importlib.metadata.version("simcord")
