"""Profiles: what somebody did by name. Nothing anonymous is in them, nor a sign of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import own_posts
from bot.forum.places import url_of
from bot.forum.titles import title_of
from data.authored import newest_by
from data.database import Database
from data.forums import get_forum
from data.links import links_of
from data.members import member_of_discord
from data.posts import get_posts
from data.ranks import count_above
from data.tables import DiscordLink, Forum, Post, PostKind, PostState

PAGE = 6
LATEST = 3


@dataclass(frozen=True, slots=True)
class LatestPost:
    """A post that somebody wrote by name, with its question's title."""

    post_id: int
    kind: PostKind
    title: str
    at: datetime
    url: str | None
    forum_name: str | None = None
    """Where it stands in a profile that is read outside of the forum's server."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A member's points and counts; votes as up and down.

    `rank` is None for who never posted by name: nobody else sees their profile either.
    """

    points: int
    rank: int | None
    title: str | None
    questions: int
    answers: int
    comments: int
    best_received: int
    best_chosen: int
    given: tuple[int, int]
    received: tuple[int, int]
    since: datetime
    latest: tuple[LatestPost, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnLine:
    """An anonymous post, as its author sees it in their list."""

    post_id: int
    kind: PostKind
    state: PostState
    title: str | None
    """The question's title; None while a moderator hides somebody's question."""
    alias: str
    at: datetime
    url: str | None
    forum_name: str | None = None
    """Where a list is read outside of the forum's server."""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of one's anonymous posts; `number` counts from 0."""

    lines: tuple[OwnLine, ...]
    number: int
    has_more: bool


async def profile_of(
    database: Database, *, forum_id: int, user_id: int, is_own: bool
) -> Profile | None:
    """Return somebody's profile; None for who never posted by name, whatever else they did.

    One's own is there as soon as one voted.
    """
    async with database.read() as session:
        member = await member_of_discord(session, forum_id, user_id)
        if member is None or (member.name is None and not is_own):
            return None
        forum = await get_forum(session, forum_id)
        rank = None
        if member.name is not None:
            rank = 1 + await count_above(session, forum_id, member.points)
        latest = await _latest(session, forum, member.id or 0)
    return Profile(
        points=member.points,
        rank=rank,
        title=title_of(member.points, forum.titles_by_points),
        questions=member.qposts,
        answers=member.aposts,
        comments=member.cposts,
        best_received=member.aselecteds,
        best_chosen=member.aselects,
        given=(
            member.qupvotes + member.aupvotes + member.cupvotes,
            member.qdownvotes + member.adownvotes + member.cdownvotes,
        ),
        received=(member.upvoteds, member.downvoteds),
        since=member.created_at,
        latest=latest,
    )


async def _latest(session: AsyncSession, forum: Forum, member_id: int) -> tuple[LatestPost, ...]:
    written = await get_posts(session, await newest_by(session, member_id, limit=LATEST))
    newest = sorted(written.values(), key=lambda each: (each.created_at, each.number))[-LATEST:]
    questions = await get_posts(session, {each.root_id for each in newest})
    links = await links_of(session, [each.number for each in newest])
    return tuple(
        LatestPost(
            post_id=each.number,
            kind=each.kind,
            title=questions[each.root_id].title or "",
            at=each.created_at,
            url=url_of(forum, links.get(each.number)),
        )
        for each in reversed(newest)
    )


async def own_anonymous(
    database: Database,
    *,
    forum_ids: Sequence[int],
    user_id: int,
    page: int,
    is_named: bool = False,
) -> OwnPage:
    """Return a page of one's own anonymous posts in these forums, each with its forum's if named.

    The newest come first; beyond the end it is the last page.
    """
    async with database.read() as session:
        forums = {each: await get_forum(session, each) for each in forum_ids}
        own = [
            (post, forum)
            for number, forum in forums.items()
            for post in await own_posts(session, number, user_id)
        ]
        if len(forums) > 1:
            own.sort(key=lambda each: each[0].post_id)
        page = min(page, max(0, len(own) - 1) // PAGE)
        shown = own[::-1][page * PAGE : (page + 1) * PAGE]
        numbers = {each.post_id for each, _ in shown} | {each.question_id for each, _ in shown}
        posts = await get_posts(session, numbers)
        links = await links_of(session, [each.post_id for each, _ in shown])
    lines = [
        _line(forum, posts[each.post_id], posts[each.question_id], links.get(each.post_id))
        for each, forum in shown
        if each.post_id in posts and each.question_id in posts
    ]
    if is_named:
        names = {each.post_id: forum.name for each, forum in shown}
        lines = [replace(each, forum_name=names[each.post_id]) for each in lines]
    return OwnPage(tuple(lines), page, has_more=len(own) > (page + 1) * PAGE)


def _line(forum: Forum, post: Post, question: Post, link: DiscordLink | None) -> OwnLine:
    is_secret = question.state is PostState.HIDDEN and post is not question
    return OwnLine(
        post_id=post.number,
        kind=post.kind,
        state=post.state,
        title=None if is_secret else question.title or "",
        alias=post.alias or "",
        at=post.created_at,
        url=url_of(forum, link),
    )
