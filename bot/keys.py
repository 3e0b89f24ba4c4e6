"""The sealing key: from the settings, or made once and kept beside the database."""

import os
import secrets
from pathlib import Path

from bot.forum.identity import Sealer
from bot.settings import Settings
from data.database import Database
from data.sealing import known_key_ids, remember_key

KEY_FILE = "secret.key"


class StartRefused(Exception):
    """The bot must not start; the text says why and what to do."""


async def open_sealer(settings: Settings, database: Database) -> Sealer:
    """Return the sealer for a migrated database.

    A key is made only when the database names none yet. Raises `StartRefused` when the key is
    missing or is not the one that sealed this database; nothing is changed then.
    """
    async with database.read() as session:
        known = await known_key_ids(session)
    if settings.secret_key is not None:
        sealer = Sealer(settings.secret_key.get_secret_value().encode())
    else:
        sealer = Sealer(_kept_secret(settings.keys_folder, may_make=not known))
    if known and sealer.key_id not in known:
        msg = (
            "The sealing key is not the one that this database was made with. "
            "Put back the SECRET_KEY or the keys folder that belong to it."
        )
        raise StartRefused(msg)
    if not known:
        async with database.write() as session:
            await remember_key(session, sealer.key_id)
    return sealer


def _kept_secret(folder: Path, *, may_make: bool) -> bytes:
    file = folder / KEY_FILE
    if file.exists():
        return file.read_bytes().strip()
    if not may_make:
        msg = (
            f"This database needs its sealing key, and {file} is missing. "
            "Put it back, or set SECRET_KEY to it."
        )
        raise StartRefused(msg)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written beside and renamed, so that a crash leaves a whole key or none.
    draft = folder / f"{KEY_FILE}.new"
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    draft.rename(file)
    return file.read_bytes().strip()
