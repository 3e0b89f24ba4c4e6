"""Looking for the servers that somebody shares with the bot; Discord is asked about each."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress

import discord

from bot.forum.forums import all_of, where_known
from bot.forum.summaries import ForumSummary
from bot.publishing.membership import ServerAway, sees
from cogs.interactions import client_of
from cogs.members import LONGEST_LOOK_SECONDS, is_known_in, member_in

AT_ONCE = 20
"""Servers; so many are asked about together, each of which is a request."""

Near = tuple[ForumSummary, discord.Guild]
"""A forum whose server the bot is in."""


class Look:
    """What Discord said of some servers: in which of them somebody sees the forum."""

    def __init__(
        self, interaction: discord.Interaction, near: Sequence[Near], first: int | None = None
    ) -> None:
        """Look for whoever uses the bot; those named first are asked about first.

        About the forum of the number `first` in any case, however many others are shared.
        """
        self._interaction = interaction
        self._near = near
        self._first = first
        self._heard: dict[int, bool] = {}
        self._sought: list[Near] = []

    @property
    def shared(self) -> list[ForumSummary]:
        """The forums that are shared, in the order in which they were given."""
        return [forum for forum, _ in self._near if self._heard.get(forum.id)]

    @property
    def unheard(self) -> int:
        """Of how many servers Discord said nothing, though it was to be asked about them."""
        return sum(forum.id not in self._heard for forum, _ in self._sought)

    async def ask(self, enough: int) -> None:
        """Ask about them in their order, until enough are shared or it took two seconds.

        What is known already is not asked about.
        """
        for each in self._near:
            if is_known_in(self._interaction, each[1]):
                await self._hear(each)
        unknown = [each for each in self._near if each[0].id not in self._heard]
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LOOK_SECONDS):
                for some in _in_turn(unknown):
                    asked = some
                    if len(self.shared) >= enough:
                        asked = [each for each in some if each[0].id == self._first]
                    if not asked:
                        return
                    self._sought += asked
                    await asyncio.gather(*map(self._hear, asked))
                return
        # Those that there was no time to ask about may be shared, too.
        self._sought = unknown

    async def _hear(self, each: Near) -> None:
        with suppress(ServerAway):
            self._heard[each[0].id] = await is_seen(self._interaction, *each)


def _in_turn(near: Sequence[Near]) -> Iterator[Sequence[Near]]:
    return (near[at : at + AT_ONCE] for at in range(0, len(near), AT_ONCE))


async def all_near(interaction: discord.Interaction) -> list[Near]:
    """Return the forums whose servers the bot is in, with those that have an outage.

    Where somebody saw none a minute ago it is not known any more: they may have got a role since.
    """
    bot = client_of(interaction)
    found = ((forum, bot.get_guild(forum.guild_id)) for forum in await all_of(bot.database))
    near = [(forum, guild) for forum, guild in found if guild is not None]
    members, user_id, now = bot.context.members, interaction.user.id, bot.now()
    for forum, guild in near:
        members.doubt(guild, user_id, [forum.channel_id], now=now)
    return near


async def count_away(interaction: discord.Interaction, near: Sequence[Near]) -> int:
    """Count the servers with an outage in which somebody is, as far as is known."""
    away = [each for each in near if each[1].unavailable]
    if not away:
        return 0
    bot, user_id = client_of(interaction), interaction.user.id
    known = await where_known(bot.database, discord_id=user_id)
    return sum(forum.id in known or is_known_in(interaction, guild) for forum, guild in away)


def may_be(interaction: discord.Interaction, guild: discord.Guild) -> bool:
    """Tell whether Discord is to be asked about a server; not about the same at each page."""
    bot = client_of(interaction)
    is_missed = bot.context.members.missed(guild, interaction.user.id, now=bot.now())
    return not (guild.unavailable or is_missed)


async def is_seen(
    interaction: discord.Interaction, forum: ForumSummary, guild: discord.Guild
) -> bool:
    """Tell whether somebody is in a server and sees its forum there. Raises `ServerAway`."""
    member = await member_in(interaction, guild)
    return member is not None and sees(member, guild, [forum.channel_id])
