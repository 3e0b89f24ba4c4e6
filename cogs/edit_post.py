"""**Edit post** in the menu of a post's message: the same form as **Edit** under **More**."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.forum.cards import post_shown
from cogs.editing import open_edit
from cogs.interactions import client_of, forum_of


@app_commands.context_menu(name=N_("Edit post"))
@app_commands.guild_only()
async def edit_post(interaction: discord.Interaction[ForumBot], message: discord.Message) -> None:
    """Open the edit form of the post that a message shows."""
    forum = await forum_of(interaction)
    database = client_of(interaction).database
    await open_edit(
        interaction, await post_shown(database, forum_id=forum.id, message_id=message.id)
    )


async def setup(bot: ForumBot) -> None:
    """Add the entry of messages' menus."""
    bot.tree.add_command(edit_post)
