"""Closing and reopening questions: in More, and by `/mod close` and `/mod reopen`."""

from dataclasses import replace

import discord
from discord import app_commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import tell, words_of
from bot.forum import closing
from bot.forum.moderation import REASON_CHARACTERS
from bot.forum.summaries import Actor, ForumSummary
from bot.publishing.moderation_forms import close_form
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.interactions import (
    actor_of,
    client_of,
    forum_of,
    hold,
    reports_errors,
    show_done,
    wait_for,
)
from cogs.mod_group import mod_group
from cogs.more import menu
from cogs.options import meant_question, question_choices
from cogs.places import place_of

WHICH = N_("Its number, a link or its title; in its thread, leave out")
CLOSED, REOPENED = N_("#{number} is closed."), N_("#{number} is open again.")


class Close(NumberedButton, template=r"close:(?P<number>\d+)"):
    """**Close**: asks why."""

    action = "close"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form."""
        place = await place_of(interaction, self.number)
        await closing.check_close(
            client_of(interaction).database,
            forum_id=place.forum.id,
            post_id=self.number,
            actor=place.actor,
        )
        await interaction.response.send_modal(close_form(self.number, words_of(interaction)))


class Reopen(NumberedButton, template=r"reopen:(?P<number>\d+)"):
    """**Reopen**."""

    action = "reopen"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the question again, and show the menu as it is now."""
        await hold(interaction)
        place = await place_of(interaction, self.number, writes=True)
        number = await _reopen(interaction, place.forum, place.actor, self.number)
        said = words_of(interaction)(REOPENED, number=number)
        await show_done(interaction, said, menu(interaction, self.number))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Close a question from its form."""
    post_id = int(submitted.parts[0])
    place = await place_of(interaction, post_id, writes=True)
    number = await _close(
        interaction,
        place.forum,
        place.actor,
        post_id,
        submitted.text("reason"),
        submitted.text("duplicate_of"),
    )
    await tell(interaction, words_of(interaction)(CLOSED, number=number))


@app_commands.command(name="close", description=N_("Let a question take no more answers"))
@app_commands.describe(
    reason=N_("Why; everybody can read it"),
    duplicate_of=N_("The question that it is a duplicate of"),
    question=WHICH,
)
async def close(
    interaction: discord.Interaction[ForumBot],
    reason: app_commands.Range[str, 1, REASON_CHARACTERS] | None = None,
    duplicate_of: str | None = None,
    question: str | None = None,
) -> None:
    """Close a question."""
    await wait_for(interaction)
    forum = await forum_of(interaction)
    meant = await meant_question(interaction, forum, question)
    number = await _close(
        interaction, forum, _entrusted(interaction, forum), meant, reason or "", duplicate_of or ""
    )
    await tell(interaction, words_of(interaction)(CLOSED, number=number))


@app_commands.command(name="reopen", description=N_("Let a closed question take answers again"))
@app_commands.describe(question=WHICH)
async def reopen(interaction: discord.Interaction[ForumBot], question: str | None = None) -> None:
    """Open a question again."""
    await wait_for(interaction)
    forum = await forum_of(interaction)
    meant = await meant_question(interaction, forum, question)
    number = await _reopen(interaction, forum, _entrusted(interaction, forum), meant)
    await tell(interaction, words_of(interaction)(REOPENED, number=number))


close.autocomplete("question")(question_choices)
close.autocomplete("duplicate_of")(question_choices)
reopen.autocomplete("question")(question_choices)


def _entrusted(interaction: discord.Interaction, forum: ForumSummary) -> Actor:
    """Return who types a command of `/mod`: the server's settings say who may, as a moderator."""
    return replace(actor_of(interaction, forum), is_moderator=True)


async def _close(
    interaction: discord.Interaction,
    forum: ForumSummary,
    actor: Actor,
    post_id: int,
    reason: str,
    duplicate_of: str,
) -> int:
    bot = client_of(interaction)
    number = await closing.close(
        bot.database,
        forum_id=forum.id,
        post_id=post_id,
        actor=actor,
        reason=reason,
        duplicate_of=duplicate_of,
        now=bot.now(),
    )
    bot.outbox.kick()
    return number


async def _reopen(
    interaction: discord.Interaction, forum: ForumSummary, actor: Actor, post_id: int
) -> int:
    bot = client_of(interaction)
    number = await closing.reopen(
        bot.database,
        forum_id=forum.id,
        post_id=post_id,
        actor=actor,
        now=bot.now(),
    )
    bot.outbox.kick()
    return number


async def setup(bot: ForumBot) -> None:
    """Add the buttons, the form and the commands."""
    bot.add_dynamic_items(Close, Reopen)
    bot.forms.register("close", receive)
    mod_group(bot).add_command(close)
    mod_group(bot).add_command(reopen)
