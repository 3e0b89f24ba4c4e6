"""New keys for old: how a rotation begins, and how keys are destroyed or given up."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.forum.anonymous.lost_lists import has_lost_lists
from bot.forum.anonymous.relisting import list_anew
from bot.forum.anonymous.rotation import abandon, count_needing_old, key_uses, note_key, retire
from bot.forum.identity import Sealer, provide
from bot.key_folder import KeyFolder, StartRefused
from bot.keys import check_keys, ids_at_hand, keys_at_hand
from bot.settings import Settings
from data.database import Database
from data.leftovers import empty_log
from data.locks import InUse, alone, locked
from data.sealing import known_key_ids, remember_key_alone

RESTART_FIRST = (
    "The bot may be running without this SECRET_KEY. Stop it, or restart it with SECRET_KEY and "
    "OLD_SECRET_KEYS as they are here; then run this again."
)
SET_A_NEW_KEY = (
    "Everything is sealed with SECRET_KEY. To change it, make OLD_SECRET_KEYS your present key "
    "and SECRET_KEY a new one, restart the bot, then run this again."
)


@contextlib.contextmanager
def changing_keys(file: Path) -> Iterator[None]:
    """Let one command at a time change the keys of a database, or the database itself.

    Raises `StartRefused` while another does.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(file, "keys.lock", wait=False))
        except InUse:
            msg = "Another command is at work on this database. Let it finish first."
            raise StartRefused(msg) from None
        yield


async def begin_rotation(settings: Settings, database: Database, now: datetime) -> Sealer:
    """Have a new key seal from now on, or go on with a rotation that was interrupted.

    The returned sealer's present key is noted in the database, and at hand in whatever bot runs
    on it. Raises `StartRefused`; nothing is changed then.
    """
    async with database.read() as session:
        known = await known_key_ids(session)
        if not known:
            msg = "No key is in use yet: the bot makes one when it first starts."
            raise StartRefused(msg)
        sealer = keys_at_hand(settings, may_make=False)
        await check_keys(session, sealer)
    if settings.secret_key is None:
        if known == [sealer.key_id]:
            KeyFolder(settings.keys_folder).replace()
        await note_key(database, sealer, now)
    elif known == [sealer.key_id]:
        raise StartRefused(SET_A_NEW_KEY)
    elif sealer.key_id not in known:
        await database.let_go()
        try:
            await asyncio.to_thread(remember_key_alone, database.file, sealer.key_id, now)
        except InUse:
            raise StartRefused(RESTART_FIRST) from None
    return sealer.pinned()


async def destroy_old(settings: Settings, database: Database) -> int:
    """Destroy the files of older keys, when the present one alone opens and finds everything.

    Return how many files that were. Raises `StartRefused`; nothing is destroyed then.
    """
    sealer = keys_at_hand(settings, may_make=False)
    async with database.read() as session:
        await check_keys(session, sealer)
    left = await retire(database, sealer) or await count_needing_old(database, sealer)
    if left:
        msg = (
            f"{left} rows still need the old keys. Run `python -m bot keys rotate` first; "
            "nothing was destroyed."
        )
        raise StartRefused(msg)
    folder = KeyFolder(settings.keys_folder)
    old = [file for file, secret in folder.all().items() if Sealer(secret).key_id != sealer.key_id]
    for file in old:
        folder.destroy(file)
    return len(old)


async def lost_rows(settings: Settings, database: Database) -> int:
    """Return how many rows no key at hand opens.

    Raises `StartRefused` when no key is lost, nor was being given up when that was interrupted.
    """
    async with database.read() as session:
        is_under_way = await has_lost_lists(session)
    at_hand, uses = ids_at_hand(settings), await key_uses(database)
    can_seal = settings.secret_key is not None or KeyFolder(settings.keys_folder).can_seal()
    if not is_under_way and can_seal and all(use.key_id in at_hand for use in uses):
        msg = "Every key of this database is at hand, so nothing needs to be given up."
        raise StartRefused(msg)
    return sum(use.rows for use in uses if use.key_id not in at_hand)


async def abandon_lost(settings: Settings, database: Database, now: datetime) -> dict[str, int]:
    """Give up what no key at hand opens, and have a key that seals from now on.

    Lists that were lost of what still opens are made anew; interrupted, it can be begun again.

    Return how many rows were given up, by table. Raises `StartRefused` while a bot runs, which
    may still hold the lost key in its memory.
    """
    await database.let_go()
    try:
        with alone(database.file):
            pass
    except InUse:
        msg = "Stop the bot first: it may hold the lost key in its memory and go on sealing."
        raise StartRefused(msg) from None
    lost = await abandon(database, ids_at_hand(settings))
    folder = KeyFolder(settings.keys_folder)
    if settings.secret_key is None and not folder.can_seal():
        folder.make()
    sealer = keys_at_hand(settings, may_make=False).pinned()
    await note_key(database, sealer, now)
    provide(database, sealer)
    await list_anew(database)
    # It says which rows were written one after the other.
    await asyncio.to_thread(empty_log, database.file)
    return lost
