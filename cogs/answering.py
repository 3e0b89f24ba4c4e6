"""Answering: `/answer` and the **Answer** button."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import words_of
from bot.forum.anonymous.posts import carried_here
from bot.forum.anonymous.terms import offered
from bot.forum.answers import answer
from bot.forum.cards import answerable
from bot.forum.drafts import Submission
from bot.forum.naming_errors import NamedByMessage
from bot.publishing.forms import FROM_MESSAGE, Filled, answer_form
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.drafted import filled_with, kept_text
from cogs.guises import guise_of
from cogs.interactions import client_of, forum_of, reports_errors
from cogs.options import meant_question, question_choices
from cogs.places import place_of
from cogs.publishing import publish_and_tell
from data.tables import PostKind


class Answering(commands.Cog):
    """Opens and receives the form of an answer."""

    @app_commands.command(name="answer", description=N_("Answer a question"))
    @app_commands.describe(question=N_("Its number, a link or its title; in its thread, leave out"))
    @app_commands.guild_only()
    async def answer(
        self, interaction: discord.Interaction[ForumBot], question: str | None = None
    ) -> None:
        """Open the answer form for a question."""
        forum = await forum_of(interaction)
        await open_answer(interaction, await meant_question(interaction, forum, question))

    @answer.autocomplete("question")
    async def _questions(
        self, interaction: discord.Interaction[ForumBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await question_choices(interaction, typed)


class Answer(NumberedButton, template=r"answer:(?P<number>\d+)"):
    """**Answer** on a question's card, and on a DM about one."""

    action = "answer"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the answer form."""
        await open_answer(interaction, self.number)


async def open_answer(
    interaction: discord.Interaction, post_id: int, shown: Filled | None = None
) -> None:
    """Open the answer form of a question, unless it takes no answers."""
    forum = (await place_of(interaction, post_id)).forum
    database = client_of(interaction).database
    user_id = interaction.user.id
    question_id, title = await answerable(
        database, forum_id=forum.id, post_id=post_id, discord_id=user_id
    )
    filled = shown or await kept_text(interaction, f"answer:{question_id}")
    carried = await carried_here(database, question_id=question_id, discord_id=user_id)
    if carried is not None and shown is None:
        filled = filled.as_alias(carried.alias)
    terms = carried.terms if carried else offered(forum)
    form = answer_form(words_of(interaction), question_id, title, filled, terms=terms)
    await interaction.response.send_modal(form)


async def open_from_message(interaction: discord.Interaction, post_id: int, shown: Filled) -> None:
    """Open the answer form with a message's text, which its author's name stands above.

    Raises `NamedByMessage` for whoever is anonymous in the question: the text would name them.
    """
    forum = (await place_of(interaction, post_id)).forum
    database = client_of(interaction).database
    user_id = interaction.user.id
    question_id, title = await answerable(
        database, forum_id=forum.id, post_id=post_id, discord_id=user_id
    )
    carried = await carried_here(database, question_id=question_id, discord_id=user_id)
    if carried is not None:
        raise NamedByMessage(alias=carried.alias)
    form = answer_form(words_of(interaction), question_id, title, shown, is_message=True)
    await interaction.response.send_modal(form)


async def reopen(interaction: discord.Interaction, form: Submission) -> None:
    """Open the answer form again with kept text."""
    _, number, *rest = form.about.split(":")
    opened = open_from_message if FROM_MESSAGE in rest else open_answer
    await opened(interaction, int(number), filled_with(form))


async def receive(interaction: discord.Interaction, submitted: Submitted) -> None:
    """Post an answer from its form, publish it, and say where it is."""
    bot, question_id = client_of(interaction), int(submitted.parts[0])
    place = await place_of(interaction, question_id, writes=True)
    # Its text stands above already, under their name: it is never posted as anybody else's.
    is_message = FROM_MESSAGE in submitted.parts[1:]
    made = await answer(
        bot.database,
        forum_id=place.forum.id,
        question_id=question_id,
        actor=place.actor,
        body=submitted.text("body"),
        guise=None if is_message else await guise_of(interaction, place.guild, submitted),
        is_sure=submitted.is_sure or is_message,
        is_message=is_message,
        notify=submitted.chose("options", "notify"),
        is_spoiler=submitted.chose("options", "spoiler"),
        draft_id=submitted.draft_id,
        now=bot.now(),
    )
    await publish_and_tell(interaction, made, PostKind.ANSWER, place.forum)


async def setup(bot: ForumBot) -> None:
    """Add the command, the button and the form."""
    await bot.add_cog(Answering())
    bot.add_dynamic_items(Answer)
    bot.forms.register("answer", receive, reopen)
