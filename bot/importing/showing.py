"""What of the website stands in Discord already follows a newer file: in silence, card by card."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.beside import show_title_anew
from bot.forum.controls import show_state, show_where_named
from bot.forum.deliveries import arrange_thread, correct_seeds, refresh_card
from bot.forum.replacing import Text, show_text
from bot.forum.republishing import publish_again
from data.importing import posts_by_number
from data.links import links_of
from data.tables import DiscordLink, Post, PostKind, PostState


async def show_changes(session: AsyncSession, before: Mapping[int, Post], now: datetime) -> None:
    """Have posts that are something else than they were before drawn anew, and what names them."""
    after = await posts_by_number(session, before) if before else {}
    changed = [
        (before[number], post)
        for number, post in after.items()
        if _looks(before[number]) != _looks(post)
    ]
    links = await links_of(session, [post.number for _, post in changed]) if changed else {}
    beside: set[int] = set()
    for was, post in changed:
        await _show(session, was, post, links.get(post.number), now)
        beside |= _beside(was, post)
    await draw_anew(session, beside, now)


async def draw_anew(
    session: AsyncSession, post_ids: Collection[int], now: datetime, *, after_vote: bool = False
) -> None:
    """Have the cards drawn of those of these posts that have one."""
    there = await _in_discord(session, post_ids)
    for post in (await posts_by_number(session, there)).values() if there else ():
        await refresh_card(session, post, now, after_vote=after_vote)


async def answers_shown(session: AsyncSession, question_ids: Collection[int]) -> dict[int, int]:
    """Return how many answers the cards of those of these questions say that have one."""
    there = await _in_discord(session, question_ids)
    found = await posts_by_number(session, there) if there else {}
    return {number: question.answers for number, question in found.items()}


async def _in_discord(session: AsyncSession, post_ids: Collection[int]) -> list[int]:
    links = await links_of(session, post_ids) if post_ids else {}
    return [number for number, link in links.items() if link.gone_at is None]


async def _show(
    session: AsyncSession, was: Post, post: Post, link: DiscordLink | None, now: datetime
) -> None:
    """Have a post shown as it is now; of one that was never in Discord, where others name it."""
    is_shown = _is_shown(post)
    if _is_shown(was) == is_shown:
        if was.revision != post.revision and link is not None and link.gone_at is None:
            await show_text(session, was, Text(post.title, post.body), now)
        elif was.title != post.title:
            await show_title_anew(session, post, now)
    elif link is None:
        await show_where_named(session, post, now)
    else:
        if is_shown:
            await publish_again(session, post, now)
        await show_state(session, post, now, is_shown=is_shown)
    if link is None:
        return
    if was.kind is not post.kind:
        await correct_seeds(session, post, now)
    if post.kind is PostKind.QUESTION and _marks(was) != _marks(post):
        await arrange_thread(session, post, now)


def _beside(was: Post, post: Post) -> set[int]:
    """Return the posts whose cards show what changed but for the text; perhaps 0, which is none."""
    found = set[int]()
    if _is_shown(was) != _is_shown(post):
        found.add(post.root_id)
    if _marks(was) != _marks(post):
        found |= {post.number, was.best_answer_id or 0, post.best_answer_id or 0}
    if _origin(was) != _origin(post):
        found |= {post.number, post.root_id, was.parent_id or 0, post.parent_id or 0}
    return found


def _is_shown(post: Post) -> bool:
    return post.state is PostState.VISIBLE


def _looks(post: Post) -> tuple[object, ...]:
    return _is_shown(post), post.revision, *_marks(post), *_origin(post)


def _marks(post: Post) -> tuple[object, ...]:
    """Return what a card and a thread show beside the text and who wrote it."""
    closing = post.closed_at, post.close_reason, post.duplicate_of
    return post.category_id, post.best_answer_id, *closing


def _origin(post: Post) -> tuple[object, ...]:
    """Return what a card shows of what a post is, on what, and by whom."""
    return post.kind, post.parent_id, post.author_id, post.alias
