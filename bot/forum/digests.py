"""Digests: the best of what somebody follows since the last one, and what needs a reply."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import own_posts_anywhere
from bot.forum.anonymous.notices import sealed_for
from bot.forum.listings import question_lines
from bot.forum.pages import QuestionLine
from bot.forum.topics import Preferences
from data.belongings import memberships
from data.forums import all_forums
from data.members import get_members
from data.notices import followed_since
from data.posts import get_posts
from data.sorting import Sort, sorted_questions
from data.tables import Forum, Post, PostKind, PostState

MOST_LINES = 5
MOST_NEEDING = 3
LOOKED_AT = 20
"""So many questions that need a reply are looked at, the newest first."""
MOST_TOLD = 500


@dataclass(frozen=True, slots=True)
class DigestPart:
    """What a digest says of one forum.

    `lines` are questions in which something is new, the best first, each with how many new posts
    there are; `more` is how many others there are.
    """

    forum: Forum
    needing: tuple[QuestionLine, ...]
    lines: tuple[tuple[QuestionLine, int], ...]
    more: int


async def digest_of(
    session: AsyncSession, chosen: Preferences, since: datetime
) -> list[DigestPart]:
    """Return what is new since then, forum by forum; only forums of which there is something."""
    told = await _told(session, chosen, since)
    posts = await _visible(session, told)
    counted = Counter(post.root_id for post in posts.values())
    questions = await _visible(session, list(counted))
    answering = await _answers_in(session, chosen.user_id)
    parts = []
    for forum in await all_forums(session):
        here = [each for each in questions.values() if each.forum_id == forum.id]
        needing: list[Post] = []
        if forum.id in answering:
            needing = await _needing(session, forum.id, chosen.user_id, since)
        first = {each.number for each in needing}
        best = sorted(
            (each for each in here if each.number not in first),
            key=lambda each: (-each.hotness, each.number),
        )
        if needing or best:
            parts.append(await _part(session, forum, needing, best, counted))
    return parts


async def _part(
    session: AsyncSession,
    forum: Forum,
    needing: list[Post],
    best: list[Post],
    counted: Mapping[int, int],
) -> DigestPart:
    lines = await question_lines(session, [each.number for each in best[:MOST_LINES]])
    return DigestPart(
        forum,
        await question_lines(session, [each.number for each in needing]),
        tuple((line, counted[line.id]) for line in lines),
        more=max(0, len(best) - MOST_LINES),
    )


async def _told(session: AsyncSession, chosen: Preferences, since: datetime) -> list[int]:
    """Return the posts that somebody was told of as a follower, and has not read of yet.

    Of those neither that a DM brought, or is to bring when quiet hours end.
    """
    user_id = chosen.user_id
    found = await sealed_for(session, user_id, None)
    sealed = [
        each.post_id
        for each in found.to_see(chosen)
        if each.is_followed
        and not (each.is_read or each.is_heard or each.held_at)
        and each.created_at >= since
    ]
    named = await followed_since(
        session,
        user_id,
        since,
        known=found.known,
        unwanted=chosen.unwanted(),
        limit=MOST_TOLD,
    )
    return [*sealed, *named]


async def _answers_in(session: AsyncSession, user_id: int) -> set[int]:
    """Return the forums in which somebody answers, by name or anonymously."""
    members = {each.member_id: each.forum_id for each in await memberships(session, user_id)}
    found = await get_members(session, members)
    own = await own_posts_anywhere(session, user_id)
    answers = [each.post_id for each in own if each.kind is PostKind.ANSWER]
    by_name = {members[id_] for id_, member in found.items() if member.aposts}
    return by_name | {each.forum_id for each in (await get_posts(session, answers)).values()}


async def _needing(
    session: AsyncSession, forum_id: int, user_id: int, since: datetime
) -> list[Post]:
    found = await sorted_questions(session, forum_id, Sort.NEEDS_A_REPLY, limit=LOOKED_AT)
    posts = await get_posts(session, found)
    own = {each.post_id for each in await own_posts_anywhere(session, user_id)}
    members = {each.member_id for each in await memberships(session, user_id)}
    fresh = [
        posts[number]
        for number in found
        if number in posts
        and posts[number].created_at >= since
        and number not in own
        and posts[number].author_id not in members
    ]
    return fresh[:MOST_NEEDING]


async def _visible(session: AsyncSession, numbers: Collection[int]) -> dict[int, Post]:
    found = await get_posts(session, numbers)
    return {id_: post for id_, post in found.items() if post.state is PostState.VISIBLE}
