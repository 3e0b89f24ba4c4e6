"""Voting: one vote a person and post; the newest act wins."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import hotness, points, policy
from bot.forum.deliveries import refresh_card
from bot.forum.errors import NotVotable, OwnPost
from bot.forum.people import credit, unnamed_member
from bot.forum.reaching import reachable
from bot.forum.summaries import Actor
from data.database import Database
from data.forums import get_forum
from data.posts import get_posts
from data.tables import Forum, Post, PostKind, VoteSource
from data.votes import Cast, add_to_counts, delete_votes, save_votes, votes_at


@dataclass(frozen=True, slots=True)
class Wish:
    """What a member wants their vote on a post to be: 1, -1, or 0 for none."""

    value: int
    source: VoteSource


async def vote(
    database: Database, *, forum_id: int, post_id: int, actor: Actor, value: int, now: datetime
) -> int:
    """Cast a private vote, or take it away when it is the same again; return what it is now.

    Raises `NotFound`, `PostGone`, `OwnPost`, `NotVotable`.
    """
    async with database.write() as session:
        forum = await get_forum(session, forum_id)
        post = await reachable(session, forum_id, post_id)
        if post.kind is PostKind.COMMENT:
            raise NotVotable
        member_id = await unnamed_member(session, forum, actor, now)
        if not policy.may_vote(post, member_id):
            raise OwnPost
        cast = await votes_at(session, [(post_id, member_id)])
        present = cast[post_id, member_id].value if cast else 0
        wanted = 0 if present == value else value
        wishes = {(post_id, member_id): Wish(wanted, VoteSource.BUTTON)}
        await settle(session, forum, wishes, {post_id: post}, cast, now)
    return wanted


async def settle(
    session: AsyncSession,
    forum: Forum,
    wishes: Mapping[tuple[int, int], Wish],
    posts: Mapping[int, Post],
    cast: Mapping[tuple[int, int], Cast],
    now: datetime,
) -> None:
    """Make votes what is wished for, and every count that depends on them.

    `wishes` and `cast` are by (post, member); `cast` holds the present votes of all wishes.
    """
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    given: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    saved, withdrawn = [], []
    for (post_id, member_id), wish in wishes.items():
        present = cast.get((post_id, member_id))
        before = present.value if present else 0
        if wish.value == 0 and present is not None:
            withdrawn.append((post_id, member_id))
        elif wish.value != 0 and (before != wish.value or _changes_source(present, wish)):
            saved.append(
                Cast(
                    post_id=post_id,
                    member_id=member_id,
                    value=wish.value,
                    source=wish.source,
                    cast_at=now,
                )
            )
        _count(counts[post_id], given[member_id], posts[post_id].kind, before, wish.value)
    await save_votes(session, saved)
    await delete_votes(session, withdrawn)
    changed = {id_: (up, down) for id_, (up, down) in counts.items() if up or down}
    await add_to_counts(session, changed)
    await hotness.refresh(session, [id_ for id_ in changed if posts[id_].kind is PostKind.QUESTION])
    _receive(given, forum, {id_: posts[id_] for id_ in changed}, changed)
    await credit(session, forum, given, now)
    await _refresh(session, posts, changed, now)


def _changes_source(present: Cast | None, wish: Wish) -> bool:
    return present is not None and present.source is not wish.source


def _count(count: list[int], given: dict[str, int], kind: PostKind, before: int, now: int) -> None:
    for value, by in ((before, -1), (now, 1)):
        if value:
            count[0 if value > 0 else 1] += by
            given[points.column(kind, "upvotes" if value > 0 else "downvotes")] += by


def _receive(
    given: dict[int, dict[str, int]],
    forum: Forum,
    posts: Mapping[int, Post],
    changed: Mapping[int, tuple[int, int]],
) -> None:
    for post_id, (up, down) in changed.items():
        post = posts[post_id]
        if post.author_id is None:
            continue
        earned = given[post.author_id]
        before = points.voted(post.kind, post.up, post.down, forum)
        after = points.voted(post.kind, post.up + up, post.down + down, forum)
        name = points.column(post.kind, "voteds")
        earned[name] = earned.get(name, 0) + after - before
        earned["upvoteds"] = earned.get("upvoteds", 0) + up
        earned["downvoteds"] = earned.get("downvoteds", 0) + down


async def _refresh(
    session: AsyncSession, posts: Mapping[int, Post], changed: Mapping[int, object], now: datetime
) -> None:
    """Draw the cards that show a changed score: the post's, and its question's best line."""
    roots = {posts[id_].root_id for id_ in changed} - set(posts)
    shown = {**posts, **(await get_posts(session, roots) if roots else {})}
    for id_ in {*changed, *(posts[each].root_id for each in changed)}:
        await refresh_card(session, shown[id_], now, after_vote=True)
