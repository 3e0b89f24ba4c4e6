"""Queries for bringing in a website's rows, a few hundred at a time."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Table, bindparam, case, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import aliased
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import any_of, many, run, table_of
from data.posts import DEFAULTS
from data.tables import (
    Follow,
    Identity,
    IdentitySource,
    Member,
    Post,
    PostKind,
    PostState,
    PostTag,
    Tag,
    Vote,
    WebsiteLink,
)
from data.tagging import numbers_of_tags

POSTS, LINKS, VOTES = table_of(Post), table_of(WebsiteLink), table_of(Vote)
MEMBERS, IDENTITIES = table_of(Member), table_of(Identity)
TAGS, GIVEN, FOLLOWS = table_of(Tag), table_of(PostTag), table_of(Follow)

Row = Mapping[str, object]


class WebsiteMember(NamedTuple):
    """A member whom a user of the website is; `is_linked` is who is in Discord as well."""

    id: int
    name: str | None
    bonus: int
    is_linked: bool


async def website_members(
    session: AsyncSession, forum_id: int, among: Collection[str]
) -> dict[str, WebsiteMember]:
    """Return the website's number to member, of those among some that a forum knows."""
    discord = aliased(IDENTITIES)
    is_linked = (
        select(discord.c.id)
        .where(discord.c.member_id == MEMBERS.c.id, discord.c.source == IdentitySource.DISCORD)
        .exists()
    )
    wanted = (
        select(IDENTITIES.c.external_id, MEMBERS.c.id, MEMBERS.c.name, MEMBERS.c.bonus, is_linked)
        .join(MEMBERS, MEMBERS.c.id == IDENTITIES.c.member_id)
        .where(
            IDENTITIES.c.forum_id == forum_id,
            IDENTITIES.c.source == IdentitySource.WEBSITE,
            IDENTITIES.c.external_id.in_(any_of([*among])),
        )
    )
    found = (await run(session, wanted)).all()
    return {external: WebsiteMember(*row) for external, *row in found}


async def member_ids(session: AsyncSession, forum_id: int) -> list[int]:
    """Return the numbers of a forum's members, in order."""
    wanted = select(MEMBERS.c.id).where(MEMBERS.c.forum_id == forum_id).order_by(MEMBERS.c.id)
    return [int(row.id) for row in await run(session, wanted)]


async def website_posts(
    session: AsyncSession, forum_id: int, among: Collection[str]
) -> dict[str, int]:
    """Return the website's number to ours, of those among some that the forum has from there."""
    wanted = select(LINKS.c.external_id, LINKS.c.post_id).where(
        LINKS.c.forum_id == forum_id, LINKS.c.external_id.in_(any_of([*among]))
    )
    return {str(row.external_id): int(row.post_id) for row in await run(session, wanted)}


async def taken_over(
    session: AsyncSession, post_ids: Collection[int]
) -> dict[int, dict[str, str | None]]:
    """Return what the website last said of questions; those it was not noted of are left out."""
    wanted = select(LINKS.c.post_id, LINKS.c.taken_over).where(
        LINKS.c.post_id.in_(any_of([*post_ids])), LINKS.c.taken_over.is_not(None)
    )
    return {row.post_id: row.taken_over or {} for row in await run(session, wanted)}


async def note_taken_over(
    session: AsyncSession, said: Mapping[int, Mapping[str, str | None]]
) -> None:
    """Note what the website says of questions: our number to what it said."""
    statement = (
        update(LINKS)
        .where(LINKS.c.post_id == bindparam("of_post"))
        .values(taken_over=bindparam("said"))
    )
    await many(session, statement, [{"of_post": post, "said": each} for post, each in said.items()])


async def categories_of_posts(
    session: AsyncSession, post_ids: Collection[int]
) -> dict[int, int | None]:
    """Return in which category each post is."""
    wanted = select(POSTS.c.id, POSTS.c.category_id).where(POSTS.c.id.in_(any_of([*post_ids])))
    return {row.id: row.category_id for row in await run(session, wanted)}


async def add_members(
    session: AsyncSession, forum_id: int, rows: Mapping[str, Row]
) -> dict[str, int]:
    """Add members, the website's number to columns, and return their numbers."""
    if not rows:
        return {}
    values = [{"forum_id": forum_id} | dict(row) for row in rows.values()]
    made = dict(zip(rows, await _numbered(session, MEMBERS, values), strict=True))
    known = [
        {
            "member_id": member,
            "forum_id": forum_id,
            "source": IdentitySource.WEBSITE,
            "external_id": external,
        }
        for external, member in made.items()
    ]
    await many(session, insert(IDENTITIES), known)
    return made


async def add_posts(
    session: AsyncSession, forum_id: int, rows: Mapping[str, Row]
) -> dict[str, int]:
    """Add posts, the website's number to columns, and return their numbers."""
    if not rows:
        return {}
    values = [DEFAULTS | {"forum_id": forum_id} | dict(row) for row in rows.values()]
    made = dict(zip(rows, await _numbered(session, POSTS, values), strict=True))
    links = [
        {"post_id": post, "forum_id": forum_id, "external_id": external}
        for external, post in made.items()
    ]
    await many(session, insert(LINKS), links)
    return made


async def aliases_in(session: AsyncSession, question_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the names that authors carry, or carried, in each of these questions."""
    root = func.coalesce(POSTS.c.question_id, POSTS.c.id)
    given = any_of([*question_ids])
    wanted = select(root, POSTS.c.alias, POSTS.c.former_alias).where(
        POSTS.c.id.in_(given) | POSTS.c.question_id.in_(given)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for question, *names in (await run(session, wanted)).all():
        found[question].update(name for name in names if name)
    return found


async def tags_of_posts(
    session: AsyncSession, post_ids: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """Return posts' tags in order; those without any are left out."""
    wanted = (
        select(GIVEN.c.post_id, TAGS.c.name)
        .join(TAGS, TAGS.c.id == GIVEN.c.tag_id)
        .where(GIVEN.c.post_id.in_(any_of([*post_ids])))
        .order_by(GIVEN.c.post_id, GIVEN.c.position)
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for post, name in (await run(session, wanted)).all():
        found[post] += (name,)
    return found


async def add_tags(session: AsyncSession, forum_id: int, tags: Mapping[int, Sequence[str]]) -> None:
    """Give posts without tags theirs, in order; unknown ones are added to the forum."""
    names = list(dict.fromkeys(name for each in tags.values() for name in each))
    known = await numbers_of_tags(session, forum_id, names)
    rows = [
        {"post_id": post, "tag_id": known[name], "position": place}
        for post, each in tags.items()
        for place, name in enumerate(each)
    ]
    await many(session, insert(GIVEN), rows)


async def votes_of_posts(session: AsyncSession, post_ids: Collection[int]) -> list[Vote]:
    """Return every vote on these posts; the rows belong to no session."""
    wanted = select(VOTES).where(VOTES.c.post_id.in_(any_of([*post_ids])))
    return [Vote(**row) for row in (await run(session, wanted)).mappings().all()]


async def count_votes(session: AsyncSession, post_ids: Collection[int]) -> None:
    """Set posts' counts of votes to what their votes say."""
    counts = {
        name: select(func.coalesce(func.sum(case((VOTES.c.value == value, 1), else_=0)), 0))
        .where(VOTES.c.post_id == POSTS.c.id)
        .scalar_subquery()
        for name, value in (("up", 1), ("down", -1))
    }
    counted = update(POSTS).where(POSTS.c.id.in_(any_of([*post_ids])))
    await run(session, counted.values(counts))


async def count_answers(session: AsyncSession, question_ids: Collection[int]) -> None:
    """Set questions' counts of answers to the visible ones that they have."""
    answer = aliased(POSTS)
    count = (
        select(func.count())
        .select_from(answer)
        .where(
            answer.c.question_id == POSTS.c.id,
            answer.c.kind == PostKind.ANSWER,
            answer.c.state == PostState.VISIBLE,
        )
        .scalar_subquery()
    )
    counted = update(POSTS).where(
        POSTS.c.id.in_(any_of([*question_ids])), POSTS.c.kind == PostKind.QUESTION
    )
    await run(session, counted.values(answers=count))


async def add_follows(session: AsyncSession, rows: Sequence[Row]) -> None:
    """Have members follow things; what they follow already stays as it is."""
    await many(session, upsert(FOLLOWS).on_conflict_do_nothing(), rows)


async def deleted_among(session: AsyncSession, post_ids: Collection[int]) -> set[int]:
    """Return those of these posts that were deleted."""
    wanted = select(POSTS.c.id).where(
        POSTS.c.id.in_(any_of([*post_ids])), POSTS.c.state == PostState.DELETED
    )
    return {int(row.id) for row in await run(session, wanted)}


async def update_members(session: AsyncSession, changes: Mapping[int, Row]) -> None:
    """Set columns of members: number to columns and values."""
    for member, values in changes.items():
        if values:
            await run(session, update(MEMBERS).where(MEMBERS.c.id == member).values(dict(values)))


async def posts_by_number(session: AsyncSession, post_ids: Collection[int]) -> dict[int, Post]:
    """Return posts by their numbers, however many were asked for; the rows belong to no session."""
    columns = [POSTS.c[name] for name in Post.model_fields]
    wanted = select(*columns).where(POSTS.c.id.in_(any_of([*post_ids])))
    return {row["id"]: Post(**row) for row in (await run(session, wanted)).mappings().all()}


async def _numbered(session: AsyncSession, table: Table, values: Sequence[Row]) -> list[int]:
    """Insert rows and return their numbers in the same order."""
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    made = await run(session, statement, list(values))
    return [int(row.id) for row in made.all()]
