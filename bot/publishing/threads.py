"""A question's thread shows its state: tags, and the name and archive of one that is hidden."""

from contextlib import suppress
from datetime import timedelta

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import Words, words_for
from bot.forum.deliveries import arrange_thread, refresh_card
from bot.forum.edits import has_posts_beneath
from bot.forum.threads import HIDDEN_NAME, REMOVED_NAME, names_without_title, thread_name
from bot.publishing import layout
from bot.publishing.answers import left_stale
from bot.publishing.context import (
    Context,
    MissingPlace,
    Record,
    awake,
    find_message,
    own_id,
)
from bot.publishing.failures import THREAD_ARCHIVED
from data.categories import KnownCategory, categories_of
from data.forums import get_forum
from data.links import link_of, mark_gone, question_of_thread
from data.posts import get_post
from data.tables import Delivery, DiscordLink, Forum, Post, PostKind, PostState

MOST_TAGS_A_POST = 5  # Discord's limit


async def arrange(context: Context, delivery: Delivery) -> Record | None:
    """Give a question's thread the name and tags of its state; a hidden one is archived."""
    async with context.database.read() as session:
        post = await get_post(session, delivery.payload["post"])
        link = await link_of(session, delivery.payload["post"])
        if post is None or link is None or link.thread_id is None:
            return None
        forum = await get_forum(session, post.forum_id)
        categories = await categories_of(session, post.forum_id)
    with suppress(discord.NotFound):
        # Nothing is left to arrange of a thread that was deleted in Discord.
        thread = await _thread_of(context, link)
        changes = _changes(post, link, forum, categories, thread)
        return await _arrange(context, delivery, post, thread, changes)
    return None


async def _arrange(
    context: Context,
    delivery: Delivery,
    post: Post,
    thread: discord.Thread,
    changes: dict[str, object],
) -> Record | None:
    is_hidden, is_asleep = post.state is not PostState.VISIBLE, thread.archived
    if is_asleep and delivery.payload.get("only_open"):
        return left_stale(post.number)
    if is_asleep and changes:
        # In the same request: another lane may archive it again meanwhile.
        changes["archived"] = False
    elif is_hidden and not is_asleep:
        changes["archived"] = True
    if not changes:
        return None
    record = await _change(context, post, thread, changes)
    if is_hidden and is_asleep:
        await thread.edit(archived=True)
    return record


def _changes(
    post: Post,
    link: DiscordLink,
    forum: Forum,
    categories: list[KnownCategory],
    thread: discord.Thread,
) -> dict[str, object]:
    """Return the name and tags that a thread should have, as far as it has others."""
    name = _name(post, words_for(forum.locale))
    changes: dict[str, object] = {}
    # A thread that somebody else made has its own name, until it is hidden: then that is gone.
    has_own_name = link.is_adopted and thread.name not in names_without_title(forum.locale)
    keeps_own_name = has_own_name and post.state is PostState.VISIBLE
    if thread.name != name and not keeps_own_name:
        changes["name"] = name
    wanted = _tags(post, forum, categories, thread)
    if wanted is not None and {t.id for t in wanted} != {t.id for t in thread.applied_tags}:
        changes["applied_tags"] = wanted
    return changes


async def _change(
    context: Context, post: Post, thread: discord.Thread, changes: dict[str, object]
) -> Record | None:
    """Edit a thread. A third name within ten minutes waits beside the lane: answers go on."""
    try:
        await _edit(context, thread, changes)
    except discord.RateLimited as limit:
        if "name" not in changes:
            raise
        wait = timedelta(seconds=limit.retry_after)
    else:
        return _looked_at_again(context, post)
    rest = {key: value for key, value in changes.items() if key != "name"}
    # Opened for nothing, the thread would only show the name that is to go.
    is_useless = post.state is not PostState.VISIBLE and rest == {"archived": False}
    if rest and not is_useless:
        with suppress(discord.RateLimited):
            await _edit(context, thread, rest)

    async def record(session: AsyncSession) -> None:
        await arrange_thread(session, post, context.clock(), wait=wait)

    return record


def _looked_at_again(context: Context, post: Post) -> Record:
    """Return what arranges a thread once more if its question changed while that was under way."""

    async def record(session: AsyncSession) -> None:
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


async def _thread_of(context: Context, link: DiscordLink) -> discord.Thread:
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


def _tags(
    post: Post, forum: Forum, categories: list[KnownCategory], thread: discord.Thread
) -> list[discord.ForumTag] | None:
    """Return the tags a thread should have, keeping moderators' own; None outside a forum."""
    parent = thread.parent
    if not isinstance(parent, discord.ForumChannel):
        return None
    if post.state is not PostState.VISIBLE:
        return []
    own = {each.discord_tag_id for each in categories} | {
        forum.closed_tag_id,
        forum.answered_tag_id,
    }
    wanted = {each.discord_tag_id for each in categories if each.id == post.category_id}
    wanted |= {forum.closed_tag_id} if post.closed_at else set()
    wanted |= {forum.answered_tag_id} if post.best_answer_id else set()
    kept = [tag for tag in thread.applied_tags if tag.id not in own]
    ours = [tag for tag in parent.available_tags if tag.id in wanted]
    return [*ours, *kept][:MOST_TAGS_A_POST]


async def remove_message(context: Context, delivery: Delivery) -> Record | None:
    """Take a deleted post's message away when nothing hangs on it; else show that it is removed."""
    async with context.database.read() as session:
        post = await get_post(session, delivery.payload["post"])
        link = await link_of(session, delivery.payload["post"])
        if post is None or link is None or link.gone_at is not None:
            return None
        stays = await has_posts_beneath(session, post)
    if stays:
        return _show_removed(context, post)
    if post.kind is PostKind.QUESTION:
        return await _remove_question(context, post, link)
    await _delete_message(context, link)
    return _gone(context, post.number)


async def _remove_question(context: Context, post: Post, link: DiscordLink) -> Record | None:
    # A thread that is gone already is as it should be.
    with suppress(discord.NotFound):
        thread = await _thread_of(context, link)
        async for message in thread.history(limit=None):
            if message.author.id != own_id(context):
                # Others wrote here: what they said is theirs.
                return _show_removed(context, post)
        await thread.delete()
    if link.channel_id != link.thread_id:
        await _delete_message(context, link)
    return _gone(context, post.number)


def _show_removed(context: Context, post: Post) -> Record:
    """Leave the card to its own lane: an older edit under way there must not come after.

    A question's thread is arranged once its card is drawn, for it is archived then.
    """

    async def record(session: AsyncSession) -> None:
        await refresh_card(session, post, context.clock())

    return record


async def _delete_message(context: Context, link: DiscordLink) -> None:
    channel = context.client.get_partial_messageable(link.channel_id)
    message = channel.get_partial_message(link.message_id)
    with suppress(discord.NotFound):
        try:
            await message.delete()
        except discord.HTTPException as error:
            if error.code != THREAD_ARCHIVED:
                raise
            await awake(context, link.channel_id, is_asleep=True)
            await message.delete()


def _gone(context: Context, post_id: int) -> Record:
    async def record(session: AsyncSession) -> None:
        await mark_gone(session, [post_id], context.clock())

    return record


async def offer(context: Context, delivery: Delivery) -> Record | None:
    """Reply once, quietly, to a post made with New Post: it can become a question.

    Reconciling finds a post again that was heard of, so the reply is looked for at the first try
    too, and from the thread's beginning: this delivery may be younger than it.
    """
    thread_id = delivery.payload["thread"]
    async with context.database.read() as session:
        if await question_of_thread(session, thread_id) is not None:
            return None
        forum = await get_forum(session, delivery.forum_id or 0)
    thread = await awake(context, thread_id)
    history = thread.history(after=thread, oldest_first=True, limit=None)
    if await find_message(history, own_id(context), f"make:{thread_id}"):
        return None
    words = words_for(forum.locale)
    await thread.send(
        view=layout.message(
            layout.text(
                words("This post isn't a question of the forum yet, so it can't collect votes.")
            ),
            layout.row(layout.button(words("Make it a question"), f"make:{thread_id}")),
        ),
        silent=True,
        nonce=f"d{delivery.id}",
    )
    return None
