"""What of the website stands in Discord already follows a newer file: in silence, card by card."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.controls import show_state
from bot.forum.deliveries import arrange_thread, refresh_card
from bot.forum.replacing import Text, show_text
from data.importing import posts_by_number
from data.links import links_of
from data.tables import Post, PostKind, PostState

SHOWN_OR_HIDDEN = {PostState.VISIBLE, PostState.HIDDEN}


async def show_changes(session: AsyncSession, before: Mapping[int, Post], now: datetime) -> None:
    """Have posts that are something else than they were before drawn anew where they stand."""
    there = await _in_discord(session, before)
    after = await posts_by_number(session, there) if there else {}
    for number, post in after.items():
        was = before[number]
        if was.state is not post.state and {was.state, post.state} <= SHOWN_OR_HIDDEN:
            is_shown = post.state is PostState.VISIBLE
            await show_state(session, post, now, is_shown=is_shown)
        elif was.revision != post.revision:
            await show_text(session, was, Text(post.title, post.body), now)
        elif _marks(was) != _marks(post):
            await refresh_card(session, post, now)
        if post.kind is PostKind.QUESTION and _marks(was) != _marks(post):
            await arrange_thread(session, post, now)
            await _show_best(session, was, post, now)


async def show_votes(session: AsyncSession, post_ids: Collection[int], now: datetime) -> None:
    """Have the scores of these posts drawn where they stand."""
    there = await _in_discord(session, post_ids)
    for post in (await posts_by_number(session, there)).values() if there else ():
        await refresh_card(session, post, now, after_vote=True)


async def _in_discord(session: AsyncSession, post_ids: Collection[int]) -> list[int]:
    links = await links_of(session, post_ids)
    return [number for number, link in links.items() if link.gone_at is None]


async def _show_best(session: AsyncSession, was: Post, question: Post, now: datetime) -> None:
    if was.best_answer_id == question.best_answer_id:
        return
    both = [each for each in (was.best_answer_id, question.best_answer_id) if each is not None]
    there = await _in_discord(session, both)
    for answer in (await posts_by_number(session, there)).values():
        await refresh_card(session, answer, now)


def _marks(post: Post) -> tuple[object, ...]:
    """Return what a card and a thread show beside the text and who wrote it."""
    closing = post.closed_at, post.close_reason, post.duplicate_of
    return post.category_id, post.best_answer_id, *closing
