"""Posting by name where one is anonymous: asked once, then done as was chosen."""

from dataclasses import replace

import discord

from bot.client import ForumBot
from bot.forum import drafts
from bot.forum.drafts import Submission
from bot.submissions import Submitted
from cogs.buttons import NumberedButton
from cogs.giving_back import give_back
from cogs.interactions import client_of, reports_errors, wait_for


class AsAlias(NumberedButton, template=r"asalias:(?P<number>\d+)"):
    """**Post as** the alias."""

    action = "asalias"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Post what was kept anonymously."""
        await go_on(interaction, self.number, is_by_name=False)


class AsMyself(NumberedButton, template=r"asme:(?P<number>\d+)"):
    """**Post as myself**."""

    action = "asme"

    @reports_errors
    async def callback(self, interaction: discord.Interaction) -> None:
        """Post what was kept by name."""
        await go_on(interaction, self.number, is_by_name=True)


async def go_on(interaction: discord.Interaction, draft_id: int, *, is_by_name: bool) -> None:
    """Hand a kept form to its feature again, with what was chosen."""
    await wait_for(interaction)
    bot = client_of(interaction)
    form = await drafts.reopen(
        bot.database,
        bot.sealer,
        user_id=interaction.user.id,
        draft_id=draft_id,
        now=bot.now(),
    )
    chosen = form if is_by_name else as_anonymous(form)
    try:
        await bot.forms.receivers[form.form](
            interaction, Submitted(chosen, draft_id, is_sure=is_by_name)
        )
    except Exception as error:  # noqa: BLE001  # whatever it is, the text goes back
        await give_back(interaction, form, draft_id, error)


def as_anonymous(form: Submission) -> Submission:
    """Return a form as if `anonymous` had been ticked in it."""
    options = [*form.choices.get("options", ()), "anonymous"]
    return replace(form, choices={**form.choices, "options": options})


async def setup(bot: ForumBot) -> None:
    """Add the buttons."""
    bot.add_dynamic_items(AsAlias, AsMyself)
