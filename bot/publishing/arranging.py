"""A question's thread shows its state: tags, and the name and archive of one that is hidden."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import Words, words_for
from bot.forum.deliveries import arrange_thread
from bot.forum.policy import LOCKED
from bot.forum.threads import HIDDEN_NAME, REMOVED_NAME, names_without_title, thread_name
from bot.publishing.answers import left_for_its_opening
from bot.publishing.codes import unless_gone
from bot.publishing.context import Context, MissingPlace, Record
from bot.publishing.thread_states import Unheard, unheard_of
from bot.publishing.thread_tags import Tags, tags_for
from data.categories import KnownCategory, categories_of
from data.forums import get_forum
from data.links import link_of, note_tags_off
from data.posts import get_post
from data.revisions import former_titles
from data.tables import Delivery, DiscordLink, Forum, Post, PostState


@dataclass(frozen=True, slots=True)
class _Task:
    """What a question's thread is to show."""

    post: Post
    link: DiscordLink
    forum: Forum
    categories: list[KnownCategory]
    former_titles: Collection[str]

    @property
    def is_hidden(self) -> bool:
        return self.post.state is not PostState.VISIBLE


async def _read(context: Context, post_id: int) -> _Task | None:
    """Return what a question's thread is to show; None when it has none."""
    async with context.database.read() as session:
        post, link = await get_post(session, post_id), await link_of(session, post_id)
        if post is None or link is None or link.thread_id is None:
            return None
        forum = await get_forum(session, post.forum_id)
        categories = await categories_of(session, post.forum_id)
        return _Task(post, link, forum, categories, await former_titles(session, post_id))


async def arrange(context: Context, delivery: Delivery) -> Record | None:
    """Give a question's thread the name and tags of its state; a hidden one is archived."""
    task = await _read(context, delivery.payload["post"])
    if task is None:
        return None
    # Nothing is left to arrange of a thread that was deleted in Discord.
    with unless_gone():
        thread = await thread_of(context, task.link)
        # What somebody did to it may have been heard of while it was asked for: first that is taken
        # over. Discord's library knows of it a step before those who listen.
        await asyncio.sleep(0)
        await context.acts_settled()
        task = await _read(context, task.post.number) or task
        return await _arrange(context, delivery, task, thread)
    return None


async def _arrange(
    context: Context, delivery: Delivery, task: _Task, thread: discord.Thread
) -> Record | None:
    tags = _tags(context, task, thread)
    changes, is_asleep = _changes(context, task, thread, tags), thread.archived
    if is_asleep and delivery.payload.get("only_open"):
        return await left_for_its_opening(context, task.post.number, thread.id)
    if is_asleep and changes:
        # In the same request: another lane may archive it again meanwhile.
        changes["archived"] = False
    elif task.is_hidden and not is_asleep:
        changes["archived"] = True
    owed, owes = set(task.link.tags_off or ()), None if tags is None else set(tags.off)
    if not changes:
        is_noted = owes is None or owes == owed
        return None if is_noted else _looked_at_again(context, task.post, owes)
    if owes is not None and not owes <= owed:
        # Before they are gone from Discord: after a kill nobody would know of them.
        async with context.database.write() as session:
            await note_tags_off(session, task.post.number, owed | owes)
    record = await _change(context, task.post, thread, changes, owes)
    # A moderator who locked a thread and archived it means it to sleep: it has its tag.
    if is_asleep and (task.is_hidden or task.post.close_reason == LOCKED):
        await thread.edit(archived=True)
    return record


def _tags(context: Context, task: _Task, thread: discord.Thread) -> Tags | None:
    """Return the tags a thread should have; None outside a forum, and where somebody moved it."""
    unheard = Unheard() if task.is_hidden else unheard_of(context, thread)
    if unheard.tags & {each.discord_tag_id for each in task.categories}:
        return None
    return tags_for(thread, task.post, task.forum, task.categories, task.link.tags_off or ())


def _changes(
    context: Context, task: _Task, thread: discord.Thread, tags: Tags | None
) -> dict[str, object]:
    """Return the name and tags that a thread should have, as far as it has others.

    A title or category that somebody gave a shown question's thread just now is let be: once that
    is told of it is taken over, and what else is to be there is seen to.
    """
    unheard = Unheard() if task.is_hidden else unheard_of(context, thread)
    locale = task.forum.locale
    name = _name(task.post, words_for(locale))
    past = set(names_without_title(locale))
    if unheard.last_name != name:
        # Another title is to stand there than was heard of last: one that stood there before that
        # is the bot's own doing.
        past |= set(map(thread_name, task.former_titles))
    is_new_title = unheard.is_new_name and thread.name not in past
    changes: dict[str, object] = {}
    # A thread that somebody else made has its own name, until it is hidden: then that is gone.
    has_own_name = task.link.is_adopted and thread.name not in names_without_title(locale)
    if thread.name != name and not is_new_title and (task.is_hidden or not has_own_name):
        changes["name"] = name
    if tags is not None and {t.id for t in tags.on} != {t.id for t in thread.applied_tags}:
        changes["applied_tags"] = tags.on
    return changes


async def _change(
    context: Context,
    post: Post,
    thread: discord.Thread,
    changes: dict[str, object],
    owes: set[int] | None,
) -> Record | None:
    """Edit a thread. A third name within ten minutes waits beside the lane: answers go on.

    `owes`: the tags that it is owed then.
    """
    try:
        await _edit(context, thread, changes)
    except discord.RateLimited as limit:
        if "name" not in changes:
            raise
        wait = timedelta(seconds=limit.retry_after)
    else:
        return _looked_at_again(context, post, owes)
    rest = {key: value for key, value in changes.items() if key != "name"}
    # Opened for nothing, the thread would only show the name that is to go.
    is_useless = post.state is not PostState.VISIBLE and rest == {"archived": False}
    if rest and not is_useless:
        with suppress(discord.RateLimited):
            await _edit(context, thread, rest)

    async def record(session: AsyncSession) -> None:
        await arrange_thread(session, post, context.clock(), wait=wait)

    return record


def _looked_at_again(context: Context, post: Post, owes: set[int] | None) -> Record:
    """Return what arranges a thread once more if its question changed while that was under way.

    And notes the tags of moderators' own that the thread is owed from now on.
    """

    async def record(session: AsyncSession) -> None:
        if owes is not None:
            await note_tags_off(session, post.number, owes)
        current = await get_post(session, post.number)
        if current is not None and _outside(current) != _outside(post):
            await arrange_thread(session, current, context.clock())

    return record


def _outside(post: Post) -> tuple[object, ...]:
    """Return what a question's thread shows of it."""
    is_marked = post.closed_at is not None, post.best_answer_id is not None
    return post.state, post.title, post.category_id, *is_marked


async def _edit(context: Context, thread: discord.Thread, changes: dict[str, object]) -> None:
    with context.echoes.sending(thread.id, changes):
        await thread.edit(**changes)  # type: ignore[arg-type]  # the library types each field


async def thread_of(context: Context, link: DiscordLink) -> discord.Thread:
    """Return a question's thread as Discord has it: what was heard of it so far may be older.

    Raises `discord.NotFound` when it was deleted, `MissingPlace` when it is none.
    """
    thread = await context.client.fetch_channel(link.thread_id or 0)
    if not isinstance(thread, discord.Thread):
        raise MissingPlace("WrongChannel")
    return thread


def _name(post: Post, words: Words) -> str:
    if post.state is PostState.DELETED:
        return words(REMOVED_NAME)
    if post.state is not PostState.VISIBLE:
        return words(HIDDEN_NAME)
    return thread_name(post.title or "")
