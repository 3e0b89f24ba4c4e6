"""Digests as direct messages: short, with what needs a reply on top; none when nothing is new."""

from collections.abc import Sequence
from datetime import UTC, datetime

from discord import ui
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.catalogue import N_, Words, words_for
from bot.forum.anonymous.preferences import preferences_of
from bot.forum.anonymous.turns import next_digest, opened_turn
from bot.forum.digests import DigestPart, digest_of
from bot.forum.pages import QuestionLine
from bot.forum.refusals import refuses_dms
from bot.forum.topics import Preferences
from bot.publishing import layout
from bot.publishing.account_channels import (
    DmsRefused,
    account_channel,
    note_channel,
    refuse_quiet,
    to_account,
)
from bot.publishing.context import Context, Record, custom_ids, own_id
from bot.publishing.direct_messages import SOMETHING_NEW
from bot.publishing.listings import facts, linked_title
from bot.publishing.membership import sees
from bot.publishing.sending import Channel
from bot.publishing.text import plain
from data.tables import Delivery

MOST_LINES = 8
NEEDING = N_("**Need a reply**")
NEW = N_("**New in what you follow**")
WHY = N_("You get this because you chose a digest in /notifications.")


async def deliver(context: Context, delivery: Delivery) -> Record | None:
    """Send somebody their digest, if there is anything to say, and give them their next turn."""
    async with context.database.read() as session:
        until = context.clock()
        user_id = opened_turn(session, delivery).user_id
        chosen = await preferences_of(session, user_id)
        refuse_quiet(chosen, until)
        parts = await digest_of(session, chosen, delivery.created_at)
        is_refused = await refuses_dms(session, chosen)
    channel: Channel | None = None
    refused_at: datetime | None = None
    try:
        channel = await account_channel(context, delivery, chosen, is_refused=is_refused)
        if not is_refused:
            until = await _bring(context, channel, delivery, chosen, parts) or until
    except DmsRefused:
        refused_at = None if is_refused else context.clock()

    async def record(session: AsyncSession) -> None:
        chosen = await note_channel(session, user_id, channel, refused_at)
        await next_digest(session, chosen, since=until, now=context.clock())

    return record


async def _bring(
    context: Context,
    channel: Channel,
    delivery: Delivery,
    chosen: Preferences,
    parts: Sequence[DigestPart],
) -> datetime | None:
    """Send a digest, unless an earlier try did; return when that was.

    What came after that one is for the next, however late it was looked for.
    """
    since = int(delivery.created_at.timestamp())
    sent_at = None
    if delivery.is_uncertain:
        async with to_account(context, chosen):
            sent_at = await _sent_at(context, channel, delivery, since)
    if sent_at is not None:
        return sent_at
    seen = [each for each in parts if await _sees(context, each, chosen.user_id)]
    if seen:
        words = words_for(seen[0].forum.locale)
        view = discreet(since, words) if chosen.is_discreet else digest(seen, since, words)
        async with to_account(context, chosen, {each.forum.guild_id for each in seen}):
            await channel.send(view=view, nonce=f"d{delivery.id}")
    return None


def digest(parts: Sequence[DigestPart], since: int, words: Words) -> ui.LayoutView:
    """Return a digest; `since` is when the last one was, in seconds."""
    container: ui.Container[ui.LayoutView] = ui.Container(
        layout.text("### " + words("Your digest"))
    )
    shares = _shares(parts)
    for part, share in zip(parts, shares, strict=True):
        if share and len(parts) > 1:
            container.add_item(layout.text(f"**{plain(part.forum.name)}**"))
        left = share
        for heading, lines in ((NEEDING, part.needing), (NEW, part.lines)):
            shown = [
                _line(each, words) if isinstance(each, QuestionLine) else _counted(*each, words)
                for each in lines[:left]
            ]
            left -= len(shown)
            if shown:
                container.add_item(layout.text("\n".join([words(heading), *shown])))
    more = sum(part.more + len(part.needing) + len(part.lines) for part in parts) - sum(shares)
    if more > 0:
        said = words.plural("{count} more is in /inbox.", "{count} more are in /inbox.", more)
        container.add_item(layout.text(said))
    container.add_item(
        layout.row(
            layout.button(words("Open inbox"), "inbox:0"),
            layout.button(words("Choose what you get"), "ways:0"),
            layout.button(words("Stop the digest"), f"digest-off:{since}"),
        )
    )
    container.add_item(layout.text("-# " + words(WHY)))
    return layout.message(container)


def _shares(parts: Sequence[DigestPart]) -> list[int]:
    """Return how many lines each forum gets: one each in turn, while there are any."""
    wanted = [len(part.needing) + len(part.lines) for part in parts]
    shares = [0] * len(parts)
    for _ in range(min(MOST_LINES, sum(wanted))):
        open_ones = [at for at, share in enumerate(shares) if share < wanted[at]]
        shares[min(open_ones, key=lambda at: shares[at])] += 1
    return shares


def discreet(since: int, words: Words) -> ui.LayoutView:
    """Return the message that says nothing but that there is something."""
    show = layout.button(words("Show"), f"digest-show:{since}")
    return layout.message(layout.text(words(SOMETHING_NEW)), layout.row(show))


def _line(line: QuestionLine, words: Words) -> str:
    linked = linked_title(line.title, line.url, otherwise=f"#{line.id}")
    return f"- {linked} · {facts(line, words)}"


def _counted(line: QuestionLine, count: int, words: Words) -> str:
    said = words.plural("{count} new post", "{count} new posts", count)
    return f"{_line(line, words)} · {said}"


async def seen_digest(context: Context, user_id: int, since: int) -> list[DigestPart]:
    """Return what is new since then in forums that somebody still sees."""
    async with context.database.read() as session:
        chosen = await preferences_of(session, user_id)
        parts = await digest_of(session, chosen, moment(since))
    return [each for each in parts if await _sees(context, each, user_id)]


def moment(seconds: int) -> datetime:
    """Return a moment that a button carries; one that is none is the beginning of time."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


async def _sees(context: Context, part: DigestPart, user_id: int) -> bool:
    guild = context.client.get_guild(part.forum.guild_id or 0)
    if guild is None:
        return False
    member = await context.members.find(guild, user_id, now=context.clock())
    return member is not None and sees(member, guild, [part.forum.channel_id])


async def _sent_at(
    context: Context, channel: Channel, delivery: Delivery, since: int
) -> datetime | None:
    """Return when an earlier try sent a digest: its buttons carry since when it is."""
    # Not since it was due: that moves with each try, and when it is put off.
    after = delivery.created_at
    wanted = {f"digest-off:{since}", f"digest-show:{since}"}
    async for message in channel.history(after=after, oldest_first=True, limit=None):
        if message.author.id == own_id(context) and not custom_ids(message).isdisjoint(wanted):
            return message.created_at
    return None
