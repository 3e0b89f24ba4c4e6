"""**Ask a related question** and **Related questions** under More, and pages of follow-on ones."""

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.anonymous.posts import carried_here
from bot.forum.categories import listed
from bot.forum.finding.similar import related
from bot.forum.follow_ons import origin_to_ask, read_follow_ons
from bot.forum.summaries import ForumSummary, Origin
from bot.publishing.follow_ons import follow_ons_page, related_page
from bot.publishing.forms import SELECT_CHOICES, Filled
from bot.publishing.opening import Reach
from cogs.asking import open_ask
from cogs.buttons import NumberedButton, PagedButton
from cogs.drafted import kept_text
from cogs.interactions import client_of, reports_errors
from cogs.more import shown_here
from cogs.pages import show_page
from cogs.places import place_of


class Further(NumberedButton, template=r"further:(?P<number>\d+)"):
    """**Ask a related question** under More."""

    action = "further"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the ask form for a question that follows on from the post.

        Raises `NotFound`, `PostGone`, `NoFollowOn`, and what `place_of` raises.
        """
        forum = (await place_of(interaction, self.number)).forum
        database = client_of(interaction).database
        origin = await origin_to_ask(database, forum_id=forum.id, post_id=self.number)
        custom_id, filled = await _like(interaction, forum, origin)
        shown = await kept_text(interaction, custom_id, otherwise=filled)
        await open_ask(interaction, forum, custom_id, shown)


async def _like(
    interaction: discord.Interaction, forum: ForumSummary, origin: Origin
) -> tuple[str, Filled]:
    """Return the form of a question that follows on: in its category, anonymous who is so there."""
    database, category = client_of(interaction).database, origin.category_id or 0
    offered = {line.id for line in (await listed(database, forum.id))[:SELECT_CHOICES]}
    choices = {"category": [str(category)]} if category in offered else {}
    # One that the form does not offer stands fast in it.
    fixed = 0 if choices else category
    filled = Filled(choices=choices)
    user_id = interaction.user.id
    if await carried_here(database, question_id=origin.question_id, discord_id=user_id):
        # Their name there says nothing here: they get another.
        filled = filled.as_alias("")
    return f"ask:{fixed}:::{origin.post_id}", filled


class Related(NumberedButton, template=r"related:(?P<number>\d+)"):
    """**Related questions** under More."""

    action = "related"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show them, after what follows on from the post's question and all that is beneath it.

        Raises `NotFound`, `PostGone`.
        """
        card, place = await shown_here(interaction, self.number)
        forum_id, database = place.forum.id, client_of(interaction).database
        hits = await related(database, forum_id=forum_id, post_id=self.number)
        follow_ons = await read_follow_ons(database, forum_id=forum_id, post_id=card.question_id)
        words, reach = words_of(interaction), Reach(interaction.client)
        await reply(interaction, related_page(card, follow_ons, hits, words, reach))


class FollowOns(PagedButton, template=r"followons:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """**All follow-on questions**, and **Newer** and **Older** on their pages."""

    action = "followons"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page. Raises `NotFound`, `PostGone`."""
        card, place = await shown_here(interaction, self.number)
        page = await read_follow_ons(
            client_of(interaction).database,
            forum_id=place.forum.id,
            post_id=self.number,
            page=self.page or 0,
        )
        words, reach = words_of(interaction), Reach(interaction.client)
        await show_page(interaction, follow_ons_page(card, page, words, reach))


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(Further, Related, FollowOns)
