"""How posts hang together, as cards show it: on what, a duplicate of what, following on what."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.places import url_of
from bot.forum.summaries import Folded, Jump, Origin, Original
from data.follow_ons import follow_ons_of
from data.links import link_of, links_of
from data.posts import get_post
from data.tables import Forum, Post, PostKind, PostState

# A card links to so many of the newest; the rest is folded.
SHOWN_IN_CARD = 3


async def commented_by(session: AsyncSession, forum: Forum, post: Post) -> Jump | None:
    """Return what a comment is on."""
    parent = await get_post(session, post.parent_id or 0) if post.kind is PostKind.COMMENT else None
    if parent is None:
        return None
    return Jump(
        parent.number,
        url_of(forum, await link_of(session, parent.number)),
        parent.kind,
        is_shown=parent.state is PostState.VISIBLE,
    )


async def original_of(session: AsyncSession, forum: Forum, question: Post) -> Original | None:
    """Return the question that one is closed as a duplicate of; without a link once it is gone."""
    if question.duplicate_of is None:
        return None
    original = await get_post(session, question.duplicate_of)
    if original is None:
        return None
    title = original.title or "" if original.state is PostState.VISIBLE else ""
    link = await link_of(session, original.number)
    url = None if original.state is PostState.DELETED else url_of(forum, link)
    return Original(original.number, title, url)


async def origin_of(session: AsyncSession, forum: Forum, question: Post) -> Origin | None:
    """Return what a question follows on from; None when that is not shown, nor its question."""
    if question.kind is not PostKind.QUESTION or question.parent_id is None:
        return None
    came_from = await get_post(session, question.parent_id)
    return None if came_from is None else await as_origin(session, forum, came_from)


async def as_origin(session: AsyncSession, forum: Forum, post: Post) -> Origin | None:
    """Return a post as one that questions follow on from; None while it is not to be read.

    Its author is left out: a title and a link say enough, of anonymous ones too.
    """
    above = post if post.question_id is None else await get_post(session, post.question_id)
    if above is None or {post.state, above.state} != {PostState.VISIBLE}:
        return None
    return Origin(
        post_id=post.number,
        kind=post.kind,
        title=above.title or "",
        url=url_of(forum, await link_of(session, post.number)),
        question_id=above.number,
        category_id=above.category_id,
    )


async def folded_follow_ons(session: AsyncSession, forum: Forum, post_id: int) -> Folded:
    """Return how many questions follow on from a post, and links to the newest, in their order."""
    found = await follow_ons_of(session, post_id)
    newest = found[-SHOWN_IN_CARD:]
    links = await links_of(session, newest) if newest else {}
    jumps = tuple(
        Jump(number, url_of(forum, links.get(number)), PostKind.QUESTION) for number in newest
    )
    return Folded(len(found), jumps)
