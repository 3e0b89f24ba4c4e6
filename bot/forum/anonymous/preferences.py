"""How somebody wants to be told, sealed: one row a person, found by a mark.

In clear it would name whoever presses a button on what they are told anonymously, by the time
at which it changes.
"""

import json
from collections.abc import Collection
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.stirring import stir
from bot.forum.identity import sealer_in_view, sealer_of
from bot.forum.topics import Preferences, Topic, Way
from data.deliveries import delete_lanes
from data.preferences import (
    count_preferences,
    delete_preferences,
    preferences_between,
    preferences_marked,
    put_preferences,
)

TABLE, PURPOSE = "preference", "preferences"
PAD_BYTES = 1024
TURN_LANE, DIGEST_LANE = "wake:", "digest:"
"""Begins the lanes of accounts' turns, which end with the mark of their preferences."""
SINGLE = (
    "zone",
    "quiet_from",
    "quiet_until",
    "channel_id",
    "digest",
    "digest_hour",
    "refused_at",
    "asked_at",
)


async def preferences_of(session: AsyncSession, user_id: int) -> Preferences:
    """Return how somebody wants to be told; the defaults when they never chose.

    Raises `WrongKey`.
    """
    return (await preferences_of_many(session, [user_id]))[user_id]


async def preferences_of_many(
    session: AsyncSession, user_ids: Collection[int]
) -> dict[int, Preferences]:
    """Return how each of some people wants to be told. Raises `WrongKey`."""
    sealer = await sealer_in_view(session)
    owners = {mark: each for each in user_ids for mark in sealer.marks(PURPOSE, each)}
    found = {each: Preferences(each) for each in user_ids}
    for mark, sealed in await preferences_marked(session, list(owners)):
        found[owners[mark]] = opened(session, mark, sealed)
    return found


def opened(session: AsyncSession, mark: bytes, sealed: bytes) -> Preferences:
    """Open a row. Raises `WrongKey`."""
    return read(sealer_of(session).open(sealed, table=TABLE, row=mark))


async def stored_of(session: AsyncSession, user_id: int) -> dict[str, object] | None:
    """Return all that is sealed of somebody's choices; None where nothing is. Raises `WrongKey`."""
    sealer = await sealer_in_view(session)
    found = await preferences_marked(session, sealer.marks(PURPOSE, user_id))
    if not found:
        return None
    mark, sealed = found[0]
    held: dict[str, object] = json.loads(sealer.open(sealed, table=TABLE, row=mark))
    return held


async def keep(session: AsyncSession, chosen: Preferences) -> None:
    """Seal somebody's choices in place of what they chose before; what is all default goes."""
    sealer = sealer_of(session)
    marks = sealer.marks(PURPOSE, chosen.user_id)
    if chosen == Preferences(chosen.user_id):
        await delete_preferences(session, marks)
        return
    await delete_preferences(session, marks[1:])
    sealed = sealer.seal(written(chosen), table=TABLE, row=marks[0], pad_to=PAD_BYTES)
    await put_preferences(session, marks[0], sealed)
    await stir(
        sealer,
        marks[0],
        table=TABLE,
        count=await count_preferences(session),
        between=partial(preferences_between, session),
        put=partial(put_preferences, session),
    )


async def forget_preferences(
    session: AsyncSession, user_id: int, *, has_last_turn: bool = False
) -> None:
    """Forget how somebody wants to be told, and the turns that this gives them.

    `has_last_turn`: but for the next end of their quiet hours, which brings what waits about their
    anonymous posts, and comes whether or not there is any.
    """
    marks = sealer_of(session).marks(PURPOSE, user_id)
    await delete_preferences(session, marks)
    lanes = (DIGEST_LANE,) if has_last_turn else (TURN_LANE, DIGEST_LANE)
    await delete_lanes(session, [f"{lane}{mark.hex()}" for lane in lanes for mark in marks])


def written(chosen: Preferences, *, gone_at: int | None = None) -> bytes:
    """Return choices as they are sealed, with the time since when their owner is in no server."""
    held: dict[str, object] = {
        "user": chosen.user_id,
        "ways": chosen.everywhere,
        "forums": {str(forum_id): ways for forum_id, ways in chosen.by_forum.items()},
    }
    if chosen.is_discreet:
        held["discreet"] = 1
    if chosen.stopped:
        held["stopped"] = chosen.stopped
    if chosen.stopped_as_alias:
        held["stopped_as_alias"] = chosen.stopped_as_alias
    if chosen.brought:
        held["brought"] = chosen.brought
    held |= {name: value for name in SINGLE if (value := getattr(chosen, name)) is not None}
    if gone_at is not None:
        held["gone"] = gone_at
    return json.dumps(held).encode()


def read(plain: bytes) -> Preferences:
    """Return what `written` wrote."""
    held = json.loads(plain)
    return Preferences(
        held["user"],
        _ways(held["ways"]),
        {int(forum_id): _ways(ways) for forum_id, ways in held["forums"].items()},
        is_discreet=bool(held.get("discreet")),
        stopped=tuple(held.get("stopped", ())),
        stopped_as_alias=tuple(held.get("stopped_as_alias", ())),
        brought=tuple((begun, until) for begun, until in held.get("brought", ())),
        **{name: held[name] for name in SINGLE if name in held},
    )


def _ways(held: dict[str, str]) -> dict[Topic, Way]:
    return {Topic(topic): Way(way) for topic, way in held.items()}
