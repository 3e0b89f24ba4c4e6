"""What a line of a list shows of a question, in one statement: it, its categories, its message."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from data.columns import among, as_json, table_of
from data.moments import in_utc
from data.plain import plain, sql_of
from data.tables import Category, DiscordLink, Forum, PostKind
from data.tables.posts import LISTED, POSTS

CATEGORY_LEVELS = 4  # Question2Answer's
FORUMS, LINKS = table_of(Forum), table_of(DiscordLink)
PATH = [table_of(Category).alias(f"level_{level}") for level in range(CATEGORY_LEVELS)]


class Message(NamedTuple):
    """Which message in Discord a post is, if it is one; the forum may have lost its server."""

    guild_id: int | None
    channel_id: int | None
    message_id: int | None
    is_gone: bool


class Listed(NamedTuple):
    """A visible question as a line shows it; `path` has its categories' names, the widest first."""

    id: int
    title: str
    score: int
    answers: int
    views: int
    is_closed: bool
    is_spoiler: bool
    best_answer_id: int | None
    created_at: datetime
    path: tuple[str, ...]
    message: Message


class Part(NamedTuple):
    """A visible post that a line leads to: the question, or an answer or a comment beneath it."""

    id: int
    kind: PostKind
    body: str
    is_spoiler: bool
    message: Message


MESSAGE = (
    FORUMS.c.guild_id,
    LINKS.c.channel_id,
    LINKS.c.message_id,
    LINKS.c.gone_at.is_not(None).label("is_gone"),
)
ITS_MESSAGE = POSTS.join(FORUMS, FORUMS.c.id == POSTS.c.forum_id).outerjoin(
    LINKS, LINKS.c.post_id == POSTS.c.id
)
WANTED = POSTS.c.id.in_(among("wanted"))


def _up_from(
    there: FromClause, category: ColumnElement[int], path: Sequence[FromClause]
) -> FromClause:
    """Return tables joined with a category and those above it."""
    for level in path:
        there = there.outerjoin(level, level.c.id == category)
        category = level.c.parent_id
    return there


def _lines() -> Select[*tuple[object, ...]]:
    there = _up_from(ITS_MESSAGE, POSTS.c.category_id, PATH)
    columns = (
        POSTS.c.id,
        POSTS.c.title,
        POSTS.c.up - POSTS.c.down,
        POSTS.c.answers,
        POSTS.c.views,
        POSTS.c.closed_at.is_not(None),
        POSTS.c.is_spoiler,
        POSTS.c.best_answer_id,
        POSTS.c.created_at,
    )
    names = [level.c.name.label(level.name) for level in PATH]
    return select(*columns, *names, *MESSAGE).select_from(there).where(WANTED, LISTED)


# Built once: to build and key a statement anew costs more than SQLite takes to answer it.
LINES = sql_of(_lines())
PATH_UP = sql_of(
    select(*(level.c.name.label(level.name) for level in PATH))
    .select_from(_up_from(PATH[0], PATH[0].c.parent_id, PATH[1:]))
    .where(PATH[0].c.id == bindparam("of_category"))
)
PARTS = sql_of(
    select(POSTS.c.id, POSTS.c.kind, POSTS.c.body, POSTS.c.is_spoiler, *MESSAGE)
    .select_from(ITS_MESSAGE)
    .where(WANTED, text("state = 'visible'"))
)
KINDS = {kind.value: kind for kind in PostKind}


async def listed(session: AsyncSession, question_ids: Collection[int]) -> dict[int, Listed]:
    """Return what lines show of questions, by number; those that nobody sees are left out."""
    found = await plain(session, LINES, {"wanted": as_json(question_ids)})
    return {
        id_: Listed(
            id_,
            title,
            score,
            answers,
            views,
            is_closed=bool(is_closed),
            is_spoiler=bool(is_spoiler),
            best_answer_id=best,
            created_at=in_utc(datetime.fromisoformat(created_at)),
            path=_downwards(rest[:CATEGORY_LEVELS]),
            message=_message(*rest[CATEGORY_LEVELS:]),
        )
        for (
            id_,
            title,
            score,
            answers,
            views,
            is_closed,
            is_spoiler,
            best,
            created_at,
            *rest,
        ) in found
    }


async def path_of(session: AsyncSession, category_id: int) -> tuple[str, ...]:
    """Return the names of a category and of those above it, the widest first."""
    found = await plain(session, PATH_UP, {"of_category": category_id})
    return _downwards(found[0]) if found else ()


def _downwards(names: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(name for name in reversed(names) if name is not None)


async def parts_of(session: AsyncSession, post_ids: Collection[int]) -> dict[int, Part]:
    """Return what lines lead to, by number; those that nobody sees are left out."""
    found = await plain(session, PARTS, {"wanted": as_json(post_ids)})
    return {
        id_: Part(id_, KINDS[kind], body, bool(is_spoiler), _message(*place))
        for id_, kind, body, is_spoiler, *place in found
    }


def _message(
    guild_id: int | None, channel_id: int | None, message_id: int | None, is_gone: int
) -> Message:
    return Message(guild_id, channel_id, message_id, is_gone=bool(is_gone))
