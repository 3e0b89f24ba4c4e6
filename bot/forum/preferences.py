"""`/notifications`: choosing how to be told of each topic, everywhere or in one forum."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_
from bot.forum.anonymous.digest_turns import move_digest, schedule_digest, with_brought
from bot.forum.anonymous.preferences import keep, preferences_of
from bot.forum.anonymous.turns import schedule
from bot.forum.errors import ForumError
from bot.forum.quiet_hours import HOUR_MINUTES, meant_zone
from bot.forum.refusals import asking_again
from bot.forum.topics import WAYS, Preferences, Topic, Way
from data.accounts import note_dms_wanted
from data.database import Database
from data.forums import all_forums

FIRST_FROM, FIRST_UNTIL = 22 * HOUR_MINUTES, 8 * HOUR_MINUTES


class ZoneUnknown(ForumError):
    """No time zone was chosen, or what was typed is none."""

    message = N_(
        "Choose your time zone first: type /notifications and pick one from the list of time_zone, "
        "such as Europe/Berlin."
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A forum in which somebody chose, or may choose, otherwise than everywhere."""

    forum_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose, for their panel: of one forum, or everywhere when there is none.

    `others` are the forums that they may turn to from it.
    """

    preferences: Preferences
    forum: Place | None
    others: tuple[Place, ...]


async def chosen_by(
    database: Database, *, user_id: int, forum_id: int | None, here: int | None
) -> Chosen:
    """Return somebody's choices for a forum, or for everywhere; `here` is the forum they are in."""
    async with database.read() as session:
        return await _chosen(session, user_id, forum_id, here)


async def choose(
    database: Database,
    *,
    user_id: int,
    topic: Topic,
    way: Way | None,
    forum_id: int | None,
    now: datetime,
) -> None:
    """Choose how to be told of a topic: everywhere, or in one forum; None there: as everywhere.

    A way that the topic doesn't have, or a forum that is gone, changes nothing.
    """
    async with database.write() as session:
        if forum_id is not None and forum_id not in await _forums(session):
            return
        if way not in (None, *WAYS[topic]):
            return
        chosen = await preferences_of(session, user_id)
        chosen = chosen.with_way(topic, way, forum_id)
        if way is Way.DM:
            chosen = await asking_again(session, chosen, now)
        await keep(session, chosen)
    if way is Way.DM:
        # Apart from their sealed row: the account stands in clear.
        async with database.write() as session:
            await note_dms_wanted(session, user_id)


async def make_discreet(database: Database, *, user_id: int, is_discreet: bool) -> None:
    """Choose whether DMs say only that there is something new."""
    async with database.write() as session:
        chosen = await preferences_of(session, user_id)
        await keep(session, replace(chosen, is_discreet=is_discreet))


async def set_zone(database: Database, *, user_id: int, typed: str, now: datetime) -> None:
    """Choose a time zone. Raises `ZoneUnknown`."""
    zone = meant_zone(typed)
    if zone is None:
        raise ZoneUnknown
    async with database.write() as session:
        chosen = replace(await preferences_of(session, user_id), zone=zone)
        await keep(session, chosen)
        await schedule(session, chosen, now)
        await schedule_digest(session, chosen, now)


async def set_quiet_hours(
    database: Database,
    *,
    user_id: int,
    now: datetime,
    starts: int | None = None,
    ends: int | None = None,
) -> None:
    """Choose when quiet hours begin or end, in hours; when neither, there are none any more.

    The other one is as it was; at first they are from 22 until 8. Raises `ZoneUnknown` before a
    time zone is chosen.
    """
    async with database.write() as session:
        before = await preferences_of(session, user_id)
        if before.zone is None:
            raise ZoneUnknown
        chosen = replace(before, quiet_from=None, quiet_until=None)
        if starts is not None or ends is not None:
            chosen = replace(
                before,
                quiet_from=_minutes(starts, before.quiet_from, FIRST_FROM),
                quiet_until=_minutes(ends, before.quiet_until, FIRST_UNTIL),
            )
        await keep(session, chosen)
        await schedule(session, chosen, now)
        await move_digest(session, chosen, now)


async def set_digest(
    database: Database,
    *,
    user_id: int,
    now: datetime,
    every: str | None = None,
    hour: int | None = None,
) -> None:
    """Choose at which hour a digest comes, or how often: daily, weekly, or never."""
    async with database.write() as session:
        before = await preferences_of(session, user_id)
        chosen = replace(before, digest=every)
        if hour is not None:
            chosen = replace(before, digest_hour=hour)
        if chosen.digest is not None:
            chosen = await asking_again(session, chosen, now)
        else:
            chosen = await with_brought(session, chosen)
        await keep(session, chosen)
        await schedule_digest(session, chosen, now)


def _minutes(hour: int | None, before: int | None, otherwise: int) -> int:
    if hour is not None:
        return hour * HOUR_MINUTES
    return otherwise if before is None else before


async def _chosen(
    session: AsyncSession, user_id: int, forum_id: int | None, here: int | None
) -> Chosen:
    forums = await _forums(session)
    found = (await preferences_of(session, user_id)).in_forums(forums)
    offered = [*found.by_forum, *([here] if here is not None else [])]
    if forum_id is not None and forum_id not in {*offered}:
        forum_id = None
    others = tuple(Place(each, forums[each]) for each in dict.fromkeys(offered) if each != forum_id)
    place = None if forum_id is None else Place(forum_id, forums[forum_id])
    return Chosen(found, place, others)


async def _forums(session: AsyncSession) -> dict[int, str]:
    """Return the names of the forums that are there, by number."""
    return {forum.id or 0: forum.name for forum in await all_forums(session)}
