"""Carrying out what people chose to have erased: in small transactions, each of which can be last.

What is done is never done again, so a crash at any point costs nothing: the next pass goes on
with what is left.
"""

import logging
from collections.abc import AsyncIterator, Collection
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.anonymous.follows import forget_follower
from bot.forum.anonymous.preferences import forget_preferences
from bot.forum.deliveries import take_off_card
from bot.forum.drafts import own_marks
from bot.forum.identity import WrongKey
from bot.forum.people import recount
from bot.forum.privacy.erasures import Erasure, drop, find, opened, save
from bot.forum.privacy.ignoring import ignore
from bot.forum.privacy.pauses import counted_from, leave_out_pause
from bot.forum.privacy.removing import remove
from bot.forum.votes import Wish, settle
from data.belongings import Membership, memberships, posts_naming, texts_of, votes_by
from data.database import Database
from data.erasing import erasures_after
from data.forgetting import (
    delete_account,
    delete_lonely_accounts,
    delete_member,
    delete_messages_to,
    delete_reactions_by,
    take_names_off,
)
from data.forums import all_forums, get_forum
from data.posts import get_post, get_posts
from data.tables import Post, PostKind, PostState

log = logging.getLogger(__name__)

WISHES_AT_ONCE = 100
TEXTS_AT_ONCE = 20
NAMES_AT_ONCE = 50
VOTES_AT_ONCE = 100
CHOICES_KEPT_FOR = timedelta(hours=24)


async def carry_out(database: Database, *, now: datetime) -> None:
    """Do what is due of everybody's wishes; one that fails is tried again in the next pass."""
    await leave_out_pause(database, now=now)
    async for wish in _wishes(database):
        try:
            await carry_out_wish(database, wish, now=now)
        except Exception as error:  # noqa: BLE001  # whatever it is, the others go on
            log.warning("can't erase what is due, trying again: %s", type(error).__name__)


async def _wishes(database: Database) -> AsyncIterator[Erasure]:
    mark: bytes | None = None
    while True:
        async with database.read() as session:
            rows = await erasures_after(session, mark, limit=WISHES_AT_ONCE)
            found = [_opened(session, *row) for row in rows]
        for wish in found:
            if wish is not None:
                yield wish
        if len(rows) < WISHES_AT_ONCE:
            return
        mark = rows[-1][0]


def _opened(session: AsyncSession, mark: bytes, sealed: bytes) -> Erasure | None:
    """Open a wish; None for one that was sealed with a key that is lost."""
    try:
        return opened(session, mark, sealed)
    except WrongKey:
        log.warning("can't open a wish to be erased: its key is not at hand")
        return None


async def carry_out_wish(database: Database, wish: Erasure, *, now: datetime) -> None:
    """Do what is due of one wish; no anonymous text goes together with the names."""
    if wish.is_pending and wish.due_at is not None and wish.due_at <= now:
        await _erase_as_wished(database, wish, now=now)
        return
    for post_id, at in wish.going.items():
        if at <= now:
            await remove_anonymous(database, user_id=wish.user_id, post_id=post_id, now=now)
    if _is_over(wish, now):
        await _forget(database, wish)


def _is_over(wish: Erasure, now: datetime) -> bool:
    """Tell whether a wish is nothing any more, at a time that says nothing about its posts."""
    if wish.ends_at is None:
        return max(wish.chosen_at + CHOICES_KEPT_FOR, wish.kept_until or wish.chosen_at) <= now
    return wish.is_done and wish.ends_at <= now


async def _forget(database: Database, wish: Erasure) -> None:
    async with database.write() as session:
        posts = (await get_posts(session, list(wish.going))).values()
        if not any(_is_still_to_go(post) for post in posts):
            await drop(session, wish.user_id)


def _is_still_to_go(post: Post) -> bool:
    """Tell whether a post has its text and its alias: its author may have named it meanwhile."""
    return post.state is not PostState.DELETED and post.alias is not None


async def _erase_as_wished(database: Database, wish: Erasure, *, now: datetime) -> None:
    """Erase somebody as long as they wish it; what they take back meanwhile stays."""
    await erase(database, user_id=wish.user_id, removes=wish.removes, now=now, is_wished=True)
    async with database.write() as session:
        current = await find(session, wish.user_id)
        if current is not None and current.is_pending:
            await save(session, counted_from(current, now))


async def _is_wished(session: AsyncSession, user_id: int) -> bool:
    wish = await find(session, user_id)
    return wish is not None and wish.is_pending


async def erase(
    database: Database,
    *,
    user_id: int,
    removes: Collection[PostKind],
    now: datetime,
    is_wished: bool = False,
) -> None:
    """Erase somebody from every forum, but for what they wrote anonymously.

    `is_wished`: only as long as their own wish stands.
    """
    async with database.read() as session:
        found = await memberships(session, user_id)
    for membership in found:
        await erase_member(
            database, membership, user_id=user_id, removes=removes, now=now, is_wished=is_wished
        )
    await _forget_follows(database, user_id, is_wished=is_wished)
    async with database.write() as session:
        if not is_wished or await _is_wished(session, user_id):
            await forget_preferences(session, user_id, has_last_turn=True)
    async with database.write() as session:
        if not is_wished or await _is_wished(session, user_id):
            await delete_account(session, user_id, await own_marks(session, user_id))


async def _forget_follows(database: Database, user_id: int, *, is_wished: bool) -> None:
    """Forget which questions somebody follows: of members and of others, apart from all else."""
    async with database.read() as session:
        forums = [forum.id or 0 for forum in await all_forums(session)]
    for forum_id in forums:
        async with database.write() as session:
            if not is_wished or await _is_wished(session, user_id):
                await forget_follower(session, forum_id, user_id)


async def erase_member(
    database: Database,
    membership: Membership,
    *,
    user_id: int,
    removes: Collection[PostKind],
    now: datetime,
    is_wished: bool = False,
) -> None:
    """Erase somebody from one forum; texts of other kinds than these stay without an author.

    Their settings go with the last forum that they are a member of. `is_wished`: only as long as
    their own wish stands.
    """
    is_left = True
    while is_left:
        async with database.write() as session:
            if is_wished and not await _is_wished(session, user_id):
                return
            is_left = await _step(session, membership, user_id, removes, now)
            if not is_left:
                # Not after it: nobody would look for them again.
                await delete_lonely_accounts(session, [user_id])


async def _step(
    session: AsyncSession,
    membership: Membership,
    user_id: int,
    removes: Collection[PostKind],
    now: datetime,
) -> bool:
    """Erase a bounded part of what is left; tell whether anything may be left after it."""
    forum_id, member_id = membership
    texts = await texts_of(session, member_id, list(removes), limit=TEXTS_AT_ONCE)
    if texts:
        for post in texts:
            await remove(session, post, now, by=member_id)
        return True
    if await _withdraw_votes(session, forum_id, member_id, now):
        return True
    if await _take_names_off(session, member_id, now):
        return True
    if await delete_reactions_by(session, user_id, forum_id):
        # Whoever left no thumb needs no mark that theirs don't count.
        await ignore(session, forum_id, user_id)
    await delete_messages_to(session, user_id, forum_id)
    await delete_member(session, member_id)
    await recount(session, await get_forum(session, forum_id), [member_id], now)
    return False


async def _withdraw_votes(
    session: AsyncSession, forum_id: int, member_id: int, now: datetime
) -> bool:
    """Withdraw a part of a member's votes, and settle what others earned by them."""
    cast = {
        (vote.post_id, vote.member_id): vote
        for vote in await votes_by(session, member_id, limit=VOTES_AT_ONCE)
    }
    posts = await get_posts(session, [post_id for post_id, _ in cast])
    wishes = {key: Wish(0, vote.source) for key, vote in cast.items()}
    await settle(session, await get_forum(session, forum_id), wishes, posts, cast, now)
    return bool(cast)


async def _take_names_off(session: AsyncSession, member_id: int, now: datetime) -> bool:
    """Leave a part of the posts that name a member without them, and have their cards drawn."""
    posts = await posts_naming(session, member_id, limit=NAMES_AT_ONCE)
    await take_names_off(session, member_id, [post.number for post in posts])
    questions = await get_posts(session, {post.root_id for post in posts})
    for post in {each.number: each for each in [*posts, *questions.values()]}.values():
        if post.state is PostState.VISIBLE:
            await take_off_card(session, post, now)
    return bool(posts)


async def remove_anonymous(
    database: Database, *, user_id: int, post_id: int, now: datetime
) -> None:
    """Take an anonymous post's text away, and what only told its author of it.

    One that they took out of anonymity, or ticked no more, or that is gone, is left alone.
    """
    async with database.write() as session:
        post, wish = await get_post(session, post_id), await find(session, user_id)
        if post is None or not _is_still_to_go(post) or wish is None or post_id not in wish.going:
            return
        await remove(session, post, now, by=None)
