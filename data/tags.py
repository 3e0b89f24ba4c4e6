"""Queries on tags: found by name or number, suggested by how much they are used."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import delete, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import LAST_CHARACTER, as_json, run, table_of
from data.numbers import LARGEST_NUMBER
from data.tables import Follow, FollowTarget, Post, PostTag, Tag
from data.words import folded

TAGS, GIVEN = table_of(Tag), table_of(PostTag)
POSTS, FOLLOWS = table_of(Post), table_of(Follow)
# Of more tags the order no longer matters to who is typing.
MOST_COMPARED = 1000


class TagLine(NamedTuple):
    """A tag by its number."""

    id: int
    name: str


# Written out, for SQLAlchemy has no way to look out of a subquery that is limited. What waits to
# appear must not move a tag: when it was submitted would show.
SUGGESTED = text("""
    SELECT begun.name FROM (
        SELECT name, given FROM (
            SELECT name, given FROM tag
            WHERE forum_id = :in_forum AND name >= :from_name AND name < :to_name
            ORDER BY name LIMIT :most_compared
        )
        UNION
        SELECT name, given FROM tag
        WHERE forum_id = :in_forum AND name IN (SELECT value FROM json_each(:also_named))
    ) AS begun
    WHERE begun.given > 0
    ORDER BY begun.given DESC, begun.name
    LIMIT :at_most
""")


# The Latin letters with accents, which stand behind those without.
ACCENTED = ("\u00c0", "\u0250")
LIKE = text("""
    SELECT name FROM (
        SELECT name FROM tag
        WHERE forum_id = :in_forum AND name >= :from_name AND name < :to_name
        ORDER BY name LIMIT :most_compared
    )
    UNION SELECT name FROM (
        SELECT name FROM tag
        WHERE forum_id = :in_forum AND name >= :from_accented AND name < :to_accented
        ORDER BY name LIMIT :most_compared
    )
""")


async def tag_named(session: AsyncSession, forum_id: int, name: str) -> TagLine | None:
    """Return a forum's tag of this very name."""
    wanted = select(TAGS.c.id, TAGS.c.name).where(TAGS.c.forum_id == forum_id, TAGS.c.name == name)
    found = (await run(session, wanted)).first()
    return None if found is None else TagLine(*found)


async def tag_name_of(session: AsyncSession, tag_id: int) -> str | None:
    """Return a tag's name, whatever forum it is in; none has a number that SQLite can't hold."""
    if tag_id > LARGEST_NUMBER:
        return None
    return (await tag_names_of(session, [tag_id])).get(tag_id)


async def suggested_tags(
    session: AsyncSession, forum_id: int, typed: str, *, limit: int
) -> list[str]:
    """Return tags of visible questions that begin with what was typed, the most used first.

    Where few do, those too that do without accents.
    """
    values = {
        "in_forum": forum_id,
        "from_name": typed,
        "to_name": typed + LAST_CHARACTER,
        "most_compared": MOST_COMPARED,
        "at_most": limit,
        "also_named": as_json([]),
    }
    found = [str(row.name) for row in await run(session, SUGGESTED, values)]
    like = await _like(session, forum_id, typed) if len(found) < limit else []
    if set(like) <= set(found):
        return found
    again = await run(session, SUGGESTED, values | {"also_named": as_json(like)})
    return [str(row.name) for row in again]


async def _like(session: AsyncSession, forum_id: int, typed: str) -> list[str]:
    """Return the tags that begin with what was typed but for accents."""
    plain = folded(typed)
    if not plain:
        return []
    values = {
        "in_forum": forum_id,
        "from_name": plain[0],
        "to_name": plain[0] + LAST_CHARACTER,
        "from_accented": ACCENTED[0],
        "to_accented": ACCENTED[1],
        "most_compared": MOST_COMPARED,
    }
    names = [str(row.name) for row in await run(session, LIKE, values)]
    return [name for name in names if folded(name).startswith(plain)]


async def tag_ids_of(session: AsyncSession, post_id: int) -> list[int]:
    """Return the numbers of a question's tags."""
    wanted = select(GIVEN.c.tag_id).where(GIVEN.c.post_id == post_id)
    return [int(row.tag_id) for row in await run(session, wanted)]


async def tag_names_of(session: AsyncSession, tag_ids: Collection[int]) -> dict[int, str]:
    """Return tags' names by their numbers."""
    wanted = select(TAGS.c.id, TAGS.c.name).where(TAGS.c.id.in_(list(tag_ids)))
    return {int(row.id): str(row.name) for row in await run(session, wanted)}


async def is_on_visible_question(session: AsyncSession, tag_id: int) -> bool:
    """Tell whether everybody can see that a tag is there: a question that is shown has it."""
    wanted = select(TAGS.c.id).where(TAGS.c.id == tag_id, TAGS.c.given > 0)
    return (await run(session, wanted)).first() is not None


async def delete_unused_tags(session: AsyncSession, among: Collection[int] | None = None) -> None:
    """Forget the tags that no question has and nobody follows; of these alone, if any are named."""
    given = select(GIVEN.c.tag_id).where(GIVEN.c.tag_id == TAGS.c.id).exists()
    followed = (
        select(FOLLOWS.c.id)
        .where(FOLLOWS.c.target == FollowTarget.TAG, FOLLOWS.c.target_id == TAGS.c.id)
        .exists()
    )
    unused = delete(TAGS).where(~given, ~followed)
    await run(session, unused if among is None else unused.where(TAGS.c.id.in_(among)))
