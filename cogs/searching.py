"""`/search`: pages of what fits best, just for the reader; and indexing what is not yet."""

import logging

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.finding.across import search_across
from bot.forum.finding.errors import SearchGone
from bot.forum.finding.search import checked, search
from bot.forum.finding.upkeep import index_all
from bot.publishing.finding import found, query_on
from bot.publishing.opening import Reach
from bot.publishing.silence import with_silence
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, reports_errors
from cogs.pages import show_page
from cogs.shared_forums import forums_here

log = logging.getLogger(__name__)


class Searching(commands.Cog):
    """Finds questions by words."""

    def __init__(self, bot: ForumBot) -> None:
        """Search what this bot has."""
        self.bot = bot

    async def cog_load(self) -> None:
        """Begin to index what an older version, or an import into the file, left behind."""
        self._index.start()

    async def cog_unload(self) -> None:
        """End."""
        self._index.cancel()

    @app_commands.command(
        name="search", description=N_("Find questions by what they and their answers say")
    )
    @app_commands.describe(query=N_('Words; "a phrase"; begin* finds beginning'))
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def search(self, interaction: discord.Interaction[ForumBot], query: str) -> None:
        """Show the first page."""
        await reply(interaction, await found_at(interaction, checked(query), 0))

    @tasks.loop(hours=1)
    async def _index(self) -> None:
        try:
            await index_all(self.bot.database)
        except Exception as error:  # noqa: BLE001  # a loop ends for ever on what it doesn't know
            log.warning("can't index what is not yet: %s", type(error).__name__)


class SearchPage(NumberedButton, template=r"search:(?P<number>\d+)"):
    """**Previous** and **Next** on a page of what was found, which says what was looked for."""

    action = "search"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page. Raises `SearchGone`."""
        query = query_on(interaction.message)
        if query is None:
            raise SearchGone
        await show_page(interaction, await found_at(interaction, query, self.number))


async def found_at(
    interaction: discord.Interaction, query: str, page: int
) -> discord.ui.LayoutView:
    """Return a page of what a query finds in this server's forum, in DMs in all that are shared."""
    covered, database = await forums_here(interaction), client_of(interaction).database
    if covered.is_direct:
        hits = await search_across(database, forums=covered.forums, query=query, page=page)
    else:
        forum_id = covered.forums[0].id
        hits = await search(database, forum_id=forum_id, query=query, page=page)
    words, reach = words_of(interaction), Reach(interaction.client)
    shown = found(hits, query, words, reach, is_direct=covered.is_direct)
    return with_silence(shown, covered.unheard, words)


async def setup(bot: ForumBot) -> None:
    """Add the command, its pages, and the one who indexes."""
    await bot.add_cog(Searching(bot))
    bot.add_dynamic_items(SearchPage)
