"""The tags of a forum channel follow the categories, and name two states of questions."""

from collections.abc import Collection, Sequence

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_, Words, words_for
from bot.forum.shown_anew import show_answered_anew, show_categories_anew, show_closed_anew
from bot.publishing.context import Context, Record, channel_of
from bot.publishing.text import shortened
from data.categories import KnownCategory, categories_of, update_category
from data.forums import get_forum, update_forum
from data.tables import Delivery, Forum

MOST_TAGS = 20  # Discord's limits
TAG_NAME_CHARACTERS = 20
CLOSED_TAG = N_("Closed")
ANSWERED_TAG = N_("Answered")


async def mirror_categories(context: Context, delivery: Delivery) -> Record | None:
    """Make a forum channel's tags follow the categories; tags of moderators' own stay."""
    forum_id = delivery.payload["forum"]
    async with context.database.read() as session:
        forum = await get_forum(session, forum_id)
        categories = await categories_of(session, forum_id)
    channel = await channel_of(context, forum.channel_id)
    if not isinstance(channel, discord.ForumChannel):
        return None
    words = words_for(forum.locale)
    drops = {each.discord_tag_id for each in categories if _tag_name(each, words) is None}
    drops |= {delivery.payload.get("drop")}
    wanted = _wanted_tags(forum, categories, words)
    tags, changed = _merged(channel.available_tags, wanted, drops)
    if changed:
        channel = await channel.edit(available_tags=tags)
    by_name = {tag.name.casefold(): tag.id for tag in channel.available_tags}

    async def record(session: AsyncSession) -> None:
        now = context.clock()
        # The questions of a tag that was not there before are told of it.
        tagged = []
        for category in categories:
            tag_id = by_name.get((_tag_name(category, words) or "").casefold())
            await update_category(session, category.id, discord_tag_id=tag_id)
            tagged += [category.id] if tag_id not in {None, category.discord_tag_id} else []
        await show_categories_anew(session, tagged, now)
        closed = by_name.get(words(CLOSED_TAG).casefold())
        answered = by_name.get(words(ANSWERED_TAG).casefold())
        await update_forum(session, forum_id, closed_tag_id=closed, answered_tag_id=answered)
        if closed not in {None, forum.closed_tag_id}:
            await show_closed_anew(session, forum_id, now)
        if answered not in {None, forum.answered_tag_id}:
            await show_answered_anew(session, forum_id, now)

    return record


def _wanted_tags(
    forum: Forum, categories: list[KnownCategory], words: Words
) -> list[tuple[int | None, str]]:
    states = [
        (forum.answered_tag_id, words(ANSWERED_TAG)),
        (forum.closed_tag_id, words(CLOSED_TAG)),
    ]
    named = [(each.discord_tag_id, _tag_name(each, words)) for each in categories]
    return states + [(tag_id, name) for tag_id, name in named if name is not None]


def _tag_name(category: KnownCategory, words: Words) -> str | None:
    """Return what the tag of a category is called; None for one that is called as a state is.

    The tag of that name says of questions that they are closed or answered.
    """
    name = shortened(category.name, TAG_NAME_CHARACTERS)
    states = {words(CLOSED_TAG).casefold(), words(ANSWERED_TAG).casefold()}
    return None if name.casefold() in states else name


def _merged(
    present: Sequence[discord.ForumTag],
    wanted: list[tuple[int | None, str]],
    drops: Collection[int | None],
) -> tuple[list[discord.ForumTag], bool]:
    """Return the channel's tags with ours renamed or added, and whether that changes anything."""
    ids = {tag_id for tag_id, _ in wanted}
    names = {name.casefold() for _, name in wanted}
    # Categories of one name in different places share a tag: it stays for the others.
    tags = [tag for tag in present if tag.id not in drops or tag.id in ids]
    changed = len(tags) != len(present)
    for tag_id, name in wanted:
        named = next((t for t in tags if t.name.casefold() == name.casefold()), None)
        own = (t for t in tags if tag_id is not None and t.id == tag_id)
        known = next((t for t in own if t.name.casefold() not in names), None)
        if named is not None:
            continue
        changed = True
        if known is not None:
            known.name = name
        elif len(tags) < MOST_TAGS:
            tags.append(discord.ForumTag(name=name))
    return tags, changed
