"""`/profile`: points and counts, and the private list of one's own anonymous posts."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.profiles import own_anonymous, profile_of
from bot.publishing.opening import Reach
from bot.publishing.profiles import own_anonymous_page, profile_page, profiles_page
from bot.publishing.silence import with_silence
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, reports_errors
from cogs.pages import show_page
from cogs.shared_forums import forums_here


class Profiles(commands.Cog):
    """Shows profiles."""

    @app_commands.command(name="profile", description=N_("Points and counts, yours or another's"))
    @app_commands.describe(member=N_("Whose; your own when left out"))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def profile(
        self,
        interaction: discord.Interaction[ForumBot],
        member: discord.Member | discord.User | None = None,
    ) -> None:
        """Show a profile privately."""
        await show_profile(interaction, interaction.user if member is None else member)


@app_commands.context_menu(name=N_("Forum profile"))
@app_commands.guild_only()
async def forum_profile(
    interaction: discord.Interaction[ForumBot], member: discord.Member | discord.User
) -> None:
    """Show the profile of whoever was tapped."""
    await show_profile(interaction, member)


async def show_profile(
    interaction: discord.Interaction[ForumBot], member: discord.Member | discord.User
) -> None:
    """Show somebody's profile privately; in direct messages in each forum that is shared."""
    covered, database = await forums_here(interaction), client_of(interaction).database
    forums = covered.forums
    is_own = member.id == interaction.user.id
    found = [
        await profile_of(database, forum_id=each.id, user_id=member.id, is_own=is_own)
        for each in forums
    ]
    words = words_of(interaction)
    reach = Reach(interaction.client)
    if member.bot or not covered.is_direct:
        shown = profile_page(member.id, found[0], words, reach, is_own=is_own, is_bot=member.bot)
    else:
        names = (each.name for each in forums)
        there = [(name, each) for name, each in zip(names, found, strict=True) if each is not None]
        shown = profiles_page(member.id, there, words, reach, is_own=is_own)
    await reply(interaction, with_silence(shown, covered.unheard, words))


class MyAnonymousPosts(NumberedButton, template=r"mine:(?P<number>\d+)"):
    """**My anonymous posts**, and **Newer** and **Older** on its pages."""

    action = "mine"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page to whoever pressed: their own, never another's."""
        covered, database = await forums_here(interaction), client_of(interaction).database
        found = await own_anonymous(
            database,
            forum_ids=[each.id for each in covered.forums],
            user_id=interaction.user.id,
            page=self.number,
            is_named=covered.is_direct,
        )
        words, reach = words_of(interaction), Reach(interaction.client)
        shown = own_anonymous_page(found, words, reach)
        await show_page(interaction, with_silence(shown, covered.unheard, words))


async def setup(bot: ForumBot) -> None:
    """Add the command, the entry of people's menus and the button."""
    await bot.add_cog(Profiles())
    bot.tree.add_command(forum_profile)
    bot.add_dynamic_items(MyAnonymousPosts)
