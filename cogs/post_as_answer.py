"""**Post as answer** on a message of one's own in a question's thread: its text, as an answer."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.forum.cards import question_here
from bot.forum.errors import OnlyOwnMessages
from bot.publishing.forms import Filled
from cogs.answering import open_from_message
from cogs.interactions import client_of, forum_of


@app_commands.context_menu(name=N_("Post as answer"))
@app_commands.guild_only()
async def post_as_answer(
    interaction: discord.Interaction[ForumBot], message: discord.Message
) -> None:
    """Open the answer form, filled with the message's text; the message stays as it is."""
    forum = await forum_of(interaction)
    question_id = await question_here(
        client_of(interaction).database, forum_id=forum.id, thread_id=message.channel.id
    )
    if message.author.id != interaction.user.id or not message.content.strip():
        raise OnlyOwnMessages
    await open_from_message(interaction, question_id, Filled({"body": message.content}))


async def setup(bot: ForumBot) -> None:
    """Add the entry of messages' menus."""
    bot.tree.add_command(post_as_answer)
