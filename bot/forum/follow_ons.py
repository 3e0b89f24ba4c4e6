"""Follow-on questions: asked because of another question or an answer, and linked both ways.

As on Question2Answer (its rules, 1): any question or answer may be followed on, closed ones too.
"""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_
from bot.forum import policy
from bot.forum.errors import ForumError, NotFound, PostGone
from bot.forum.listings import PAGE, question_lines
from bot.forum.pages import QuestionPage
from bot.forum.relations import as_origin
from bot.forum.summaries import Origin
from data.database import Database
from data.follow_ons import follow_ons_of, follow_ons_within
from data.forums import get_forum
from data.posts import get_post
from data.tables import Post, PostKind, PostState


class NoFollowOn(ForumError):
    """A question was to follow on from a comment."""

    message = N_("A related question follows on from a question or an answer.")


async def origin_to_ask(database: Database, *, forum_id: int, post_id: int) -> Origin:
    """Return the post that a new question may follow on from.

    Raises `NotFound`, `PostGone`, `NoFollowOn`.
    """
    async with database.read() as session:
        post = await followable(session, forum_id, post_id)
        origin = await as_origin(session, await get_forum(session, forum_id), post)
    if origin is None:
        raise PostGone
    return origin


async def followable(session: AsyncSession, forum_id: int, post_id: int) -> Post:
    """Return a shown question or answer of a shown question.

    Raises `NotFound`, `PostGone`, `NoFollowOn`.
    """
    post = await get_post(session, post_id)
    if post is None or post.forum_id != forum_id or post.state is PostState.QUEUED:
        raise NotFound
    question = post if post.question_id is None else await get_post(session, post.question_id)
    if question is None or not policy.is_shown(post, question):
        raise policy.gone(post, question)
    if post.kind is PostKind.COMMENT:
        raise NoFollowOn
    return post


async def read_follow_ons(
    database: Database, *, forum_id: int, post_id: int, page: int = 0
) -> QuestionPage:
    """Return a page of the questions that follow on from a post, the newest first.

    Of a question also those that follow on from what is beneath it. Raises `NotFound`, `PostGone`.
    """
    async with database.read() as session:
        post = await get_post(session, post_id)
        if post is None or post.forum_id != forum_id or post.state is PostState.QUEUED:
            raise NotFound
        if post.state is not PostState.VISIBLE:
            raise policy.gone(post)
        of_post = follow_ons_within if post.kind is PostKind.QUESTION else follow_ons_of
        found = (await of_post(session, post_id))[::-1]
        page = min(page, max(0, len(found) - 1) // PAGE)
        wanted = found[page * PAGE : (page + 1) * PAGE]
        lines = await question_lines(session, wanted)
    return QuestionPage(lines, page, has_more=len(found) > (page + 1) * PAGE)
