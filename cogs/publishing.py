"""Publishing what was just posted, while its author waits for the link."""

import asyncio
import logging

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.forums import is_given_up
from bot.forum.places import find_place
from bot.forum.summaries import Posted, Published
from bot.publishing.replies import posted
from cogs.interactions import client_of

log = logging.getLogger(__name__)

# After this long the person hears that it is saved; the worker goes on.
LONGEST_WAIT_SECONDS = 8.0


async def publish_and_tell(
    interaction: discord.Interaction, made: Posted, *, is_question: bool
) -> None:
    """Carry out a post's delivery at once, and tell its author where it stands."""
    bot = client_of(interaction)
    try:
        done = await publish_now(bot, made)
        await reply(interaction, posted(done, words_of(interaction), is_question=is_question))
    finally:
        # What else the post made due, such as the asker's DM, waits for the reply.
        bot.outbox.kick()


async def publish_now(bot: ForumBot, made: Posted) -> Published:
    """Carry out a post's delivery at once, and return what became of it."""
    publishing = asyncio.ensure_future(bot.outbox.carry_out(made.delivery_id))
    await asyncio.wait([publishing], timeout=LONGEST_WAIT_SECONDS)
    try:
        is_done = publishing.done() and publishing.result()
        place = await find_place(bot.database, post_id=made.post_id)
        is_refused = not is_done and await is_given_up(bot.database, made.delivery_id)
    except Exception:
        # The post is saved: its author must not hear that it failed.
        log.exception("can't say where post %s is", made.post_id)
        return Published(made.post_id)
    return Published(made.post_id, place.url if place else None, is_refused=is_refused)
