"""Taking a post's text away for good: what it said, what it said before, its tags, its votes."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import hotness
from bot.forum.anonymous.authors import own_in, sealed_author
from bot.forum.beside import show_beneath_anew, show_on_parent, show_origin_anew, show_title_anew
from bot.forum.best_answers import deselect
from bot.forum.deliveries import redraw_messages, refresh_card, remove_message
from bot.forum.identity import sealer_of
from bot.forum.people import recount
from data.anonymity import forget_authors
from data.follows import forget_question
from data.forgetting import delete_marked
from data.forums import get_forum
from data.posts import add_answers, get_post, update_post
from data.revisions import delete_revisions
from data.tables import HIDDEN_BEFORE, Post, PostKind, PostState
from data.tagging import remove_tags
from data.votes import delete_votes, votes_on


async def remove(session: AsyncSession, post: Post, now: datetime, *, by: int | None) -> None:
    """Delete a post in any state but deleted, as its author does; `by` is None when anonymous.

    An anonymous author's index still lists it: rows that change together would link them.
    """
    number, was_visible = post.number, post.state is PostState.VISIBLE
    author = sealed_author(session, post)
    await forget_authors(session, [number])
    if author is not None:
        await _forget_notices(session, post, author.user_id)
    await delete_revisions(session, number)
    await remove_tags(session, number)
    await update_post(
        session,
        number,
        state=PostState.DELETED,
        state_by=by,
        state_at=now,
        state_reason=HIDDEN_BEFORE if post.covers else None,
        alias=None,
        former_alias=None,
        title="" if post.kind is PostKind.QUESTION else None,
        body="",
    )
    await deselect(session, post, now)
    await _withdraw_votes(session, post, now)
    question = None if post.question_id is None else await get_post(session, post.question_id)
    if was_visible and post.kind is PostKind.ANSWER and question is not None:
        await add_answers(session, question.number, -1)
        await hotness.refresh(session, [question.number])
        await refresh_card(session, question, now)
    if post.kind is not PostKind.ANSWER:
        await show_on_parent(session, post, now)
    await remove_message(session, post, now)
    await redraw_messages(session, post, now)
    if post.kind is PostKind.QUESTION:
        await show_beneath_anew(session, post, now, is_shown=False)
        await show_title_anew(session, post, now)
        await forget_question(session, number)
    else:
        await show_origin_anew(session, post, now)
    for above in {post.parent_id, post.question_id} - {None}:
        stood = await get_post(session, above or 0)
        if stood is not None and stood.state is PostState.DELETED:
            # It stayed for the sake of what was beneath it.
            await remove_message(session, stood, now)


async def _forget_notices(session: AsyncSession, post: Post, user_id: int) -> None:
    """Delete what somebody was told of as the author of posts of which this was the last."""
    if not await own_in(session, post.root_id, user_id):
        marks = sealer_of(session).marks("inbox", user_id, post.root_id)
        await delete_marked(session, marks)


async def _withdraw_votes(session: AsyncSession, post: Post, now: datetime) -> None:
    votes = await votes_on(session, post.number)
    await delete_votes(session, [(vote.post_id, vote.member_id) for vote in votes])
    await update_post(session, post.number, up=0, down=0)
    touched = {vote.member_id for vote in votes} | ({post.author_id} if post.author_id else set())
    await recount(session, await get_forum(session, post.forum_id), touched, now)
