"""Digests of which nobody heard that they went out: found, known again, and drawn as of now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.forum.digests import News, news_for
from bot.forum.topics import Preferences
from bot.publishing.context import Context, custom_ids, own_id
from bot.publishing.digest_parts import news_seen
from bot.publishing.digest_views import end_of
from bot.publishing.direct_messages import DIGEST_SHOWS, DIGEST_STOPS
from bot.publishing.recent import About, Recent
from bot.publishing.redrawing import draw_anew
from bot.publishing.sending import Channel
from data.tables import Delivery


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest that an earlier try sent, and the span that its button carries."""

    message: discord.Message
    span: str
    is_discreet: bool

    @property
    def until(self) -> datetime:
        """Until when it says what is new."""
        return end_of(self.span) or self.message.created_at


async def sent_digest(context: Context, channel: Channel, delivery: Delivery) -> SentDigest | None:
    """Return the digest that an earlier try sent, if one did: its buttons carry since when."""
    since = str(int(delivery.created_at.timestamp()))
    # Not since it was due: that moves with each try, and when it is put off.
    history = channel.history(after=delivery.created_at, oldest_first=True, limit=None)
    async for message in history:
        for custom_id in custom_ids(message) if message.author.id == own_id(context) else ():
            action, _, span = custom_id.partition(":")
            if action in {DIGEST_STOPS, DIGEST_SHOWS} and span.partition("-")[0] == since:
                return SentDigest(message, span, is_discreet=action == DIGEST_SHOWS)
    return None


async def take_up_digest(
    context: Context, sent: SentDigest, chosen: Preferences, since: datetime
) -> None:
    """Draw a digest without what was hidden or deleted meanwhile, and know it from then on."""
    message = sent.message
    if sent.is_discreet:
        return  # it says nothing
    if context.recent.known(message.id) is None:
        async with context.database.read() as session:
            news = await news_for(session, chosen, since, sent.until, is_again=True)
        seen = [await news_seen(context, each, chosen.user_id) for each in news]
        is_first = any(each.startswith("discreet:") for each in custom_ids(message))
        context.recent.note(
            digest_known(
                message,
                message.created_at,
                chosen.user_id,
                [each for each in seen if each.questions],
                sent.span,
                is_first=is_first,
            )
        )
    await draw_anew(context, message.id)


def digest_known(
    message: discord.Message,
    sent_at: datetime,
    user_id: int,
    news: Sequence[News],
    span: str,
    *,
    is_first: bool,
) -> Recent:
    """Return what is known of a digest, to which nothing is added."""
    questions = [0, *(number for each in news for number in each.questions)]
    return Recent(
        message.id,
        message.channel.id,
        sent_at,
        told=(),
        abouts=tuple(About(user_id, each, is_anonymous=False) for each in questions),
        seen=span,
        is_first=is_first,
        is_over=True,
        news=tuple(news),
    )
