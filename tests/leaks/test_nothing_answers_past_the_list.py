"""Nobody is answered but by what the inventory lists: commands, events, DynamicItems, forms."""

from pathlib import Path

import pytest

from tests.leaks.answering import lasting_components, unlisted

ONE_WAY = """
These would answer people without being listed in tests/leaks/inventory.py, so that no leak script
would have to act them out:
  {found}
Draw a form with a function (bot/publishing/forms.py) and have its cog register a receiver with
`bot.forms`; draw a message with a function that returns a view (bot/publishing/layout.py), and
have each of its buttons and menus answered by a DynamicItem (cogs/buttons.py); hear events with a
cog's listener; make commands with `app_commands`. CONTRIBUTING.md has more: "One way to do each
thing"."""


def test_nothing_answers_past_the_list() -> None:
    found = list(unlisted())
    assert not found, ONE_WAY.format(found="\n  ".join(found))


# As discord.py's guide shows them, and what else leads past the list.
FORM = """
class Feedback(ui.Modal, title="Feedback"):
    said = ui.TextInput(label="What do you think?")

    async def on_submit(self, interaction):
        await interaction.response.send_message("Thanks!")
"""
VIEW = """
class Ask(ui.View):
    @ui.button(label="Feedback")
    async def pressed(self, interaction, button):
        await interaction.response.send_modal(Feedback())
"""
PAST_THE_LIST = {
    "a form": f"from discord import ui\n{FORM}",
    "a form by its whole name": FORM.replace("ui.", "discord.ui."),
    "a form by its own name": f"from discord.ui import Modal as Form\n{FORM}".replace(
        "(ui.Modal", "(Form"
    ),
    "a view": f"from discord import ui\n{VIEW}",
    "a layout": f"from discord import ui\n{VIEW}".replace("View", "LayoutView"),
    "a button": "class Send(Button):\n    async def callback(self, interaction): ...\n",
    "a base": "class Mine(Base):\n    pass\n",
    "a class in a function": "def made():\n    class Mine(Base):\n        pass\n",
    "a method of a row": "class Any:\n    @row.select()\n    async def chosen(self): ...\n",
    "a menu's decorator": "class Any:\n    @ui.select()\n    async def chosen(self): ...\n",
    "a button's answer": "drawn.callback = feedback\n",
    "a form's answer": "drawn.on_submit = feedback\n",
    "an event in passing": "async def act(bot):\n    await bot.wait_for('interaction')\n",
    "a command in messages": "from discord.ext import commands\n"
    "@commands.command()\nasync def feedback(context): ...\n",
}
BASES = """
import discord

Button = discord.ui.Button[discord.ui.View]


class Base(discord.ui.LayoutView):
    pass
"""


@pytest.mark.parametrize("code", PAST_THE_LIST.values(), ids=PAST_THE_LIST.keys())
def test_what_leads_past_the_list_is_found(other_code: Path, code: str) -> None:
    (other_code / "bases.py").write_text(BASES)
    (other_code / "acts.py").write_text(
        f"import discord\nfrom bot.bases import Base, Button\n{code}"
    )
    assert any(each.startswith("bot/acts.py:") for each in unlisted())


AS_IT_IS_DONE = """
import asyncio
import discord
from discord import app_commands, ui


class Lasting(ui.DynamicItem[ui.Button[ui.View]], template="feedback"):
    pass


class Feedback(Lasting, template="feedback"):
    async def callback(self, interaction):
        await asyncio.wait_for(form, 1)


@app_commands.command()
async def feedback(interaction):
    await wait_for(interaction)


def form() -> ui.Modal:
    drawn = ui.Modal(title="Feedback", custom_id="feedback")
    drawn.add_item(ui.TextInput(label="What do you think?"))
    return drawn
"""


def test_what_is_listed_is_let_through(other_code: Path) -> None:
    (other_code / "acts.py").write_text(AS_IT_IS_DONE)
    assert not list(unlisted())


def test_a_component_is_listed_before_anybody_was_sent_it(other_code: Path) -> None:
    (other_code / "acts.py").write_text(AS_IT_IS_DONE)
    assert list(lasting_components()) == ["bot.acts.Feedback"]
