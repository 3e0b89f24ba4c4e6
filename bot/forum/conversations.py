"""What was said beneath a post, read: how many comments it has, pages of them and of answers."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.bylines import author_of, authors_of
from bot.forum.pages import AnswerLine, AnswerPage, CommentLine, CommentPage
from bot.forum.places import url_of
from bot.forum.relations import SHOWN_IN_CARD
from bot.forum.summaries import Folded, Jump
from data.comments import comments_on, count_comments, newest_comments
from data.database import Database
from data.forums import get_forum
from data.links import links_of
from data.posts import answers_of, get_post
from data.tables import Forum, PostKind

PAGE = 5


async def folded(session: AsyncSession, forum: Forum, post_id: int) -> Folded:
    """Return how many comments a post has, and links to the newest, in their order."""
    count = await count_comments(session, post_id)
    if not count:
        return Folded()
    newest = (await newest_comments(session, post_id, limit=SHOWN_IN_CARD))[::-1]
    links = await links_of(session, newest)
    jumps = tuple(Jump(number, url_of(forum, links.get(number))) for number in newest)
    return Folded(count, jumps)


async def read_comments(
    database: Database, *, post_id: int, page: int | None, is_moderator: bool = False
) -> CommentPage:
    """Return a page of the comments on a post, the oldest first; without a page, the last one.

    What is on a hidden post, or of a hidden question, only moderators read: raises `PostGone`.
    """
    async with database.read() as session:
        post = await get_post(session, post_id)
        question = None if post is None else await get_post(session, post.root_id)
        if post is None or question is None or post.kind is PostKind.COMMENT:
            return CommentPage((), 0, has_more=False)
        if not policy.may_read_beneath(post, question, is_moderator=is_moderator):
            raise policy.gone(post, question)
        forum = await get_forum(session, post.forum_id)
        found = await comments_on(session, post_id)
        last = max(0, len(found) - 1) // PAGE
        page = last if page is None else min(page, last)
        shown = found[page * PAGE : (page + 1) * PAGE]
        people = await authors_of(session, shown)
        links = await links_of(session, [each.number for each in shown])
    lines = tuple(
        CommentLine(
            post_id=each.number,
            body=each.body,
            author=author_of(each, people),
            created_at=each.created_at,
            url=url_of(forum, links.get(each.number)),
            is_spoiler=each.is_spoiler,
        )
        for each in shown
    )
    return CommentPage(lines, page, has_more=page < last)


async def read_answers(
    database: Database, *, question_id: int, page: int, is_moderator: bool = False
) -> AnswerPage:
    """Return a page of a question's visible answers, the best one first, then those of most votes.

    The last one when `page` is beyond it. Those of a hidden question only moderators read: raises
    `PostGone`.
    """
    async with database.read() as session:
        question = await get_post(session, question_id)
        if question is None or question.kind is not PostKind.QUESTION:
            return AnswerPage((), 0, has_more=False)
        if not policy.may_read_beneath(question, question, is_moderator=is_moderator):
            raise policy.gone(question)
        forum = await get_forum(session, question.forum_id)
        page = min(page, max(0, question.answers - 1) // PAGE)
        found = await answers_of(session, question, offset=page * PAGE, limit=PAGE + 1)
        shown = found[:PAGE]
        people = await authors_of(session, shown)
        links = await links_of(session, [each.number for each in shown])
        comments = {each.number: await count_comments(session, each.number) for each in shown}
    lines = tuple(
        AnswerLine(
            post_id=each.number,
            body=each.body,
            score=each.score,
            author=author_of(each, people),
            created_at=each.created_at,
            url=url_of(forum, links.get(each.number)),
            comments=comments[each.number],
            is_best=each.number == question.best_answer_id,
            is_spoiler=each.is_spoiler,
        )
        for each in shown
    )
    return AnswerPage(lines, page, has_more=len(found) > PAGE)
