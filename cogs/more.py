"""**More**: a private menu of what this person may do: vote, edit, delete, copy the link."""

import discord

from bot.client import ForumBot
from bot.errors import reply, tell, words_of
from bot.forum import edits
from bot.forum.cards import editable, find_post, read_card, rights
from bot.forum.drafts import Submission
from bot.forum.powers import powers
from bot.forum.summaries import Card
from bot.forum.votes import vote
from bot.publishing.forms import Filled, edit_form
from bot.publishing.replies import confirm_delete, more_menu, voted, where
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.drafted import filled_with, kept_form
from cogs.interactions import actor_of, client_of, forum_of, hold, reports_errors, show_done
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
    bot, forum = client_of(interaction), await forum_of(interaction)
    actor = actor_of(interaction, forum)
    may = await rights(bot.database, post_id=post_id, actor=actor)
    also = await powers(bot.database, post_id=post_id, actor=actor, now=bot.now())
    return more_menu(card, may, words_of(interaction), also)


async def shown_here(interaction: discord.Interaction, post_id: int) -> Card:
    """Return the card of a post of this server's forum. Raises `NotFound`."""
    forum, database = await forum_of(interaction), client_of(interaction).database
    await find_post(database, forum_id=forum.id, reference=str(post_id))
    return await read_card(database, post_id=post_id)


async def cast(interaction: discord.Interaction, post_id: int, value: int) -> None:
    """Cast or take back a private vote, and show the menu as it is now."""
    await hold(interaction)
    bot, forum = client_of(interaction), await forum_of(interaction)
    actor = actor_of(interaction, forum)
    present = await vote(
        bot.database, forum_id=forum.id, post_id=post_id, actor=actor, value=value, now=bot.now()
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
        actor = actor_of(interaction, forum)
        await edits.delete(
            bot.database, forum_id=forum.id, post_id=self.number, actor=actor, now=bot.now()
        )
        bot.outbox.kick()
        words = words_of(interaction)
        await show_done(interaction, words("#{number} is deleted.", number=self.number))


class Edit(NumberedButton, template=r"edit:(?P<number>\d+)"):
    """**Edit**."""

    action = "edit"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the edit form."""
        await open_edit(interaction, self.number)


async def open_edit(
    interaction: discord.Interaction, post_id: int, shown: Filled | None = None
) -> None:
    """Open the edit form with the present text, or that of a try that failed within the last day.

    Its custom_id names the revision that the editor saw. Kept text goes on naming its own, so that
    whoever saves it hears of what was changed meanwhile.
    """
    forum = await forum_of(interaction)
    actor = actor_of(interaction, forum)
    card = await editable(
        client_of(interaction).database,
        forum_id=forum.id,
        post_id=post_id,
        discord_id=actor.discord_id,
        is_moderator=actor.is_moderator,
    )
    custom_id = f"edit:{post_id}:{card.revision}"
    kept = None if shown else await kept_form(interaction, custom_id)
    if kept is not None:
        custom_id, shown = kept.about, filled_with(kept)
    is_question = card.kind is PostKind.QUESTION
    texts = {"title": card.title, "details": card.body} if is_question else {"body": card.body}
    filled = shown or Filled(texts)
    form = edit_form(words_of(interaction), custom_id, filled, is_question=is_question)
    await interaction.response.send_modal(form)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the edit form again with kept text, on the post as it is now."""
    await open_edit(interaction, int(form.about.split(":")[1]), filled_with(form))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Save an edit from its form."""
    bot, forum = client_of(interaction), await forum_of(interaction)
    post_id, revision = (int(part) for part in submitted.parts)
    await edits.edit(
        bot.database,
        forum_id=forum.id,
        post_id=post_id,
        revision=revision,
        actor=actor_of(interaction, forum),
        title=submitted.text("title") or None,
        body=submitted.text("details") or submitted.text("body"),
        draft_id=submitted.draft_id,
        now=bot.now(),
    )
    bot.outbox.kick()
    words = words_of(interaction)
    said = words("Your changes to #{number} are saved.", number=post_id)
    await tell(interaction, said)


async def setup(bot: ForumBot) -> None:
    """Add the buttons and the form."""
    bot.add_dynamic_items(More, VoteUp, VoteDown, CopyLink, Delete, Erase, Edit)
    bot.forms.register("edit", receive, reopen)
