"""What moderators change on a question's thread: its lock, its name, its category's tag.

Only what differs from what Discord showed before is an act of theirs. A thread that shows
something else than the database may only not have been told yet, or Discord refused it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.forum.category_tree import nearest
from bot.forum.characters import one_line
from bot.forum.closing import set_closed
from bot.forum.controls import log_change
from bot.forum.deliveries import arrange_thread, correct_seeds, refresh_card
from bot.forum.moving import set_category
from bot.forum.policy import LOCKED
from bot.forum.replacing import Text, replace_text
from bot.forum.threads import names_without_title, thread_name
from data.categories import categories_of
from data.database import Database
from data.deliveries import has_failed, is_pending
from data.forums import get_forum
from data.links import link_of, links_in_thread, mark_stale, question_of_thread
from data.posts import get_posts
from data.revisions import former_titles
from data.tables import EditedAs, Post, PostKind, PostState

GONE = {PostState.HIDDEN, PostState.DELETED}
OPEN_FOR = timedelta(seconds=10)
"""A hidden question's thread that opens is archived again so much later."""


@dataclass(frozen=True, slots=True)
class ThreadState:
    """What Discord shows of a thread."""

    name: str
    is_locked: bool = False
    is_archived: bool = False
    tag_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """How a thread's state changed; `is_own_…`: what the bot itself put there."""

    state: ThreadState
    before: ThreadState | None
    is_own_name: bool
    is_own_tags: bool


@dataclass(frozen=True, slots=True)
class News:
    """What a thread's change says about its question; None where it says nothing."""

    question: Post
    closes: bool | None
    title: str | None
    category_id: int | None
    is_mislabelled: bool
    """Whether Closed or Answered stands there and is not so, or the other way round."""
    stale: tuple[int, ...]
    """The posts whose cards waited for the thread to open."""
    is_archived: bool

    @property
    def is_any(self) -> bool:
        """Whether there is anything to take over."""
        said = (self.closes, self.title, self.category_id)
        is_said = any(each is not None for each in said)
        return bool(self.stale) or self.is_mislabelled or is_said


async def thread_changed(
    database: Database,
    *,
    thread_id: int,
    state: ThreadState,
    before: ThreadState | None = None,
    is_own_name: bool = False,
    is_own_tags: bool = False,
    now: datetime,
) -> None:
    """Take over a thread's lock, title and category tag; draw waiting cards when it opens.

    `before` is what Discord showed until then, None when that is not known. `is_own_name`,
    `is_own_tags`: that is what the bot put there itself, whatever the question is by now.
    """
    change = Change(state, before, is_own_name=is_own_name, is_own_tags=is_own_tags)
    async with database.read() as session:
        question = await question_of_thread(session, thread_id)
        is_to_sleep = question is not None and question.state in GONE and not state.is_archived
        if not is_to_sleep and await _news(session, thread_id, change) is None:
            return
    async with database.write() as session:
        question = await question_of_thread(session, thread_id)
        if question is not None and question.state in GONE and not state.is_archived:
            # Somebody wrote in it; or it was opened to draw what is in it, which takes a moment.
            await arrange_thread(session, question, now, wait=OPEN_FOR)
        news = await _news(session, thread_id, change)
        if news is not None:
            await _take_over(session, news, now)


async def _news(session: AsyncSession, thread_id: int, change: Change) -> News | None:
    question = await question_of_thread(session, thread_id)
    if question is None or question.state is not PostState.VISIBLE:
        return None
    links = [] if change.state.is_archived else await links_in_thread(session, thread_id)
    news = News(
        question,
        closes=_closes(question, change.state, change.before),
        title=await _title(session, question, change),
        category_id=await _category(session, question, change),
        is_mislabelled=await _is_mislabelled(session, question, change),
        stale=tuple(link.post_id for link in links if link.is_stale),
        is_archived=change.state.is_archived,
    )
    return news if news.is_any else None


def _closes(question: Post, state: ThreadState, before: ThreadState | None) -> bool | None:
    if before is not None and before.is_locked == state.is_locked:
        return None
    if state.is_locked:
        return True if question.closed_at is None else None
    return False if question.close_reason == LOCKED else None


async def _title(session: AsyncSession, question: Post, change: Change) -> str | None:
    state, before = change.state, change.before
    if change.is_own_name or (before is not None and before.name == state.name):
        return None
    title = one_line(state.name)
    known = {thread_name(question.title or ""), question.title}
    if not title or {state.name, title} & known:
        return None
    forum = await get_forum(session, question.forum_id)
    if state.name in names_without_title(forum.locale):
        # It is shown again, and its thread is about to get its name back.
        return None
    link = await link_of(session, question.number)
    if link is not None and link.is_adopted:
        # The thread's own name, which need not be the title.
        return None
    # Nobody may have changed it: Discord can refuse a new name for good, or has yet to take it.
    is_due = before is None or (
        before.name != thread_name(question.title or "")
        and await is_pending(session, f"arrange:{question.number}")
    )
    return None if is_due and await _was_called(session, question, state.name) else title


async def _was_called(session: AsyncSession, question: Post, name: str) -> bool:
    """Tell whether a thread's name is that of a title its question had before."""
    former = {thread_name(each) for each in await former_titles(session, question.number)}
    return name in former and name != thread_name(question.title or "")


async def _category(session: AsyncSession, question: Post, change: Change) -> int | None:
    """Return the category that somebody's tag means; of several that share it, the nearest.

    While the question's own tag stands, no other one moves it.
    """
    state, before = change.state, change.before
    if change.is_own_tags:
        return None
    categories = await categories_of(session, question.forum_id)
    tags = {each.id: each.discord_tag_id for each in categories}
    own = tags.get(question.category_id or 0)
    if own is not None and own in state.tag_ids:
        return None
    past = () if before is None else before.tag_ids
    new = [tag for tag in state.tag_ids if tag not in past]
    if own is not None and own in past:
        # Its own was taken off: another one may have been put on before.
        new += [tag for tag in state.tag_ids if tag in past]
    for tag in new:
        sharing = {number for number, its_tag in tags.items() if its_tag == tag}
        if not sharing:
            continue
        if before is None and await _may_be_old(session, question):
            return None
        return nearest(categories, sharing, question.category_id)
    return None


async def _is_mislabelled(session: AsyncSession, question: Post, change: Change) -> bool:
    """Tell whether a thread's name, or its tags of closed, answered and its category are wrong.

    The tag of a category that neither stands there nor was taken off was not put there: what
    somebody did just then was let be. Whose doing it is doesn't matter when nobody knows what stood
    there before, since it slept or the bot was away: to show the truth takes nothing back. Tags
    that the bot put there are right, or what changed since has the thread arranged. What Discord
    refused for good is not tried again at every start.
    """
    state, before = change.state, change.before
    if state.is_archived:
        return False
    if before is not None and (change.is_own_tags or before.tag_ids == state.tag_ids):
        return False
    forum = await get_forum(session, question.forum_id)
    true = {forum.closed_tag_id: question.closed_at, forum.answered_tag_id: question.best_answer_id}
    is_wrong = any(
        tag is not None and (tag in state.tag_ids) != (fact is not None)
        for tag, fact in true.items()
    )
    if before is not None:
        return is_wrong or await _lacks_category(
            session, question, {*state.tag_ids, *before.tag_ids}
        )
    link = await link_of(session, question.number)
    has_own_name = link is not None and link.is_adopted
    if is_wrong or (not has_own_name and await _was_called(session, question, state.name)):
        return not await has_failed(session, f"arrange:{question.number}")
    return False


async def _lacks_category(session: AsyncSession, question: Post, tag_ids: Collection[int]) -> bool:
    """Tell whether a question's category has a tag that is none of these."""
    categories = await categories_of(session, question.forum_id)
    its = (each.discord_tag_id for each in categories if each.id == question.category_id)
    return any(tag is not None and tag not in tag_ids for tag in its)


async def _may_be_old(session: AsyncSession, question: Post) -> bool:
    """Tell whether a thread may show the tag of a category that its question has left.

    It slept, or wasn't told yet, or Discord refused it. It is arranged when it opens: whoever
    meant another tag sees that it wasn't taken.
    """
    link = await link_of(session, question.number)
    if link is not None and link.is_stale:
        return True
    keys = (f"arrange:{question.number}", f"category:{question.number}")
    return any([await is_pending(session, key, or_failed=True) for key in keys])


async def _take_over(session: AsyncSession, news: News, now: datetime) -> None:
    question = news.question
    if news.closes is not None:
        await _close_or_reopen(session, news, now, closes=news.closes)
    if news.title is not None:
        await replace_text(
            session,
            question,
            Text(news.title, question.body),
            edited_as=EditedAs.DISCORD,
            editor_id=None,
            now=now,
        )
        await log_change(session, question, "edit", "renamed in Discord", now)
    if news.category_id is not None:
        await set_category(session, question, news.category_id, now)
        await log_change(session, question, "move", "tagged in Discord", now)
    if news.is_mislabelled:
        await arrange_thread(session, question, now)
    await draw_what_waits(session, news.stale, now)


async def draw_what_waits(session: AsyncSession, post_ids: Collection[int], now: datetime) -> None:
    """Have cards drawn that waited for their thread to open, and what is beside them put right."""
    for post in (await get_posts(session, post_ids)).values():
        await mark_stale(session, post.number, is_stale=False)
        await refresh_card(session, post, now)
        if post.state is not PostState.DELETED:
            await correct_seeds(session, post, now)
        if post.kind is PostKind.QUESTION:
            await arrange_thread(session, post, now)


async def _close_or_reopen(
    session: AsyncSession, news: News, now: datetime, *, closes: bool
) -> None:
    question, reason = news.question, LOCKED if closes else None
    # Whoever archived it as well means it to sleep.
    wakes = not news.is_archived
    await set_closed(session, question, now, closes=closes, reason=reason, wakes=wakes)
    said = ("close", LOCKED) if closes else ("reopen", "unlocked in Discord")
    await log_change(session, question, *said, now)
