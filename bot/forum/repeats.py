"""Refusing repeats: the same text within a day, and too many posts in an hour.

Anonymous posts count like named ones, without anybody being told; only their author sees the
refusal. Question2Answer's hours are clock hours, not sliding ones (its rules, 2.5).
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum import policy
from bot.forum.anonymous.authors import OwnPost, own_in, own_posts, wrote
from bot.forum.errors import (
    AlreadyPosted,
    AnsweredAlready,
    AskedAlready,
    HourlyLimit,
    OneAnswerEach,
    OneAnswerHidden,
    OneAnswerWaits,
)
from bot.forum.places import number_linked
from data.members import member_of_discord
from data.posts import get_post, get_posts
from data.repeats import answers_by, newest_answers, newest_texts, repeats
from data.tables import Forum, PostKind, PostState
from data.words import words_in

SAME_TEXT_WINDOW = timedelta(hours=24)
NEWEST = 20
# What is told of somebody's answer, by its state; the first is told where they have several.
ONE_EACH = {
    PostState.VISIBLE: OneAnswerEach,
    PostState.QUEUED: OneAnswerWaits,
    PostState.HIDDEN: OneAnswerHidden,
}


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody is about to post: a question, or with `question_id` an answer to it.

    With `commented_id`, a comment on that post of the question. A question may follow on from the
    post `follows_id`.
    """

    body: str
    title: str | None = None
    question_id: int | None = None
    commented_id: int | None = None
    follows_id: int | None = None

    @property
    def kind(self) -> PostKind:
        """Which kind of post it is."""
        if self.commented_id is not None:
            return PostKind.COMMENT
        return PostKind.QUESTION if self.question_id is None else PostKind.ANSWER

    @property
    def parent_id(self) -> int | None:
        """On which post it is; of a question, what it follows on from."""
        if self.question_id is None:
            return self.follows_id
        return self.question_id if self.commented_id is None else self.commented_id


async def refuse_repeats(
    session: AsyncSession,
    forum: Forum,
    text: Text,
    *,
    member_id: int | None,
    user_id: int,
    now: datetime,
) -> None:
    """Refuse what its author just posted, and one post too many in this clock hour.

    `member_id` is None for somebody who never did anything by name. Raises `AlreadyPosted`,
    `HourlyLimit`.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    same, count = None, 0
    if member_id is not None:
        same, count = await repeats(
            session,
            author_id=member_id,
            kind=text.kind,
            title=text.title,
            body=text.body,
            parent_id=text.parent_id,
            same_since=now - SAME_TEXT_WINDOW,
            count_since=hour,
        )
    hidden = await own_posts(session, forum.id or 0, user_id)
    if same is None:
        recent = [own for own in hidden if own.at >= now - SAME_TEXT_WINDOW]
        same = await _same(session, recent, text)
    if same is not None:
        raise AlreadyPosted(post=await number_linked(session, forum, same))
    # A moderator may have turned an answer into a comment since: the index says what it was.
    written = await get_posts(session, [own.post_id for own in hidden if own.at >= hour])
    count += sum(post.kind is text.kind for post in written.values())
    if count >= policy.POSTS_AN_HOUR[text.kind]:
        raise HourlyLimit


async def refuse_asked(session: AsyncSession, forum: Forum, text: Text, user_id: int) -> None:
    """Refuse a question that says word for word what one of the newest does, whoever asked that.

    Question2Answer compares with the five newest (its rules, 1). Raises `AskedAlready`, or
    `AlreadyPosted` when it is their own.
    """
    said = _said(f"{text.title} {text.body}")
    for post_id, other in (await newest_texts(session, forum.id or 0, limit=NEWEST)).items():
        if _said(other) == said:
            found = await number_linked(session, forum, post_id)
            own = await _is_own(session, forum, post_id, user_id)
            raise AlreadyPosted(post=found) if own else AskedAlready(post=found)


async def refuse_answered(session: AsyncSession, forum: Forum, text: Text, user_id: int) -> None:
    """Refuse an answer that says word for word what another one to the question does.

    Question2Answer's rule, 1, for which the newest count here. The same comment, such as thanks,
    may come from two people. Raises `AnsweredAlready`, or `AlreadyPosted` when it is their own.
    """
    said = _said(text.body)
    others = await newest_answers(session, text.question_id or 0, limit=NEWEST)
    for post_id, other in others.items():
        if _said(other) == said:
            found = await number_linked(session, forum, post_id)
            own = await _is_own(session, forum, post_id, user_id)
            raise AlreadyPosted(post=found) if own else AnsweredAlready(post=found)


async def refuse_another(
    session: AsyncSession, forum: Forum, question_id: int, user_id: int
) -> None:
    """Refuse a further answer of somebody's where each may give one (Question2Answer's rules, 1).

    What they answered by name and anonymously counts alike, and what is hidden or has not appeared
    yet: only they see the refusal, and nobody tells from rows which it was. Told is one that they
    can edit, if there is one. Raises `OneAnswerEach`.
    """
    if forum.most_answers is None:
        return
    member = await member_of_discord(session, forum.id or 0, user_id)
    named = await answers_by(session, question_id, (member and member.id) or 0)
    masked = {
        post.number: post.state
        for post in await own_in(session, question_id, user_id)
        if post.kind is PostKind.ANSWER and post.state is not PostState.DELETED
    }
    given = named | masked
    if len(given) >= forum.most_answers:
        told = min(given, key=lambda number: ([*ONE_EACH].index(given[number]), number))
        raise ONE_EACH[given[told]](post=await number_linked(session, forum, told))


def _said(text: str) -> tuple[object, ...]:
    """Return what a text says, to be compared: its words, as on Question2Answer, and its emoji.

    One without words, of emoji or of numbers alone, is what it is, blanks aside.
    """
    words = words_in(text)
    if not any(each.isalpha() for each in "".join(words)):
        return (" ".join(text.split()),)
    return (*words, *(each for each in text if unicodedata.category(each) == "So"))


async def _is_own(session: AsyncSession, forum: Forum, post_id: int, user_id: int) -> bool:
    post = await get_post(session, post_id)
    member = await member_of_discord(session, forum.id or 0, user_id)
    if post is None:
        return False
    return wrote(session, post, user_id) or (member is not None and post.author_id == member.id)


async def _same(session: AsyncSession, recent: list[OwnPost], text: Text) -> int | None:
    posts = await get_posts(session, [own.post_id for own in recent]) if recent else {}
    for post in posts.values():
        is_shown = post.state in {PostState.VISIBLE, PostState.QUEUED}
        # The same question is the same, whatever it follows on from.
        is_there = post.kind is PostKind.QUESTION or post.parent_id == text.parent_id
        said = (text.title, text.body, text.kind)
        if is_shown and is_there and (post.title, post.body, post.kind) == said:
            return post.number
    return None
