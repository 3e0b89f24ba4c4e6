"""Publishing what was just posted, while its author waits for the link."""

import asyncio
import logging

import discord

from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.publications import Publication, publication_of
from bot.forum.summaries import ForumSummary, Posted
from bot.publishing.replies import appears_soon, posted
from cogs.interactions import client_of
from data.tables import PostKind

log = logging.getLogger(__name__)

# After this long the person hears that it is saved; the worker goes on.
LONGEST_WAIT_SECONDS = 8.0


async def publish_and_tell(
    interaction: discord.Interaction, made: Posted, kind: PostKind, forum: ForumSummary
) -> None:
    """Carry out a post's delivery at once, and tell its author where it stands."""
    bot = client_of(interaction)
    if made.alias is not None:
        # It appears by itself, after a random while that begins when nobody can see it begin.
        seconds = forum.anonymous_delay_seconds
        await tell(interaction, appears_soon(made, made.alias, seconds, words_of(interaction)))
        return
    try:
        done = await publish_now(bot, made)
        await tell(interaction, posted(done, words_of(interaction), kind, is_alone=made.is_alone))
    finally:
        # What else the post made due, such as the asker's DM, waits for the reply.
        bot.outbox.kick()


async def publish_now(bot: ForumBot, made: Posted) -> Publication:
    """Carry out a post's delivery at once, and return what became of it."""
    publishing = asyncio.ensure_future(bot.outbox.carry_out(made.delivery_id))
    await asyncio.wait([publishing], timeout=LONGEST_WAIT_SECONDS)
    try:
        if publishing.done():
            publishing.result()
        return await publication_of(bot.database, made)
    except Exception:
        # The post is saved: its author must not hear that it failed.
        log.exception("can't say where post %s is", made.post_id)
        return Publication(made.post_id)
