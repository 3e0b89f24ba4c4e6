"""`/leaderboard`: members by points, just for the reader."""

import logging
import re
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.leaderboard import Period, leaderboard
from bot.publishing.leaderboard import board_page, boards_page
from bot.publishing.silence import with_silence
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, hold, reports_errors, wait_for
from cogs.shared_forums import forums_here

log = logging.getLogger(__name__)

# As product.md names them.
PERIODS = [
    app_commands.Choice(name=N_("all"), value=Period.ALL.value),
    app_commands.Choice(name=N_("month"), value=Period.MONTH.value),
    app_commands.Choice(name=N_("week"), value=Period.WEEK.value),
]


class Leaderboard(commands.Cog):
    """Lists members."""

    def __init__(self, bot: ForumBot) -> None:
        """List those of this bot's forums."""
        self.bot = bot

    async def cog_load(self) -> None:
        """Begin to count ahead what takes long."""
        self._renew.start()

    async def cog_unload(self) -> None:
        """End."""
        self._renew.cancel()

    @tasks.loop(minutes=5)
    async def _renew(self) -> None:
        try:
            await self.bot.standings.renew(self.bot.now())
        except Exception as error:  # noqa: BLE001  # a loop ends for ever on what it doesn't know
            log.warning("can't count points ahead: %s", type(error).__name__)

    @app_commands.command(name="leaderboard", description=N_("Members by points, and your place"))
    @app_commands.describe(period=N_("Points of which time; of all when left out"))
    @app_commands.choices(period=PERIODS)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def leaderboard(
        self, interaction: discord.Interaction[ForumBot], period: str = Period.ALL.value
    ) -> None:
        """Show the first page."""
        # In a large forum the points of a month may take a moment to count.
        await wait_for(interaction)
        await reply(interaction, await page_at(interaction, 0, Period(period)))


class LeaderboardPage(
    NumberedButton, template=r"leaders:(?P<number>\d+)(?::(?P<period>all|month|week))?"
):
    """**Previous**, **Next**, and another period."""

    action = "leaders"
    period = Period.ALL

    @classmethod
    def read(cls, _drawn: discord.ui.Item[discord.ui.View], match: re.Match[str]) -> Self:
        """Make the button from the page and period in its custom_id."""
        button = cls(int(match["number"]))
        button.period = Period(match["period"] or Period.ALL)
        return button

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page in place of the private one, else as a new one."""
        message = interaction.message
        if message is not None and message.flags.ephemeral:
            await hold(interaction)
            shown = await page_at(interaction, self.number, self.period)
            await interaction.edit_original_response(view=shown)
        else:
            await wait_for(interaction)
            await reply(interaction, await page_at(interaction, self.number, self.period))


async def page_at(
    interaction: discord.Interaction, page: int, period: Period
) -> discord.ui.LayoutView:
    """Return a page of this server's leaderboard, in DMs of all shared forums."""
    bot, covered = client_of(interaction), await forums_here(interaction)
    forums = covered.forums
    boards = [
        await leaderboard(
            bot.database,
            bot.standings,
            forum_id=each.id,
            period=period,
            page=page if len(forums) == 1 else 0,
            user_id=interaction.user.id,
            now=bot.now(),
        )
        for each in forums
    ]
    words = words_of(interaction)
    if len(forums) == 1:
        forum_name = forums[0].name if covered.is_direct else None
        shown = board_page(boards[0], period, words, forum_name=forum_name)
    else:
        named = list(zip((each.name for each in forums), boards, strict=True))
        shown = boards_page(named, period, words)
    return with_silence(shown, covered.unheard, words)


async def setup(bot: ForumBot) -> None:
    """Add the command and the button."""
    await bot.add_cog(Leaderboard(bot))
    bot.add_dynamic_items(LeaderboardPage)
