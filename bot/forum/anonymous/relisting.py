"""Lists that went with a lost key, made anew from what still opens: own posts, followed questions.

A rotation that was interrupted leaves posts with one key and the lists of their authors with
another. Without its list a post is in no export, counts for no limit and can't be erased.
"""

import contextlib
from collections import defaultdict

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.authors import OwnPost, fill_up, list_again, sealed_author
from bot.forum.anonymous.followed import Followed
from bot.forum.anonymous.follows import list_again_followed, opened_follow
from bot.forum.anonymous.lost_lists import forget_lost_lists, rows_before
from bot.forum.anonymous.rotation import rotate
from bot.forum.identity import WrongKey, sealer_of
from data.anonymity import has_signed, signed_after
from data.database import Database
from data.follows import question_follows_after
from data.posts import get_posts

# Of each, the lists of a dozen or two people are sealed anew.
ROWS_AT_ONCE = 100

Owner = tuple[int, int]
"""A forum, and a Discord user whose list is of it."""


async def list_anew(database: Database) -> None:
    """List what lists lack, some at a time; it may end at any point and be begun again.

    First whatever still opens gets the present key's mark: what was sealed anew amid the rotation
    under a mark of the lost key is found by nothing, and would become somebody's second list.
    Nobody else may write meanwhile. Raises `KeyNotNoted`.
    """
    async with database.read() as session:
        sealer = sealer_of(session)
    async for _ in rotate(database, sealer):
        pass
    last: int | None = 0
    while last is not None:
        async with database.write() as session:
            last = await _list_posts(session, last)
    mark: bytes | None = b""
    while mark is not None:
        async with database.write() as session:
            mark = await _list_follows(session, mark)
    async with database.write() as session:
        await forget_lost_lists(session)


async def _list_posts(session: AsyncSession, last: int) -> int | None:
    """List the next posts after one, and return the last of them.

    None when there are no more: then each forum has as many rows as before, in the same
    transaction, so that it can't be seen how many of those that were lost were somebody's.
    """
    posts = await signed_after(session, last, limit=ROWS_AT_ONCE)
    found: dict[Owner, list[OwnPost]] = defaultdict(list)
    for post in posts:
        with contextlib.suppress(WrongKey):  # it is damaged, and nobody's any more
            author = sealed_author(session, post)
            if author is not None:
                own = OwnPost(post.number, post.root_id, post.kind, post.created_at)
                found[post.forum_id, author.user_id].append(own)
    for (forum_id, user_id), own_posts in found.items():
        await list_again(session, forum_id, user_id, own_posts)
    if len(posts) == ROWS_AT_ONCE:
        return posts[-1].number
    for forum_id, rows in await rows_before(session):
        if await has_signed(session, forum_id):
            await fill_up(session, forum_id, rows)
    return None


async def _list_follows(session: AsyncSession, last: bytes) -> bytes | None:
    """Do the same with who follows which question, by mark.

    Nobody knows any more since when: no earlier than it was asked.
    """
    rows = await question_follows_after(session, last, limit=ROWS_AT_ONCE)
    questions = await get_posts(session, {row.question_id for row in rows})
    found: dict[Owner, list[Followed]] = defaultdict(list)
    for row in rows:
        with contextlib.suppress(WrongKey):
            follower = opened_follow(session, row.mark, row.sealed)
            question = questions[row.question_id]
            followed = Followed(row.question_id, is_on=True, at=question.created_at)
            found[question.forum_id, follower.user_id].append(followed)
    for (forum_id, user_id), followed_questions in found.items():
        await list_again_followed(session, forum_id, user_id, followed_questions)
    return rows[-1].mark if rows else None
