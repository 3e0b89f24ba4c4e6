"""`/mod hide`, `/mod unhide`, and `/mod log`: what was done to a person."""

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum import moderation
from bot.forum.cards import find_post
from bot.forum.errors import NoForum
from bot.forum.moderation_log import log_of
from bot.publishing.moderation import hidden, log_page
from cogs.interactions import actor_of, forum_of, wait_for
from cogs.mod_group import mod_group
from cogs.options import CHOICE_CHARACTERS, MOST_CHOICES, post_choices

WHICH_POST = N_("Its number, a link or its title")


@app_commands.command(name="hide", description=N_("Hide a post; its text and votes are kept"))
@app_commands.describe(
    post=WHICH_POST,
    reason=N_("Why; the author gets it in a copy of their data: name nobody else"),
)
async def hide(
    interaction: discord.Interaction[ForumBot],
    post: str,
    reason: app_commands.Range[str, 1, moderation.REASON_CHARACTERS] | None = None,
) -> None:
    """Hide a post."""
    await wait_for(interaction)
    bot, forum = interaction.client, await forum_of(interaction)
    number = await find_post(bot.database, forum_id=forum.id, reference=post)
    first_message = await moderation.hide(
        bot.database,
        forum_id=forum.id,
        post_id=number,
        reason=reason or "",
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    bot.outbox.kick()
    await tell(interaction, hidden(number, first_message, words_of(interaction)))


@app_commands.command(name="unhide", description=N_("Show a hidden post again, as it was"))
@app_commands.describe(post=WHICH_POST)
async def unhide(interaction: discord.Interaction[ForumBot], post: str) -> None:
    """Show a hidden post again."""
    await wait_for(interaction)
    bot, forum = interaction.client, await forum_of(interaction)
    number = await find_post(bot.database, forum_id=forum.id, reference=post)
    await moderation.unhide(
        bot.database,
        forum_id=forum.id,
        post_id=number,
        actor=actor_of(interaction, forum),
        now=bot.now(),
    )
    bot.outbox.kick()
    words = words_of(interaction)
    await tell(interaction, words("#{number} is shown again.", number=number))


@app_commands.command(name="log", description=N_("What was done to somebody and their posts"))
@app_commands.describe(member=N_("Whose log"))
async def log(
    interaction: discord.Interaction[ForumBot], member: discord.Member | discord.User
) -> None:
    """Show what was done to a person."""
    forum = await forum_of(interaction)
    found = await log_of(interaction.client.database, forum_id=forum.id, user_id=member.id)
    await reply(interaction, log_page(member.id, found, words_of(interaction)))


hide.autocomplete("post")(post_choices)


@unhide.autocomplete("post")
async def _hidden(
    interaction: discord.Interaction[ForumBot], typed: str
) -> list[app_commands.Choice[str]]:
    try:
        forum = await forum_of(interaction)
    except NoForum:
        return []
    found = await moderation.hidden(
        interaction.client.database, forum_id=forum.id, typed=typed, limit=MOST_CHOICES
    )
    return [
        app_commands.Choice(name=f"#{number} {said}"[:CHOICE_CHARACTERS], value=str(number))
        for number, said in found
    ]


async def setup(bot: ForumBot) -> None:
    """Add the commands."""
    mod_group(bot).add_command(hide)
    mod_group(bot).add_command(unhide)
    mod_group(bot).add_command(log)
