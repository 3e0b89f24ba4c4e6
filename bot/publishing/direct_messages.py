"""Direct messages: one a notification, only to people who asked for them."""

import discord
from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_, Words, words_for
from bot.forum.notices import read_notice, wants_dm
from bot.forum.summaries import Notice
from bot.publishing import layout
from bot.publishing.context import Context, Record, find_message, looked_since, own_id
from bot.publishing.forms import NOTIFY_PRIVACY
from bot.publishing.text import excerpt, plain
from data.forums import get_forum
from data.notices import get_notification, has_refused_dms, set_dm_refused
from data.tables import Delivery, NotificationKind

EXCERPT_CHARACTERS = 160
REFUSED = {50007, 50278}
UNKNOWN_MEMBER = 10007

TOLD = {
    NotificationKind.ANSWER: N_("{actor} answered your question **{title}**"),
    NotificationKind.EDITED: N_("A moderator edited your post in **{title}**"),
    NotificationKind.HIDDEN: N_("A moderator hid your post in **{title}**"),
}
WHY = N_("You get this because you ticked “DM me about replies”.")


def told(notice: Notice, words: Words) -> str:
    """Return the sentence that says what happened."""
    actor = plain(notice.actor) if notice.actor else words("Someone")
    title = plain(notice.title) or words("(removed question)")
    return words(TOLD[NotificationKind(notice.kind)], actor=actor, title=title)


def notification(notice: Notice, words: Words) -> ui.LayoutView:
    """Return the DM of a notification: what happened, why it came, what acts and what stops."""
    container: ui.Container[ui.LayoutView] = ui.Container(layout.text(told(notice, words)))
    if notice.excerpt:
        container.add_item(layout.text(f"> {excerpt(notice.excerpt, EXCERPT_CHARACTERS)}"))
    buttons: list[ui.Item[ui.LayoutView]] = []
    if notice.url:
        buttons.append(layout.link(words("Open"), notice.url))
    buttons.append(layout.button(words("Stop for this question"), f"stop:{notice.id}"))
    container.add_item(layout.row(*buttons))
    container.add_item(
        layout.text(f"-# {plain(notice.forum_name)} · {words(WHY)} {words(NOTIFY_PRIVACY)}")
    )
    return layout.message(container)


async def deliver(context: Context, delivery: Delivery) -> Record | None:
    """Send a notification by DM, unless the person left, refuses or stopped it, or read it."""
    notification_id, user_id = delivery.payload["notification"], delivery.payload["user"]
    async with context.database.read() as session:
        row = await get_notification(session, notification_id)
        if row is None or row.read_at is not None or await has_refused_dms(session, user_id):
            return None
        if not await wants_dm(session, row):
            return None
        notice = await read_notice(session, row)
        forum = await get_forum(session, row.forum_id)
    if forum.guild_id is None or not await _is_member(context, forum.guild_id, user_id):
        return None
    try:
        channel = await context.client.create_dm(discord.Object(user_id))
        if delivery.is_uncertain:
            history = channel.history(after=looked_since(delivery), oldest_first=True, limit=None)
            if await find_message(history, own_id(context), f"stop:{notification_id}"):
                return None
        view = notification(notice, words_for(forum.locale))
        await channel.send(view=view, nonce=f"d{delivery.id}")
    except discord.Forbidden as error:
        if error.code not in REFUSED:
            raise
        return _refused(context, user_id)
    return None


async def _is_member(context: Context, guild_id: int, user_id: int) -> bool:
    guild = context.client.get_guild(guild_id)
    if guild is None:
        return False
    try:
        await guild.fetch_member(user_id)
    except discord.NotFound:
        return False
    return True


def _refused(context: Context, user_id: int) -> Record:
    async def record(session: AsyncSession) -> None:
        await set_dm_refused(session, user_id, context.clock())

    return record
