"""Reading what a card shows, and finding the post that somebody means."""

import re
from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import category_tree as tree
from bot.forum import policy
from bot.forum.answers import open_question
from bot.forum.bylines import author_of, authors_of, editor_of
from bot.forum.conversations import folded
from bot.forum.errors import NoPostShown, NoQuestionHere, NotFound
from bot.forum.finding.titles import question_titled
from bot.forum.forums import is_in_discord, summary
from bot.forum.places import place_of
from bot.forum.relations import commented_by, folded_follow_ons, origin_of, original_of
from bot.forum.repeats import refuse_another
from bot.forum.summaries import (
    Author,
    BestLine,
    Card,
    ForumSummary,
)
from data.database import Database
from data.forums import get_forum
from data.links import answers_without_message, links_of, post_of_message, question_of_thread
from data.listed import path_of
from data.numbers import as_number
from data.posts import answers_of, get_post, posts_above
from data.tables import ChannelKind, DiscordLink, Forum, Post, PostState
from data.tagging import tags_of

BEST_LINES = 3
CHANNEL_MENTION = re.compile(r"<#(\d+)>")
MESSAGE_LINK = re.compile(r"discord(?:app)?\.com/channels/\d+/(\d+)(?:/(\d+))?")


async def read_card(database: Database, *, post_id: int) -> Card:
    """Return what a post's card shows now. Raises `NotFound`."""
    async with database.read() as session:
        return await card_of(session, post_id)


async def card_of(session: AsyncSession, post_id: int) -> Card:
    """Return what a post's card shows, in an open transaction. Raises `NotFound`."""
    post = await get_post(session, post_id)
    if post is None:
        raise NotFound
    forum = await get_forum(session, post.forum_id)
    above = await posts_above(session, post)
    question = above[-1] if above else post
    answers: list[Post] = []
    unseen_answers = 0
    if post is question and post.answers:
        answers = await answers_of(session, post, limit=BEST_LINES)
        unseen_answers = await answers_without_message(session, post.number)
    links = await links_of(session, [post.number, *(answer.number for answer in answers)])
    people = await authors_of(session, [post, *answers])
    category = await _category_path(session, post)
    return Card(
        post_id=post.number,
        kind=post.kind,
        state=post.state,
        question_id=question.number,
        title=question.title or "",
        body=post.body,
        is_spoiler=post.is_spoiler,
        score=post.score,
        answers=post.answers,
        unseen_answers=unseen_answers,
        author=author_of(post, people),
        created_at=post.created_at,
        revision=post.revision,
        category=category,
        tags=await tags_of(session, post.number) if post is question else (),
        edited_by=editor_of(post, people),
        edited_at=post.edited_at,
        is_closed=question.closed_at is not None,
        close_reason=question.close_reason,
        original=await original_of(session, forum, question) if post is question else None,
        is_best=question.best_answer_id == post.number,
        best=_best_lines(question, answers, links, people, forum),
        comments=await folded(session, forum, post.number),
        on=await commented_by(session, forum, post),
        origin=await origin_of(session, forum, post),
        follow_ons=await folded_follow_ons(session, forum, post.number),
        state_reason=post.state_reason,
        is_removed_by_author=post.state is PostState.DELETED,
        place=place_of(forum, links.get(post.number)),
        shows_title=_shows_title(forum, links.get(post.number)),
        locale=forum.locale,
        question_state=question.state,
        is_covered=policy.is_covered(above),
        is_covered_by_answer=policy.is_covered(above[:-1]) and not question.covers,
    )


async def forum_of_post(database: Database, *, post_id: int) -> ForumSummary:
    """Return the forum in which a post stands. Raises `NotFound`."""
    async with database.read() as session:
        post = await get_post(session, post_id)
        if post is None or post.state is PostState.QUEUED:
            raise NotFound
        return summary(await get_forum(session, post.forum_id))


async def forum_meant(database: Database, *, reference: str) -> ForumSummary | None:
    """Return the forum in which the post of a number or link is; None where there is no such post.

    One that waits to appear is not there yet, for anybody.
    """
    async with database.read() as session:
        post_id = await _referred(session, reference.strip())
        post = await get_post(session, post_id) if post_id is not None else None
        forum = None if post is None else await get_forum(session, post.forum_id)
    is_there = post is not None and post.state is not PostState.QUEUED and is_in_discord(forum)
    return summary(forum) if is_there else None


def is_by_number(reference: str) -> bool:
    """Tell whether this means a post by its number or link, instead of a title."""
    is_link, number = _number_in(reference.strip())
    return is_link or number is not None


async def question_here(database: Database, *, forum_id: int, thread_id: int) -> int:
    """Return the question whose thread this is. Raises `NoQuestionHere`."""
    async with database.read() as session:
        question = await question_of_thread(session, thread_id)
    if question is None or question.forum_id != forum_id:
        raise NoQuestionHere
    return question.number


async def post_shown(database: Database, *, forum_id: int, message_id: int) -> int:
    """Return the post that a message shows, or whose thread it began. Raises `NoPostShown`."""
    async with database.read() as session:
        # A thread of a forum channel has the number of its first message.
        begun = await question_of_thread(session, message_id)
        post_id = begun.number if begun else await post_of_message(session, message_id)
        post = None if post_id is None else await get_post(session, post_id)
    if post is None or post.forum_id != forum_id:
        raise NoPostShown
    return post.number


async def answerable(
    database: Database, *, forum_id: int, post_id: int, discord_id: int
) -> tuple[int, str]:
    """Return number and title of a question that takes somebody's answer; an answer may name it.

    Raises `NotFound`, `PostGone`, `QuestionClosed`, `OneAnswerEach`.
    """
    async with database.read() as session:
        post = await get_post(session, post_id)
        if post is not None and post.question_id is not None:
            post = await get_post(session, post.question_id)
        forum = await get_forum(session, forum_id)
        question = await open_question(session, forum, post)
        await refuse_another(session, forum, question.number, discord_id)
    return question.number, question.title or ""


async def find_post(database: Database, *, forum_id: int, reference: str) -> int:
    """Return the post that a number, `#number`, link, thread or whole title means.

    Raises `NotFound`.
    """
    return await find_among(database, forum_ids=[forum_id], reference=reference)


async def find_among(database: Database, *, forum_ids: Sequence[int], reference: str) -> int:
    """Return the post of these forums that is meant likewise; by its title the latest.

    Raises `NotFound`, also where it is in another forum.
    """
    async with database.read() as session:
        post_id = await _referred(session, reference.strip())
        if post_id is None:
            titled = [await question_titled(session, each, reference.strip()) for each in forum_ids]
            post_id = max((each for each in titled if each is not None), default=None)
        post = await get_post(session, post_id) if post_id is not None else None
    # One that waits to appear is not there yet, for anybody: when it was stored must not show.
    if post is None or post.forum_id not in forum_ids or post.state is PostState.QUEUED:
        raise NotFound
    return post.number


async def _referred(session: AsyncSession, reference: str) -> int | None:
    is_link, number = _number_in(reference)
    if is_link and number is not None:
        return await post_of_message(session, number)
    return number


def _number_in(reference: str) -> tuple[bool, int | None]:
    """Tell whether this is a link, and the number in it, else that of a post."""
    link = MESSAGE_LINK.search(reference) or CHANNEL_MENTION.fullmatch(reference)
    return bool(link), as_number(link[link.lastindex or 1] if link else reference.lstrip("#"))


async def _category_path(session: AsyncSession, post: Post) -> str | None:
    if post.category_id is None:
        return None
    return tree.BETWEEN.join(await path_of(session, post.category_id)) or None


def _best_lines(
    question: Post,
    answers: list[Post],
    links: dict[int, DiscordLink],
    people: dict[int, Author],
    forum: Forum,
) -> tuple[BestLine, ...]:
    found = []
    for answer in answers:
        place = place_of(forum, links.get(answer.number))
        found.append(
            BestLine(
                answer_id=answer.number,
                score=answer.score,
                author=author_of(answer, people),
                is_chosen=answer.number == question.best_answer_id,
                url=place.url if place else None,
            )
        )
    return tuple(found)


def _shows_title(forum: Forum, link: DiscordLink | None) -> bool:
    """Tell whether a question's title stands in its card: no thread of ours carries it above it."""
    return forum.channel_kind is ChannelKind.TEXT or (link is not None and link.is_adopted)
