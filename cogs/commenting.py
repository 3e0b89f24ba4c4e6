"""Commenting: `/comment`, the **Comment** buttons, and the pages of a post's comments."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum.anonymous.posts import carried_here
from bot.forum.anonymous.terms import offered
from bot.forum.comments import comment, commentable
from bot.forum.conversations import read_comments
from bot.forum.drafts import Submission
from bot.publishing.comments import comment_form, comments_page
from bot.publishing.forms import Filled
from bot.publishing.opening import Reach
from bot.submissions import Submitted
from cogs.buttons import NumberedButton, PagedButton
from cogs.drafted import filled_with, kept_text
from cogs.guises import guise_of
from cogs.interactions import client_of, forum_of, reports_errors
from cogs.more import shown_here
from cogs.options import meant_question, post_choices
from cogs.pages import show_page
from cogs.places import place_of
from cogs.publishing import publish_and_tell
from data.tables import PostKind


class Commenting(commands.Cog):
    """Opens and receives the form of a comment."""

    @app_commands.command(name="comment", description=N_("Comment on a question or an answer"))
    @app_commands.describe(question=N_("Its number, a link or its title; in its thread, leave out"))
    @app_commands.guild_only()
    async def comment(
        self, interaction: discord.Interaction[ForumBot], question: str | None = None
    ) -> None:
        """Open the comment form for a post."""
        forum = await forum_of(interaction)
        await open_comment(interaction, await meant_question(interaction, forum, question))

    @comment.autocomplete("question")
    async def _posts(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await post_choices(interaction, typed)


class Comment(NumberedButton, template=r"comment:(?P<number>\d+)"):
    """**Comment** on a card, and **Reply** on a DM."""

    action = "comment"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the comment form."""
        await open_comment(interaction, self.number)


class Comments(PagedButton, template=r"comments:(?P<number>\d+)(?::(?P<page>\d+))?"):
    """**Comments** in More and on a private card; **Previous** and **Next** on their pages."""

    action = "comments"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the page: the newest beneath the card, the others in place of each other."""
        card, place = await shown_here(interaction, self.number)
        found = await read_comments(
            client_of(interaction).database,
            post_id=card.post_id,
            page=self.page,
            is_moderator=place.actor.is_moderator,
        )
        page = comments_page(card, found, words_of(interaction), Reach(interaction.client))
        if self.page is None:
            await reply(interaction, page)
        else:
            await show_page(interaction, page)


async def open_comment(
    interaction: discord.Interaction, post_id: int, shown: Filled | None = None
) -> None:
    """Open the comment form of a post, unless it takes no comments."""
    forum = (await place_of(interaction, post_id)).forum
    database = client_of(interaction).database
    about = await commentable(database, forum_id=forum.id, post_id=post_id)
    filled = shown or await kept_text(interaction, f"comment:{about.post_id}")
    user_id = interaction.user.id
    carried = await carried_here(database, question_id=about.question_id, discord_id=user_id)
    if carried is not None and shown is None:
        filled = filled.as_alias(carried.alias)
    terms = carried.terms if carried else offered(forum)
    form = comment_form(words_of(interaction), about, filled, terms=terms)
    await interaction.response.send_modal(form)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the comment form again with kept text."""
    await open_comment(interaction, int(form.about.split(":")[1]), filled_with(form))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Post a comment from its form, publish it, and say where it is."""
    bot, post_id = client_of(interaction), int(submitted.parts[0])
    place = await place_of(interaction, post_id, writes=True)
    made = await comment(
        bot.database,
        forum_id=place.forum.id,
        post_id=post_id,
        actor=place.actor,
        body=submitted.text("body"),
        guise=await guise_of(interaction, place.guild, submitted),
        is_sure=submitted.is_sure,
        notify=submitted.chose("options", "notify"),
        draft_id=submitted.draft_id,
        now=bot.now(),
    )
    await publish_and_tell(interaction, made, PostKind.COMMENT, place.forum)


async def setup(bot: ForumBot) -> None:
    """Add the command, the buttons and the form."""
    await bot.add_cog(Commenting())
    bot.add_dynamic_items(Comment, Comments)
    bot.forms.register("comment", receive, reopen)
