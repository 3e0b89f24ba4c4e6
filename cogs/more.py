"""**More**: a private menu of what this person may do: vote, edit, delete, copy the link."""

from dataclasses import replace

import discord

from bot.client import ForumBot
from bot.errors import reply, words_of
from bot.forum import edits
from bot.forum.cards import editable, find_post, read_card, rights
from bot.forum.drafts import Submission
from bot.forum.summaries import Card
from bot.forum.votes import vote
from bot.publishing import layout
from bot.publishing.forms import Filled, edit_form
from bot.publishing.replies import confirm_delete, more_menu, where
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.interactions import actor_of, client_of, forum_of, hold, reports_errors
from data.tables import PostKind


class More(NumberedButton, template=r"more:(?P<number>\d+)"):
    """**More** on a card."""

    action = "more"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Show the menu."""
        await reply(interaction, await menu(interaction, self.number))


async def menu(interaction: discord.Interaction, post_id: int) -> discord.ui.LayoutView:
    """Return the menu of a post for whoever pressed."""
    card = await shown_here(interaction, post_id)
    actor = actor_of(interaction)
    may = await rights(
        client_of(interaction).database,
        post_id=post_id,
        discord_id=actor.discord_id,
        is_moderator=actor.is_moderator,
    )
    return more_menu(card, may, words_of(interaction))


async def shown_here(interaction: discord.Interaction, post_id: int) -> Card:
    """Return the card of a post of this server's forum. Raises `NotFound`."""
    forum, database = await forum_of(interaction), client_of(interaction).database
    await find_post(database, forum_id=forum.id, reference=str(post_id))
    return await read_card(database, post_id=post_id)


async def cast(interaction: discord.Interaction, post_id: int, value: int) -> None:
    """Cast or take back a private vote, and show the menu as it is now."""
    await hold(interaction)
    bot, forum = client_of(interaction), await forum_of(interaction)
    actor = actor_of(interaction)
    await vote(
        bot.database, forum_id=forum.id, post_id=post_id, actor=actor, value=value, now=bot.now()
    )
    bot.outbox.kick()
    await interaction.edit_original_response(view=await menu(interaction, post_id))


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
        card = await shown_here(interaction, self.number)
        await reply(interaction, where(card, words_of(interaction)))


class Delete(NumberedButton, template=r"delete:(?P<number>\d+)"):
    """**Delete**: asks first."""

    action = "delete"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Ask whether the post shall really go."""
        card = await shown_here(interaction, self.number)
        await reply(interaction, confirm_delete(card, words_of(interaction)))


class Erase(NumberedButton, template=r"erase:(?P<number>\d+)"):
    """**Delete**, asked for a second time."""

    action = "erase"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Delete the post and say so."""
        await hold(interaction)
        bot, forum = client_of(interaction), await forum_of(interaction)
        actor = actor_of(interaction)
        await edits.delete(
            bot.database, forum_id=forum.id, post_id=self.number, actor=actor, now=bot.now()
        )
        bot.outbox.kick()
        words = words_of(interaction)
        said = words("#{number} is deleted.", number=self.number)
        await interaction.edit_original_response(view=layout.note(said))


class Edit(NumberedButton, template=r"edit:(?P<number>\d+)"):
    """**Edit**."""

    action = "edit"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the edit form with the present text."""
        await open_edit(interaction, self.number)


async def open_edit(
    interaction: discord.Interaction, post_id: int, shown: Filled | None = None
) -> None:
    """Open the edit form; its custom_id names the revision that the editor saw."""
    forum, actor = await forum_of(interaction), actor_of(interaction)
    card = await editable(
        client_of(interaction).database,
        forum_id=forum.id,
        post_id=post_id,
        discord_id=actor.discord_id,
        is_moderator=actor.is_moderator,
    )
    is_question = card.kind is PostKind.QUESTION
    texts = {"title": card.title, "details": card.body} if is_question else {"body": card.body}
    filled = replace(shown or Filled(texts))
    custom_id = f"edit:{post_id}:{card.revision}"
    form = edit_form(words_of(interaction), custom_id, filled, is_question=is_question)
    await interaction.response.send_modal(form)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the edit form again with kept text, on the post as it is now."""
    await open_edit(interaction, int(form.custom_id.split(":")[1]), Filled(form.texts))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Save an edit from its form."""
    bot, forum = client_of(interaction), await forum_of(interaction)
    post_id, revision = (int(part) for part in submitted.parts)
    await edits.edit(
        bot.database,
        forum_id=forum.id,
        post_id=post_id,
        revision=revision,
        actor=actor_of(interaction),
        title=submitted.text("title") or None,
        body=submitted.text("details") or submitted.text("body"),
        draft_id=submitted.draft_id,
        now=bot.now(),
    )
    bot.outbox.kick()
    words = words_of(interaction)
    said = words("Your changes to #{number} are saved.", number=post_id)
    await reply(interaction, said)


async def setup(bot: ForumBot) -> None:
    """Add the buttons and the form."""
    bot.add_dynamic_items(More, VoteUp, VoteDown, CopyLink, Delete, Erase, Edit)
    bot.forms.register("edit", receive, reopen)
