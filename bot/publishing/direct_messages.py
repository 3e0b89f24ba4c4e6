"""Direct messages: one a notification, only to people who asked for them and see the question."""

from collections.abc import Sequence

import discord
from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_, Words, words_for
from bot.forum.anonymous.follows import end_dms
from bot.forum.anonymous.notices import opened, stop_sealed
from bot.forum.mail import told_by
from bot.forum.notices import is_read, read_for, wants_dm
from bot.forum.summaries import Notice
from bot.publishing import layout
from bot.publishing.context import Context, Record, find_message, looked_since, own_id
from bot.publishing.dm_channels import Addressee, NotItsTurn
from bot.publishing.forms import NOTIFY_PRIVACY
from bot.publishing.membership import sees
from bot.publishing.text import excerpt, plain, shortened
from data.accounts import dm_channel_of, forget_dm_channel, remember_dm_channel
from data.claiming import next_mail
from data.forums import get_forum
from data.links import link_of
from data.notices import get_notification, has_refused_dms, set_dm_refused
from data.tables import Delivery, FollowTarget, Notification, NotificationKind, PostKind

EXCERPT_CHARACTERS = 160
NAME_CHARACTERS = 80
REFUSED = {50007, 50278}

UNKNOWN_CHANNEL = 10003
FEW = 8
"""So many that wait are asked for one by one."""

TOLD = {
    NotificationKind.ANSWER: N_("{actor} answered your question **{title}**"),
    NotificationKind.COMMENT: N_("{actor} commented on your post in **{title}**"),
    NotificationKind.COMMENT_AFTER: N_("{actor} commented after you in **{title}**"),
    NotificationKind.CONVERTED: N_(
        "A moderator turned your answer in **{title}** into a comment; nothing of it is lost"
    ),
    NotificationKind.CHOSEN: N_("Your answer in **{title}** was chosen as the best answer"),
    NotificationKind.EDITED: N_("A moderator edited your post in **{title}**"),
    NotificationKind.CLOSED: N_("A moderator closed your question **{title}**"),
    NotificationKind.HIDDEN: N_("A moderator hid your post in **{title}**"),
    NotificationKind.UNMASKED: N_(
        "Two moderators together learned who wrote your anonymous post in **{title}**"
    ),
}
FOLLOWED = {
    PostKind.QUESTION: N_("{actor} asked **{title}**"),
    PostKind.ANSWER: N_("{actor} answered **{title}**"),
    PostKind.COMMENT: N_("{actor} commented in **{title}**"),
}
WHY = N_("You get this because you ticked “DM me about replies”.")
WHY_FOLLOWED = {
    FollowTarget.QUESTION: N_("You get this because you asked to be notified of this question."),
    FollowTarget.CATEGORY: N_("You get this because you follow the category {name}."),
    FollowTarget.TAG: N_("You get this because you follow the tag {name}."),
    FollowTarget.MEMBER: N_("You get this because you follow {name}."),
}


def told(notice: Notice, words: Words) -> str:
    """Return the sentence that says what happened."""
    actor = plain(notice.actor) if notice.actor else words("Someone")
    title = plain(notice.title) or words("(removed question)")
    if notice.kind == NotificationKind.FOLLOWED.value:
        return words(FOLLOWED[notice.post_kind or PostKind.QUESTION], actor=actor, title=title)
    return words(TOLD[NotificationKind(notice.kind)], actor=actor, title=title)


def notification(notice: Notice, words: Words) -> ui.LayoutView:
    """Return the DM of a notification: what happened, why it came, what acts and what stops.

    A text under a content note is hidden until tapped, as its card is.
    """
    container: ui.Container[ui.LayoutView] = ui.Container(layout.text(told(notice, words)))
    quoted = layout.text(f"> {excerpt(notice.excerpt, EXCERPT_CHARACTERS)}")
    if notice.excerpt and not notice.is_spoiler:
        container.add_item(quoted)
    buttons: list[ui.Item[ui.LayoutView]] = []
    if notice.url:
        buttons.append(layout.link(words("Open"), notice.url))
    if notice.kind == NotificationKind.ANSWER.value and notice.post_id is not None:
        buttons.append(layout.button(words("Best answer"), f"best:{notice.post_id}"))
    buttons.append(_stop_button(notice, words))
    container.add_item(layout.row(*buttons))
    why = f"{plain(notice.forum_name)} · {_why(notice, words)} {words(NOTIFY_PRIVACY)}"
    container.add_item(layout.text(f"-# {why}"))
    if notice.excerpt and notice.is_spoiler:
        # A part of its own: no text can break out of it, as out of a pair of bars.
        return layout.message(container, ui.Container(quoted, spoiler=True))
    return layout.message(container)


def _stop_button(notice: Notice, words: Words) -> ui.Button[ui.LayoutView]:
    if notice.follows in {None, FollowTarget.QUESTION}:
        return layout.button(words("Stop for this question"), f"stop:{notice.id}")
    return layout.button(words("Stop this kind"), f"stopkind:{notice.id}")


def _why(notice: Notice, words: Words) -> str:
    if notice.follows is None:
        return words(WHY)
    name = plain(shortened(notice.followed, NAME_CHARACTERS))
    return words(WHY_FOLLOWED[notice.follows], name=name)


async def deliver(context: Context, delivery: Delivery) -> Record | None:
    """Send a notification by DM, unless the person left, can't see the question, or read it.

    Nor does anybody get one who refuses DMs or stopped them.
    """
    if delivery.sealed is not None:
        context.channels.take_turn(delivery.id or 0, context.clock())
    async with context.database.read() as session:
        notification_id, user_id = told_by(session, delivery)
        row = await get_notification(session, notification_id)
        if row is None or await is_read(session, row) or not await wants_dm(session, row, user_id):
            return None
        if row.sealed is None and await has_refused_dms(session, user_id):
            return None
        notice = await read_for(session, row, user_id)
        forum = await get_forum(session, row.forum_id)
        link = await link_of(session, notice.post_id or 0)
        known_id = await dm_channel_of(session, user_id)
        guild, now = context.client.get_guild(forum.guild_id or 0), context.clock()
        if guild is None:
            return None
        others: list[int] = []
        if not context.members.knows(guild, user_id, now=now):
            # In a long queue, one question to Discord serves a hundred messages.
            others = [told_by(session, each)[1] for each in await next_mail(session, delivery)]
    if len(others) > FEW:
        await context.members.ask_ahead(guild, [user_id, *others], now=now)
    places = (link.channel_id if link else None, forum.channel_id)
    if not await _may_read(context, guild, places, user_id):
        return None
    view = notification(notice, words_for(forum.locale))
    to = Addressee(user_id, known_id, is_anonymous=row.sealed is not None)
    try:
        return await _send_once(context, delivery, to, notification_id, view)
    except discord.Forbidden as error:
        if error.code not in REFUSED:
            raise
        return await _refused(context, guild, user_id, row)


async def _may_read(
    context: Context, guild: discord.Guild, places: Sequence[int | None], user_id: int
) -> bool:
    """Tell whether somebody is still in the server, and sees the place of a post."""
    member = await context.members.find(guild, user_id, now=context.clock())
    return member is not None and sees(member, guild, places)


async def _send_once(
    context: Context,
    delivery: Delivery,
    to: Addressee,
    notification_id: int,
    view: ui.LayoutView,
) -> Record | None:
    """Send a DM, unless an earlier try did, and remember its channel.

    Raises `NotItsTurn` when the channel must be opened and others come first.
    """
    now, channels = context.clock(), context.channels
    channel = await channels.open(context.client, to, delivery.id or 0, now)
    try:
        if delivery.is_uncertain:
            history = channel.history(after=looked_since(delivery), oldest_first=True, limit=None)
            if await find_message(
                history,
                own_id(context),
                f"stop:{notification_id}",
                f"stopkind:{notification_id}",
            ):
                return _remembered(to, channel.id)
        await channel.send(view=view, nonce=f"d{delivery.id}")
    except discord.NotFound as error:
        if error.code != UNKNOWN_CHANNEL:
            raise
        channels.forget(to.user_id)
        async with context.database.write() as session:
            await forget_dm_channel(session, to.user_id)
        raise NotItsTurn(now) from None
    except discord.HTTPException as error:
        channels.pause_after(error, now)
        raise
    return _remembered(to, channel.id)


def _remembered(to: Addressee, channel_id: int) -> Record | None:
    # On the account of whoever is anonymous it would say that they are told of something.
    if to.is_anonymous or to.known_id == channel_id:
        return None

    async def record(session: AsyncSession) -> None:
        await remember_dm_channel(session, to.user_id, channel_id)

    return record


async def _refused(
    context: Context, guild: discord.Guild, user_id: int, row: Notification
) -> Record | None:
    """Note that a person's account refuses DMs; one that just left the server only seems to.

    What was sealed stays so: for whoever is anonymous it is their wish for DMs that ends, in
    this question, since a note on their account would name them.
    """
    now, members = context.clock(), context.members
    members.forget(guild.id, user_id)
    if await members.find(guild, user_id, now=now) is None:
        return None

    async def record(session: AsyncSession) -> None:
        if row.sealed is not None:
            question_id = opened(session, row).question_id
            await stop_sealed(session, user_id, question_id)
            await end_dms(session, question_id, user_id)
        else:
            await set_dm_refused(session, user_id, now)

    return record
