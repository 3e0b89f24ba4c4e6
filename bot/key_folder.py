"""Keys kept in files beside the database: `secret.key` seals, `old-ID.key` only open.

A key file is whole or absent at any moment, and a key that is replaced is never without a file.
"""

import os
import secrets
import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path

from bot.forum.identity import Sealer

PRESENT = "secret.key"
OLDER = "old-*.key"
SECRET_BYTES = 32


class StartRefused(Exception):
    """The bot must not start, or a command go on; the text says why and what to do."""


class KeyFolder:
    """A folder that only its owner can open, with the files of the keys."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it need not exist."""
        self.folder = folder
        self.present = folder / PRESENT

    def secrets(self) -> list[bytes]:
        """Return the secrets, the one that seals first. Raises `StartRefused` for an empty file.

        The present one is read before the older ones are listed: whatever it takes the place of
        has a file among those by then.
        """
        return [read_secret(self.present), *self.older().values()]

    def can_seal(self) -> bool:
        """Tell whether there is a key that seals. Raises `StartRefused` if that can't be read."""
        return self.present.exists() and bool(content_of(self.present))

    def all(self) -> dict[Path, bytes]:
        """Return every secret that is there, by its file. Raises `StartRefused`."""
        present = {self.present: read_secret(self.present)} if self.present.exists() else {}
        return present | self.older()

    def older(self) -> dict[Path, bytes]:
        """Return the secrets that only open, by their files."""
        return {file: read_secret(file) for file in sorted(self.folder.glob(OLDER))}

    def state(self) -> tuple[int, int, int]:
        """Return what differs after a key was added or destroyed; costs two looks at files.

        A new `secret.key` always has another inode: the file it replaces lives on as an old one.
        """
        present = self.present.stat()
        return present.st_ino, present.st_mtime_ns, self.folder.stat().st_mtime_ns

    def make(self) -> None:
        """Make the first key."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside and renamed, so that a crash leaves a whole key or none.
        draft = self.folder / f"{PRESENT}.new"
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_hex(SECRET_BYTES))
            out.flush()
            os.fsync(out.fileno())
        draft.rename(self.present)
        self._settle()

    def replace(self) -> None:
        """Make a new key that seals from now on, and keep the present one to open with."""
        key_id = Sealer(read_secret(self.present)).key_id
        older = self.folder / f"old-{key_id.hex()}.key"
        if not older.exists():
            os.link(self.present, older)
            self._settle()
        self.make()

    def destroy(self, file: Path) -> None:
        """Take an old key's file away."""
        file.unlink()
        self._settle()

    def _settle(self) -> None:
        """Have the folder's new entries survive a power cut before anything rests on them."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class LiveSealer(Sealer):
    """A sealer that knows a key from the moment its file is there."""

    def __init__(
        self, folder: KeyFolder, *older: bytes, named: Callable[[], Collection[bytes]]
    ) -> None:
        """Take up a folder's keys, and older ones from elsewhere. Raises `StartRefused`.

        `named` returns the ids of the keys that the database is sealed with by now.
        """
        self._folder, self._older, self._named = folder, older, named
        self._state = folder.state()
        self._now = Sealer(*folder.secrets(), *older)

    def pinned(self) -> Sealer:
        """Return a sealer with the keys that are in the folder now.

        While they can't be read, or have nothing to do with the one that sealed last, those read
        before stay.
        """
        try:
            # Taken before the files are read: a change in between is seen at the next use.
            state = self._folder.state()
            if state != self._state:
                found = Sealer(*self._folder.secrets(), *self._older)
                if self._follows(found):
                    self._now, self._state = found, state
        except (OSError, StartRefused, sqlite3.Error):
            pass
        return self._now

    def _follows(self, found: Sealer) -> bool:
        """Tell whether keys take the place of those at hand, and are not another database's.

        A whole rotation may have passed since the last use, and the key that sealed then be
        destroyed: the database names the new one alone.
        """
        return self._now.key_id in found.key_ids or found.key_id in self._named()


def read_secret(file: Path) -> bytes:
    """Return the secret in a key's file. Raises `StartRefused` when there is none in it."""
    secret = content_of(file)
    if not secret:
        msg = f"The sealing key in {file} is empty, so it would seal nothing. Put the key back."
        raise StartRefused(msg)
    return secret


def content_of(file: Path) -> bytes:
    """Return what a key's file says, maybe nothing. Raises `StartRefused` if it can't be read."""
    try:
        return file.read_bytes().strip()
    except OSError as error:
        msg = (
            f"The sealing key in {file} can't be read ({error.strerror}). "
            "It has to be a file that the user who runs the bot can read."
        )
        raise StartRefused(msg) from error
