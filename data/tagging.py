"""The tags that questions have: given in an order, and taken off again."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import many, run, table_of
from data.plain import plain, sql_of
from data.tables import PostTag, Tag
from data.tags import delete_unused_tags, tag_ids_of

TAGS, GIVEN = table_of(Tag), table_of(PostTag)
# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
TAGS_OF = sql_of(
    select(TAGS.c.name)
    .join(GIVEN, GIVEN.c.tag_id == TAGS.c.id)
    .where(GIVEN.c.post_id == bindparam("wanted"))
    .order_by(GIVEN.c.position)
)


async def set_tags(
    session: AsyncSession, forum_id: int, post_id: int, names: Sequence[str]
) -> None:
    """Give a question these tags, in order, in place of others; unknown ones join the forum.

    What it keeps stays its row; a tag that no post has any more is forgotten.
    """
    known = await numbers_of_tags(session, forum_id, names)
    places = {known[name]: place for place, name in enumerate(names)}
    theirs = GIVEN.c.post_id == post_id
    had = await run(session, select(GIVEN.c.tag_id, GIVEN.c.position).where(theirs))
    present = {int(row.tag_id): int(row.position) for row in had}
    await _take_off(session, post_id, [each for each in present if each not in places])
    for tag_id, place in places.items():
        if tag_id not in present:
            row = {"post_id": post_id, "tag_id": tag_id, "position": place}
            await run(session, insert(GIVEN).values(row))
        elif present[tag_id] != place:
            moved = update(GIVEN).where(theirs, GIVEN.c.tag_id == tag_id)
            await run(session, moved.values(position=place))


async def remove_tags(session: AsyncSession, post_id: int) -> None:
    """Take a question's tags off it; forget those that no post has any more and nobody follows."""
    await _take_off(session, post_id, await tag_ids_of(session, post_id))


async def _take_off(session: AsyncSession, post_id: int, tag_ids: Sequence[int]) -> None:
    if not tag_ids:
        return
    taken = delete(GIVEN).where(GIVEN.c.post_id == post_id, GIVEN.c.tag_id.in_(tag_ids))
    await run(session, taken)
    await delete_unused_tags(session, tag_ids)


async def tags_of(session: AsyncSession, post_id: int) -> tuple[str, ...]:
    """Return a question's tags in the order they were given."""
    return tuple(name for (name,) in await plain(session, TAGS_OF, {"wanted": post_id}))


async def numbers_of_tags(
    session: AsyncSession, forum_id: int, names: Sequence[str]
) -> dict[str, int]:
    """Return name to number for a forum's tags; unknown ones join the forum."""
    known = await _known(session, forum_id, names)
    fresh = [{"forum_id": forum_id, "name": name} for name in names if name not in known]
    if fresh:
        await many(session, insert(TAGS), fresh)
        known = await _known(session, forum_id, names)
    return known


async def _known(session: AsyncSession, forum_id: int, names: Sequence[str]) -> dict[str, int]:
    wanted = select(TAGS.c.name, TAGS.c.id).where(
        TAGS.c.forum_id == forum_id, TAGS.c.name.in_(list(names))
    )
    return {str(row.name): int(row.id) for row in await run(session, wanted)}
