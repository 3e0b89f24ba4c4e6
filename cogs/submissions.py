"""Every submitted form comes through here: kept as a draft first, then handed to its feature.

Forms are read from the interaction's own data, so one that was open while the bot restarted is
received like any other.
"""

import asyncio
import io
import logging
from typing import TypedDict, cast

import discord
from discord.ext import commands

from bot.client import ForumBot
from bot.errors import log_error, reply, sentence, words_of
from bot.forum import drafts
from bot.forum.drafts import Submission
from bot.publishing import layout
from bot.submissions import Submitted
from bot.transport import UNSURE
from cogs.buttons import NumberedButton
from cogs.interactions import client_of, reports_errors, wait_for

log = logging.getLogger(__name__)

KEPT_FORMS = frozenset({"ask", "answer", "edit"})


class Submissions(commands.Cog):
    """Receives forms, and opens them again with the text that was kept."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Take a submitted form: acknowledge it, keep its text, hand it on."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        form = read_submission(interaction)
        receiver = client_of(interaction).forms.receivers.get(form.form)
        if receiver is None:
            return
        kept = asyncio.ensure_future(self._keep(interaction, form))
        try:
            await wait_for(interaction)
        except discord.HTTPException as error:
            # The text is kept and offered at the next try; what was asked for is still done.
            log.warning("can't acknowledge a form: %s", type(error).__name__)
        draft_id = await kept
        try:
            await receiver(interaction, Submitted(form, draft_id))
        except Exception as error:  # noqa: BLE001  # whatever it is, the text goes back
            await self._give_back(interaction, form, draft_id, error)

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

    async def _give_back(
        self,
        interaction: discord.Interaction,
        form: Submission,
        draft_id: int | None,
        error: Exception,
    ) -> None:
        """Say what is wrong, with a button to go on, or with the text itself as a file."""
        log_error(error, form.form)
        words = words_of(interaction)
        said = sentence(error, words)
        try:
            if draft_id is not None:
                again = layout.button(words("Open again with my text"), f"draft:{draft_id}")
                await reply(interaction, layout.message(layout.text(said), layout.row(again)))
            elif form.form in KEPT_FORMS:
                said += "\n" + words("Your text is in the file below.")
                await interaction.followup.send(said, file=_as_file(form), ephemeral=True)
            else:
                await reply(interaction, said)
        except (discord.HTTPException, *UNSURE) as unreachable:
            log.warning("can't answer a form: %s", type(unreachable).__name__)


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
        await bot.forms.openers[form.form](interaction, form)


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


def _as_file(form: Submission) -> discord.File:
    text = "\n\n".join(value for value in form.texts.values() if value)
    return discord.File(io.BytesIO(text.encode()), filename="your-text.txt")


async def setup(bot: ForumBot) -> None:
    """Add the cog and its button."""
    await bot.add_cog(Submissions())
    bot.add_dynamic_items(OpenDraft)
