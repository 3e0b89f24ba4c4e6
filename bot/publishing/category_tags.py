"""The tags of a forum channel follow the categories, and name two states of questions."""

from collections.abc import Sequence

import discord
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_, Words, words_for
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
    wanted = _wanted_tags(forum, categories, words_for(forum.locale))
    tags, changed = _merged(channel.available_tags, wanted, delivery.payload.get("drop"))
    if changed:
        channel = await channel.edit(available_tags=tags)
    by_name = {tag.name.casefold(): tag.id for tag in channel.available_tags}

    async def record(session: AsyncSession) -> None:
        for category in categories:
            tag_id = by_name.get(shortened(category.name, TAG_NAME_CHARACTERS).casefold())
            await update_category(session, category.id, discord_tag_id=tag_id)
        words = words_for(forum.locale)
        await update_forum(
            session,
            forum_id,
            closed_tag_id=by_name.get(words(CLOSED_TAG).casefold()),
            answered_tag_id=by_name.get(words(ANSWERED_TAG).casefold()),
        )

    return record


def _wanted_tags(
    forum: Forum, categories: list[KnownCategory], words: Words
) -> list[tuple[int | None, str]]:
    states = [
        (forum.answered_tag_id, words(ANSWERED_TAG)),
        (forum.closed_tag_id, words(CLOSED_TAG)),
    ]
    return states + [
        (each.discord_tag_id, shortened(each.name, TAG_NAME_CHARACTERS)) for each in categories
    ]


def _merged(
    present: Sequence[discord.ForumTag],
    wanted: list[tuple[int | None, str]],
    drop: int | None,
) -> tuple[list[discord.ForumTag], bool]:
    """Return the channel's tags with ours renamed or added, and whether that changes anything."""
    ids = {tag_id for tag_id, _ in wanted}
    names = {name.casefold() for _, name in wanted}
    # Categories of one name in different places share a tag: it stays for the others.
    tags = [tag for tag in present if tag.id != drop or drop in ids]
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
