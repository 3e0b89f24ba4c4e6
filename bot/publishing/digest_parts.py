"""What a digest says of news to its reader: nothing of places that they don't see."""

from collections.abc import Sequence

from bot.forum.digests import DigestPart, News, parts_of
from bot.publishing.context import Context


async def parts_seen(context: Context, news: Sequence[News], user_id: int) -> list[DigestPart]:
    """Return what a digest says of news to somebody, as it is now."""
    seen = [await news_seen(context, each, user_id) for each in news]
    async with context.database.read() as session:
        return await parts_of(session, seen)


async def news_seen(context: Context, news: News, user_id: int) -> News:
    """Return what somebody sees of news: a forum that moved left questions where they were."""
    members, now = context.members, context.clock()
    guild = context.client.get_guild(news.forum.guild_id or 0)
    if guild is None or await members.find(guild, user_id, now=now) is None:
        return news.only([])
    places = {each: news.places.get(each) for each in news.questions}
    open_ones = {
        place
        for place in {*places.values()}
        if await members.find_seeing(guild, user_id, [place, news.forum.channel_id], now=now)
    }
    return news.only([each for each, place in places.items() if place in open_ones])
