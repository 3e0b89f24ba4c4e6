"""Publishing what was just posted, while its author waits for the link."""

import asyncio
import logging

from bot.client import ForumBot
from bot.forum.cards import read_card
from bot.forum.forums import is_given_up
from bot.forum.summaries import Posted, Published

log = logging.getLogger(__name__)

# After this long the person hears that it is saved; the worker goes on.
LONGEST_WAIT_SECONDS = 8.0


async def publish_now(bot: ForumBot, made: Posted) -> Published:
    """Carry out a post's delivery at once, and return what became of it."""
    publishing = asyncio.ensure_future(bot.outbox.carry_out(made.delivery_id))
    await asyncio.wait([publishing], timeout=LONGEST_WAIT_SECONDS)
    bot.outbox.kick()
    try:
        if publishing.done():
            publishing.result()
        card = await read_card(bot.database, post_id=made.post_id)
        is_refused = await is_given_up(bot.database, made.delivery_id)
    except Exception:
        # The post is saved: its author must not hear that it failed.
        log.exception("can't say where post %s is", made.post_id)
        return Published(made.post_id)
    return Published(made.post_id, card.place.url if card.place else None, is_refused=is_refused)
