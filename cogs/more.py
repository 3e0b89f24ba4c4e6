"""**More**: a private menu of what this person may do: vote, edit, delete, copy the link."""

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum import edits
from bot.forum.cards import find_post, read_card
from bot.forum.powers import powers
from bot.forum.rights import rights
from bot.forum.summaries import Card
from bot.forum.votes import vote
from bot.publishing.replies import confirm_delete, more_menu, voted, where
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, hold, reports_errors, show_done
from cogs.places import Place, place_of


class More(NumberedButton, template=r"more:(?P<number>\d+)"):
    """**More** on a card."""

    action = "more"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the menu."""
        await reply(interaction, await menu(interaction, self.number))


async def menu(interaction: discord.Interaction, post_id: int) -> discord.ui.LayoutView:
    """Return the menu of a post for whoever pressed."""
    bot, (card, place) = client_of(interaction), await shown_here(interaction, post_id)
    actor = place.actor
    may = await rights(bot.database, post_id=post_id, actor=actor)
    also = await powers(bot.database, post_id=post_id, actor=actor, now=bot.now())
    return more_menu(card, may, words_of(interaction), also)


async def shown_here(interaction: discord.Interaction, post_id: int) -> tuple[Card, Place]:
    """Return the card of a post, and where whoever pressed acts on it.

    Raises `NotFound`, and what `place_of` raises.
    """
    place, database = await place_of(interaction, post_id), client_of(interaction).database
    await find_post(database, forum_id=place.forum.id, reference=str(post_id))
    return await read_card(database, post_id=post_id), place


async def cast(interaction: discord.Interaction, post_id: int, value: int) -> None:
    """Cast or take back a private vote, and show the menu as it is now."""
    await hold(interaction)
    bot, place = client_of(interaction), await place_of(interaction, post_id, writes=True)
    present = await vote(
        bot.database,
        forum_id=place.forum.id,
        post_id=post_id,
        actor=place.actor,
        value=value,
        now=bot.now(),
    )
    bot.outbox.kick()
    said = voted(post_id, present, words_of(interaction))
    await show_done(interaction, said, menu(interaction, post_id))


class VoteUp(NumberedButton, template=r"up:(?P<number>\d+)"):
    """**Vote up**, privately."""

    action = "up"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Vote up, or take it back."""
        await cast(interaction, self.number, 1)


class VoteDown(NumberedButton, template=r"down:(?P<number>\d+)"):
    """**Vote down**, privately."""

    action = "down"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Vote down, or take it back."""
        await cast(interaction, self.number, -1)


class CopyLink(NumberedButton, template=r"link:(?P<number>\d+)"):
    """**Copy link**."""

    action = "link"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the link where it is easy to copy."""
        card, _ = await shown_here(interaction, self.number)
        await reply(interaction, where(card, words_of(interaction)))


class Delete(NumberedButton, template=r"delete:(?P<number>\d+)"):
    """**Delete**: asks first."""

    action = "delete"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Ask whether the post shall really go."""
        card, _ = await shown_here(interaction, self.number)
        await reply(interaction, confirm_delete(card, words_of(interaction)))


class Erase(NumberedButton, template=r"erase:(?P<number>\d+)"):
    """**Delete**, asked for a second time."""

    action = "erase"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Delete the post and say so."""
        await hold(interaction)
        # What somebody wrote they may take away also while they may write nothing.
        bot, place = client_of(interaction), await place_of(interaction, self.number)
        await edits.delete(
            bot.database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
            now=bot.now(),
        )
        bot.outbox.kick()
        words = words_of(interaction)
        await show_done(interaction, words("#{number} is deleted.", number=self.number))


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(More, VoteUp, VoteDown, CopyLink, Delete, Erase)
