"""Every submitted form comes through here: kept as a draft first, then handed to its feature.

Forms are read from the interaction's own data, so one that was open while the bot restarted is
received like any other.
"""

import asyncio
import logging
from typing import TypedDict, cast

import discord
from discord.ext import commands

from bot.catalogue import N_
from bot.client import ForumBot
from bot.errors import UNSENT, sentence, words_of
from bot.forum import drafts
from bot.forum.drafts import Submission
from bot.forum.errors import ForumError
from bot.submissions import KEPT_FORMS, Submitted
from cogs.buttons import NumberedButton
from cogs.giving_back import give_back, hand_over
from cogs.interactions import client_of, reports_errors, wait_for
from cogs.unheard import tell_unheard

log = logging.getLogger(__name__)

UNKNOWN_FORM = N_("I don't know this form any more. Please begin again with /help.")
# An app closes a form as soon as it is acknowledged, and says after three seconds that it failed.
LONGEST_KEEP_SECONDS = 2.0


class Submissions(commands.Cog):
    """Receives forms, and opens them again with the text that was kept."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take a submitted form: keep its text, acknowledge it, hand it on.

        Only when the database is locked for nearly as long as Discord waits is it acknowledged
        first; what then can't be kept goes back as a file.
        """
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        form = read_submission(interaction)
        receiver = client_of(interaction).forms.receivers.get(form.form)
        if receiver is None:
            # Of another version of the bot: what was typed is theirs all the same.
            await hand_over(interaction, words_of(interaction)(UNKNOWN_FORM), form)
            return
        kept = asyncio.ensure_future(self._keep(interaction, form))
        await asyncio.wait([kept], timeout=LONGEST_KEEP_SECONDS)
        try:
            await wait_for(interaction)
        except UNSENT as error:
            # The text is kept and offered at the next try; what was asked for is still done.
            log.warning("can't acknowledge a form: %s", type(error).__name__)
        draft_id = await kept
        try:
            await receiver(interaction, Submitted(form, draft_id))
        except Exception as error:  # noqa: BLE001  # whatever it is, the text goes back
            await give_back(interaction, form, draft_id, error)
        else:
            # What is still to be said comes beneath the form's own answer.
            await tell_unheard(interaction, is_after_form=True)

    async def _keep(self, interaction: discord.Interaction, form: Submission) -> int | None:
        if form.form not in KEPT_FORMS:
            return None
        bot = client_of(interaction)
        user_id = interaction.user.id
        try:
            return await drafts.keep(
                bot.database, bot.sealer, user_id=user_id, submission=form, now=bot.now()
            )
        except Exception as error:  # noqa: BLE001  # the text then goes back as a file
            log.warning("can't keep a draft: %s", type(error).__name__)
            return None


class OpenDraft(NumberedButton, template=r"draft:(?P<number>\d+)"):
    """**Open again with my text**."""

    action = "draft"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Open the form with what was kept."""
        bot = client_of(interaction)
        form = await drafts.reopen(
            bot.database,
            bot.sealer,
            user_id=interaction.user.id,
            draft_id=self.number,
            now=bot.now(),
        )
        try:
            await bot.forms.openers[form.form](interaction, form)
        except ForumError as refusal:
            # There is no form to open any more: the text is theirs all the same.
            said = sentence(refusal, words_of(interaction))
            await hand_over(interaction, said, form)


class Part(TypedDict, total=False):
    """A component of a submitted form: a field, or a label or row around fields."""

    custom_id: str
    value: str | None
    values: list[str]
    component: "Part"
    components: "list[Part]"


def read_submission(interaction: discord.Interaction) -> Submission:
    """Return what was submitted: texts by field, and choices as lists."""
    data = cast("Part", interaction.data or {})
    texts: dict[str, str] = {}
    choices: dict[str, list[str]] = {}
    for shown in data.get("components", []):
        for part in [shown.get("component", Part()), *shown.get("components", [])]:
            name = part.get("custom_id")
            if name and "values" in part:
                choices[name] = [str(value) for value in part["values"] or ()]
            elif name:
                texts[name] = str(part.get("value") or "")
    return Submission(data.get("custom_id", ""), texts, choices, interaction.guild_id)


async def setup(bot: ForumBot) -> None:
    """Add the cog and its button."""
    await bot.add_cog(Submissions())
    bot.add_dynamic_items(OpenDraft)
