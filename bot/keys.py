"""The sealing keys at hand: from the settings, or kept in a folder beside the database."""

import logging
from datetime import UTC, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.lost_lists import has_lost_lists
from bot.forum.identity import Sealer
from bot.key_folder import OLDER, KeyFolder, LiveSealer, StartRefused, content_of
from bot.settings import Settings
from data.database import Database, file_of
from data.rotation import SEALED_TABLES, count_sealed
from data.sealing import forget_keys, key_ids_in, known_key_ids, remember_key, seals_with

log = logging.getLogger(__name__)

__all__ = ["StartRefused", "check_keys", "ids_at_hand", "keys_at_hand", "open_sealer"]


ANOTHER_KEY = (
    "The sealing key is not the one that this database was made with. "
    "Put back the SECRET_KEY or the keys folder that belong to it."
)
KEY_MISSING = (
    "Rows of this database are sealed with a key that is not at hand. Put it back, into "
    "OLD_SECRET_KEYS or the keys folder, until `python -m bot keys rotate` is through."
)
ABANDON_AGAIN = (
    "Giving up a lost key was interrupted. Run `python -m bot keys abandon` again: it goes on."
)
SAFE_CHARACTERS = 32  # whoever gets the file can try all shorter keys, from the key's id in it


async def open_sealer(
    settings: Settings, database: Database, *, now: datetime | None = None
) -> Sealer:
    """Return the sealer for a migrated database; `now` is noted as a new key's first use.

    A key is made only when the database names none yet. Raises `StartRefused` when a key that
    this database is sealed with is missing, or one at hand is empty; nothing is changed then.
    """
    async with database.read() as session:
        await _refuse_half_abandoned(session)
        known = await known_key_ids(session)
    sealer = keys_at_hand(settings, may_make=not known)
    if known == [sealer.key_id]:
        return sealer
    async with database.write() as session:
        await forget_keys(session, await check_keys(session, sealer))
        await remember_key(session, sealer.key_id, now or datetime.now(UTC))
    return sealer


def refuse_wrong_key(settings: Settings) -> None:
    """Check that the key of a database of any version is at hand, before it is migrated; blocking.

    Raises `StartRefused`; neither the file nor the keys are changed.
    """
    file = file_of(settings.database_url)
    known = set(key_ids_in(file))
    if not known:
        return
    missing = known - set(keys_at_hand(settings, may_make=False).key_ids)
    if missing == known:
        raise StartRefused(ANOTHER_KEY)
    places = [(each.name, each.sealed.name) for each in SEALED_TABLES]
    if any(seals_with(file, key_id, places) for key_id in missing):
        raise StartRefused(KEY_MISSING)


async def check_keys(session: AsyncSession, sealer: Sealer) -> set[bytes]:
    """Check that the keys at hand open everything in a database. Raises `StartRefused`.

    Return the ids of keys that it names and that are not at hand, but seal nothing in it.
    """
    await _refuse_half_abandoned(session)
    known, at_hand = set(await known_key_ids(session)), set(sealer.key_ids)
    if known and not known & at_hand:
        raise StartRefused(ANOTHER_KEY)
    if known <= at_hand:
        return set()
    counted = await count_sealed(session)
    lost = sum(count for key_id, count in counted.items() if key_id not in at_hand)
    if lost:
        raise StartRefused(f"{KEY_MISSING} That concerns {lost} rows.")
    return known - at_hand


async def _refuse_half_abandoned(session: AsyncSession) -> None:
    if await has_lost_lists(session):
        raise StartRefused(ABANDON_AGAIN)


def keys_at_hand(settings: Settings, *, may_make: bool) -> Sealer:
    """Return a sealer with every key of the settings and the folder. Raises `StartRefused`.

    SECRET_KEY seals when it is set, else the folder's key, which is made when that is allowed.
    """
    folder, older = KeyFolder(settings.keys_folder), _old_secrets(settings)
    if settings.secret_key is not None:
        kept = folder.all().values()
        return Sealer(_set_secret(settings.secret_key.get_secret_value()), *older, *kept)
    if not folder.present.exists():
        if not may_make:
            msg = (
                f"This database needs its sealing key, and {folder.present} is missing. "
                "Put it back, or set SECRET_KEY to it."
            )
            raise StartRefused(msg)
        folder.make()
    elif may_make and not folder.can_seal():
        msg = (
            f"The sealing key in {folder.present} is empty, so it would seal nothing. "
            "Delete it, and the next start makes a new key."
        )
        raise StartRefused(msg)
    file = file_of(settings.database_url)
    return LiveSealer(folder, *older, named=lambda: key_ids_in(file))


def ids_at_hand(settings: Settings) -> list[bytes]:
    """Return the ids of every key, also when none could seal. Raises `StartRefused` as they do."""
    folder, found = KeyFolder(settings.keys_folder), _old_secrets(settings)
    if settings.secret_key is not None:
        found.append(settings.secret_key.get_secret_value().encode())
    if folder.folder.is_dir():
        files = [folder.present, *folder.folder.glob(OLDER)]
        found += [content_of(file) for file in files if file.exists()]
    found = [secret for secret in found if secret.strip()]
    return Sealer(*found).key_ids if found else []


def _set_secret(secret: str) -> bytes:
    if not secret.strip():
        msg = "SECRET_KEY is blank, so it would seal nothing. Set it to your key, or leave it out."
        raise StartRefused(msg)
    if len(secret.strip()) < SAFE_CHARACTERS:
        log.warning(
            "SECRET_KEY has fewer than %d characters: whoever gets the database could guess it. "
            "README.md says how to change it.",
            SAFE_CHARACTERS,
        )
    return secret.encode()


def _old_secrets(settings: Settings) -> list[bytes]:
    """Return the older keys that are set; also the whole setting, for a key with a comma in it."""
    if settings.old_secret_keys is None:
        return []
    whole = settings.old_secret_keys.get_secret_value()
    parts = [part.strip() for part in whole.split(",")]
    return [part.encode() for part in dict.fromkeys([*parts, whole]) if part.strip()]
