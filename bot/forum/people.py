"""Members in use cases: found or made, credited, recounted."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import points
from bot.forum.roles import has_roles, note_points
from bot.forum.summaries import Actor
from data.members import add_to_tallies, ensure_member, get_members, set_tally
from data.recount import count_posts, count_selections, count_votes_given, votes_received
from data.roles import Standing, standings_of
from data.tables import Forum
from data.tables.people import Tally

COUNTERS = tuple(name for name in Tally.model_fields if name not in {"points", "bonus"})


async def member_of(session: AsyncSession, forum: Forum, actor: Actor, now: datetime) -> int:
    """Return the member who posts, made now if need be, under their present name."""
    base = points.total({}, forum)
    return await ensure_member(
        session, forum.id or 0, actor.discord_id, name=actor.name, base=base, now=now
    )


async def unnamed_member(session: AsyncSession, forum: Forum, actor: Actor, now: datetime) -> int:
    """Return the member who does anything but post, made now if need be: a number, no name."""
    base = points.total({}, forum)
    return await ensure_member(
        session, forum.id or 0, actor.discord_id, name=None, base=base, now=now
    )


async def credit(
    session: AsyncSession, forum: Forum, changes: Mapping[int, Mapping[str, int]], now: datetime
) -> None:
    """Add to members' counters, and to their points what these changes are worth."""
    before = await _standings(session, forum, changes)
    with_points = {
        member_id: {**change, "points": points.worth(change, forum)}
        for member_id, change in changes.items()
    }
    await add_to_tallies(session, with_points)
    await note_points(session, forum, before, changes, now)


async def _standings(
    session: AsyncSession, forum: Forum, member_ids: Collection[int]
) -> dict[int, Standing]:
    """Return how members stand, where that may earn them roles."""
    return await standings_of(session, member_ids) if has_roles(forum) else {}


async def recounted(
    session: AsyncSession, forum: Forum, member_ids: Collection[int]
) -> dict[int, dict[str, int]]:
    """Return what posts and votes say members' counters and points are; at most 500 at once."""
    members = await get_members(session, member_ids)
    found = {id_: dict.fromkeys(COUNTERS, 0) | {"bonus": members[id_].bonus} for id_ in members}
    for counted in (
        await count_posts(session, member_ids),
        await count_votes_given(session, member_ids),
        await count_selections(session, member_ids),
    ):
        for id_, counts in counted.items():
            found[id_].update(counts)
    for id_, kind, up, down in await votes_received(session, member_ids):
        found[id_][points.column(kind, "voteds")] += points.voted(kind, up, down, forum)
        found[id_]["upvoteds"] += up
        found[id_]["downvoteds"] += down
    return {id_: counts | {"points": points.total(counts, forum)} for id_, counts in found.items()}


async def recount(
    session: AsyncSession, forum: Forum, member_ids: Collection[int], now: datetime
) -> None:
    """Set members' counters and points to what posts and votes say."""
    ids = sorted(member_ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        before = await _standings(session, forum, some)
        found = await recounted(session, forum, some)
        for member_id, tally in found.items():
            await set_tally(session, member_id, tally)
        await note_points(session, forum, before, some, now)
