"""The forums that a command covers: a server's own, in direct messages all that somebody shares."""

from dataclasses import dataclass

import discord

from bot.forum.cards import forum_meant, is_by_number
from bot.forum.categories import forum_with
from bot.forum.errors import NoForum, NotFound
from bot.forum.forums import where_known
from bot.forum.place_errors import NoSharedForum
from bot.forum.summaries import ForumSummary
from bot.publishing.membership import ServerAway
from cogs.interactions import client_of, forum_of
from cogs.looks import AT_ONCE, Look, Near, all_near, count_away, may_be
from cogs.members import is_known_in
from data.numbers import as_number

MOST_COVERED = 20
"""Forums."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The forums that a command covers, one at least, and how it stands about others."""

    forums: tuple[ForumSummary, ...]
    is_direct: bool = False
    """Whether it is used in direct messages."""
    unheard: int = 0
    """Of how many servers more Discord said nothing."""


async def forums_here(interaction: discord.Interaction, *, first: int | None = None) -> Covered:
    """Return the forum of the server that an interaction came from; in DMs all that are shared.

    Shared is a forum whose server both are in and whose channel the person may view, as Discord
    says or said within the day. Servers with an outage are left out, with a
    word where they are known to be shared, and of very many shared forums all but `MOST_COVERED`,
    among which is the one of the number `first`, if it is shared.
    Raises `NoForum`, `NoSharedForum`; `ServerAway` where it may be for want of an answer that there
    is none. Who tries again then is looked for in other servers.
    """
    if interaction.guild_id is not None:
        return Covered((await forum_of(interaction),))
    near = await all_near(interaction)
    there = [each for each in near if may_be(interaction, each[1])]
    look = Look(interaction, await _likeliest_first(interaction, there, first), first)
    await look.ask(MOST_COVERED)
    if look.shared:
        forums = sorted(look.shared[:MOST_COVERED], key=lambda each: each.id)
        unheard = look.unheard + await count_away(interaction, near)
        return Covered(tuple(forums), is_direct=True, unheard=unheard)
    is_away = look.unheard or any(guild.unavailable for _, guild in near)
    raise ServerAway if is_away else NoSharedForum


async def forum_of_chosen(interaction: discord.Interaction, category: str | None) -> int | None:
    """Return the forum of a category that was chosen in DMs; None if it was typed or is elsewhere.

    Only those of forums that are known to be shared are offered. Whoever types another number is
    not told, neither by what is asked of Discord, that it is some forum's.
    """
    number = as_number(category or "")
    if interaction.guild_id is not None or number is None:
        return None
    forum_id = await forum_with(client_of(interaction).database, number)
    is_known = any(each.id == forum_id for each in await forums_known_here(interaction))
    return forum_id if is_known else None


async def forums_with(
    interaction: discord.Interaction, reference: str | None
) -> tuple[ForumSummary, ...]:
    """Return the forums among which a post is to be looked for.

    In DMs the one in which a number or link is, if that is shared. Raises what `forums_here` does,
    and `NotFound` where there is no such post, or where it is not shared.
    """
    if interaction.guild_id is not None or not (reference and is_by_number(reference)):
        return (await forums_here(interaction)).forums
    forum = await forum_meant(client_of(interaction).database, reference=reference)
    return (await _shared_alone(interaction, forum),)


async def _shared_alone(
    interaction: discord.Interaction, forum: ForumSummary | None
) -> ForumSummary:
    """Return this forum if it is shared; about no other server is Discord asked.

    It is asked about some other one where there is none, or where it is known not to be shared:
    how long the answer takes doesn't tell either which numbers there are.
    Raises `NotFound`, `ServerAway`.
    """
    near = await all_near(interaction)
    there = [each for each in near if may_be(interaction, each[1])]
    unknown = [each for each in there if not is_known_in(interaction, each[1])]
    wanted = [each for each in there if forum is not None and each[0].id == forum.id]
    look = Look(interaction, wanted)
    await look.ask(1)
    if look.shared:
        return look.shared[0]
    if not any(each in unknown for each in wanted):
        look = Look(interaction, unknown[:1])
        await look.ask(1)
    # Of one's own servers with an outage whichever number is asked for: it may be there.
    are_away = near and all(guild.unavailable for _, guild in near)
    is_away = look.unheard or are_away or await count_away(interaction, near)
    raise ServerAway if is_away else NotFound


async def forums_known_here(interaction: discord.Interaction) -> tuple[ForumSummary, ...]:
    """Return what `forums_here` does as far as it is known without asking Discord; maybe none.

    An autocomplete asks this at each keystroke.
    """
    if interaction.guild_id is not None:
        try:
            return (await forum_of(interaction),)
        except NoForum:
            return ()
    near = [each for each in await all_near(interaction) if is_known_in(interaction, each[1])]
    look = Look(interaction, await _likeliest_first(interaction, near))
    await look.ask(MOST_COVERED)
    return tuple(sorted(look.shared[:MOST_COVERED], key=lambda each: each.id))


async def _likeliest_first(
    interaction: discord.Interaction, near: list[Near], first: int | None = None
) -> list[Near]:
    """Return them in the order in which to ask: first where somebody did anything by name."""
    if len(near) <= AT_ONCE:
        return near
    known = await where_known(client_of(interaction).database, discord_id=interaction.user.id)
    return sorted(near, key=lambda each: (each[0].id != first, each[0].id not in known))
