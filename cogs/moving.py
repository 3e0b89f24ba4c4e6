"""`/mod category`: putting a question into another category."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum.categories import listed
from bot.forum.moving import move
from bot.publishing.text import plain
from cogs.interactions import actor_of, forum_of, wait_for
from cogs.mod_group import mod_group
from cogs.options import category_choices, meant_category, meant_question, question_choices


@app_commands.command(name="category", description=N_("Put a question into another category"))
@app_commands.describe(
    category=N_("Which one"),
    question=N_("Its number, a link or its title; in its thread, leave out"),
)
async def change_category(
    interaction: discord.Interaction[ForumBot], category: str, question: str | None = None
) -> None:
    """Move a question."""
    await wait_for(interaction)
    bot, forum = interaction.client, await forum_of(interaction)
    line = meant_category(await listed(bot.database, forum.id), category)
    number = await move(
        bot.database,
        forum_id=forum.id,
        post_id=await meant_question(interaction, forum, question),
        category_id=line.id,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    bot.outbox.kick()
    said = words_of(interaction)(
        "#{number} is in {category} now.", number=number, category=f"**{plain(line.path)}**"
    )
    await tell(interaction, said)


change_category.autocomplete("category")(category_choices)
change_category.autocomplete("question")(question_choices)


async def setup(bot: ForumBot) -> None:
    """Add the command."""
    mod_group(bot).add_command(change_category)
